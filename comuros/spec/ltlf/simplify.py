"""Shorter formulas with the same meaning, by rewriting and by asking the automata what is redundant."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf.budget import Budget
from comuros.spec.ltlf.formula import (
    FALSE,
    TRUE,
    Formula,
    Op,
    always,
    build,
    conjunction,
    disjunction,
    eventually,
    postorder,
    release,
    until,
)
from comuros.spec.ltlf.search import is_satisfiable

PER_QUESTION = Budget(states=200, nodes=20_000, seconds=0.5)


def simplified(formula: Formula, *, budget: Budget = PER_QUESTION) -> Formula:
    """An equivalent formula that is no longer than the given one.

    From the leaves up, each subformula is rewritten, replaced by true or false where it is always or never
    true, and freed of operands that follow from their siblings. A question that exceeds `budget` counts as
    answered no, so a hard part stays as it is.
    """
    image: dict[Formula, Formula] = {}
    for node in postorder(formula):
        args = tuple(image[arg] for arg in node.args)
        rebuilt = build(node.op, args) if args else node
        candidate = _without_redundancy(_rewritten(rebuilt), budget)
        image[node] = candidate if candidate.order[0] <= node.order[0] else node
    return image[formula]


def _rewritten(node: Formula) -> Formula:
    rule = _RULES.get(node.op)
    return node if rule is None else rule(node)


def _eventually_rule(node: Formula) -> Formula:
    """`F (a U b)` is `F b`; `F (a & F b)` keeps its order."""
    inner = node.args[0]
    return eventually(inner.args[1]) if inner.op is Op.UNTIL else node


def _always_rule(node: Formula) -> Formula:
    """`G (a R b)` is `G b`."""
    inner = node.args[0]
    return always(inner.args[1]) if inner.op is Op.RELEASE else node


def _until_rule(node: Formula) -> Formula:
    """`a U (a U b)` is `a U b`; `a U F b` is `F b`."""
    left, right = node.args
    if right.op is Op.EVENTUALLY or (right.op is Op.UNTIL and right.args[0] is left):
        return right
    return node


def _release_rule(node: Formula) -> Formula:
    """`a R (a R b)` is `a R b`; `a R G b` is `G b`."""
    left, right = node.args
    if right.op is Op.ALWAYS or (right.op is Op.RELEASE and right.args[0] is left):
        return right
    return node


def _joined(node: Formula, outer: Op, join: Callable[[list[Formula]], Formula]) -> Formula:
    """`F a | F b` is `F (a | b)`, and likewise for other operators that distribute over `&` or `|`."""
    alike = [arg for arg in node.args if arg.op is outer]
    if len(alike) < 2:
        return node
    others = [arg for arg in node.args if arg.op is not outer]
    merged = build(outer, (join([arg.args[0] for arg in alike]),))
    return build(node.op, (*others, merged))


def _and_rule(node: Formula) -> Formula:
    for outer in (Op.ALWAYS, Op.NEXT, Op.WEAK_NEXT):
        if node.op is Op.AND:
            node = _joined(node, outer, conjunction)
    return _with_common(node, Op.UNTIL, 1, lambda common, rest: until(conjunction(rest), common))


def _or_rule(node: Formula) -> Formula:
    for outer in (Op.EVENTUALLY, Op.NEXT, Op.WEAK_NEXT):
        if node.op is Op.OR:
            node = _joined(node, outer, disjunction)
    return _with_common(node, Op.RELEASE, 1, lambda common, rest: release(disjunction(rest), common))


def _with_common(
    node: Formula, op: Op, place: int, merge: Callable[[Formula, list[Formula]], Formula]
) -> Formula:
    """`(a U c) & (b U c)` is `(a & b) U c`; `(a R c) | (b R c)` is `(a | b) R c`."""
    groups: dict[Formula, list[Formula]] = {}
    for arg in node.args if node.op in (Op.AND, Op.OR) else ():
        if arg.op is op:
            groups.setdefault(arg.args[place], []).append(arg)
    for common, members in groups.items():
        if len(members) > 1:
            rest = [arg for arg in node.args if arg not in members]
            return build(node.op, (*rest, merge(common, [member.args[1 - place] for member in members])))
    return node


def _without_redundancy(node: Formula, budget: Budget) -> Formula:
    if _surely_unsatisfiable(node, budget):
        return FALSE
    if _surely_unsatisfiable(~node, budget):
        return TRUE
    if node.op not in (Op.AND, Op.OR):
        return node
    return _without_implied(node, budget)


def _without_implied(node: Formula, budget: Budget) -> Formula:
    """Drops operands of `&` that follow from the others, and of `|` that imply the others; longest first."""
    kept = list(node.args)
    for arg in sorted(node.args, key=lambda operand: operand.order, reverse=True):
        rest = build(node.op, tuple(other for other in kept if other is not arg))
        excess = rest & ~arg if node.op is Op.AND else arg & ~rest
        if len(kept) > 1 and _surely_unsatisfiable(excess, budget):
            kept.remove(arg)
    return build(node.op, tuple(kept))


def _surely_unsatisfiable(formula: Formula, budget: Budget) -> bool:
    try:
        return not is_satisfiable(formula, budget=budget)
    except BudgetExceeded:
        return False


_RULES: dict[Op, Callable[[Formula], Formula]] = {
    Op.AND: _and_rule,
    Op.OR: _or_rule,
    Op.EVENTUALLY: _eventually_rule,
    Op.ALWAYS: _always_rule,
    Op.UNTIL: _until_rule,
    Op.RELEASE: _release_rule,
}
