"""Clauses that end with a node: the same formula read on the steps up to and including an event."""

from __future__ import annotations

from collections.abc import Callable

from comuros.spec.ltlf import (
    LAST,
    Formula,
    Op,
    conjunction,
    disjunction,
    negation,
    postorder,
    proposition,
    release,
    strong_next,
    until,
    weak_next,
)
from comuros.spec.ltlf.formula import build


def ended_by(formula: Formula, event: str) -> Formula:
    """A formula that holds on a trace exactly if `formula` holds on it cut after the first step with `event`.

    Where the event never happens the trace is read to its end. `formula` must not be inside a scope already.
    """
    end = proposition(event)
    cut: dict[Formula, Formula] = {}
    for node in postorder(formula):
        args = tuple(cut[arg] for arg in node.args)
        rule = _RULES.get(node.op)
        cut[node] = rule(args, end) if rule else build(node.op, args) if args else node
    return cut[formula]


def _until(left: Formula, right: Formula, end: Formula) -> Formula:
    return until(conjunction((left, negation(end))), right)


_Rule = Callable[[tuple[Formula, ...], Formula], Formula]
_RULES: dict[Op, _Rule] = {
    Op.LAST: lambda _args, end: disjunction((LAST, end)),
    Op.NEXT: lambda args, end: conjunction((negation(end), strong_next(args[0]))),
    Op.WEAK_NEXT: lambda args, end: disjunction((end, weak_next(args[0]))),
    Op.EVENTUALLY: lambda args, end: until(negation(end), args[0]),
    Op.ALWAYS: lambda args, end: release(end, args[0]),
    Op.UNTIL: lambda args, end: _until(args[0], args[1], end),
    Op.RELEASE: lambda args, end: release(disjunction((args[0], end)), args[1]),
    Op.WEAK_UNTIL: lambda args, end: release(disjunction((args[1], end)), disjunction((args[0], args[1]))),
    Op.STRONG_RELEASE: lambda args, end: _until(args[1], conjunction(args), end),
}
