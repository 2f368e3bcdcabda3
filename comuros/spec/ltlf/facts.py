"""What follows at sight from formulas that hold together: conjuncts are facts, and so is the one operand of
a disjunction that facts leave.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.spec.ltlf.formula import FALSE, Formula, Op, negation

Reasons = dict[Formula, frozenset[int]]


def facts_of(formulas: Sequence[Formula]) -> Reasons:
    """Facts, each with the places of the formulas it follows from; `false` is one where they conflict."""
    facts: Reasons = {}
    disjunctions: list[tuple[Formula, frozenset[int]]] = []
    for number, formula in enumerate(formulas):
        _add(formula, frozenset((number,)), facts, disjunctions)
    while FALSE not in facts:
        before = len(facts)
        for formula, reasons in tuple(disjunctions):
            _resolve(formula, reasons, facts, disjunctions)
        if len(facts) == before:
            break
    return facts


def refuted_at_sight(formulas: Sequence[Formula]) -> tuple[int, ...]:
    """The places of formulas that are seen to conflict; none where that is not seen."""
    return tuple(sorted(facts_of(formulas).get(FALSE, ())))


def _add(
    formula: Formula,
    reasons: frozenset[int],
    facts: Reasons,
    disjunctions: list[tuple[Formula, frozenset[int]]],
) -> None:
    waiting = [formula]
    for each in waiting:
        if each in facts:
            continue
        facts[each] = reasons
        denied = facts.get(negation(each))
        if denied is not None:
            facts.setdefault(FALSE, reasons | denied)
        if each.op is Op.AND:
            waiting += each.args
        elif each.op is Op.OR:
            disjunctions.append((each, reasons))
        elif each.op is Op.NOT:
            waiting += _denied(each.args[0])


def _denied(formula: Formula) -> tuple[Formula, ...]:
    """The facts in a negation."""
    if formula.op is Op.OR:
        return tuple(negation(arg) for arg in formula.args)
    if formula.op is Op.IMPLIES:
        return formula.args[0], negation(formula.args[1])
    return ()


def _resolve(
    formula: Formula,
    reasons: frozenset[int],
    facts: Reasons,
    disjunctions: list[tuple[Formula, frozenset[int]]],
) -> None:
    open_operands = [arg for arg in formula.args if negation(arg) not in facts]
    if len(open_operands) > 1 or any(arg in facts for arg in formula.args):
        return
    denied = [facts[negation(arg)] for arg in formula.args if arg not in open_operands]
    left = open_operands[0] if open_operands else FALSE
    _add(left, reasons.union(*denied), facts, disjunctions)
