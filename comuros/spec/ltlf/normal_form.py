"""Negation normal form: negations moved down to propositions, operators replaced by their duals."""

from __future__ import annotations

from comuros.spec.ltlf.formula import LAST, Formula, Op, build, equivalence_of, negation, postorder

_DUAL = {
    Op.AND: Op.OR,
    Op.OR: Op.AND,
    Op.NEXT: Op.WEAK_NEXT,
    Op.WEAK_NEXT: Op.NEXT,
    Op.EVENTUALLY: Op.ALWAYS,
    Op.ALWAYS: Op.EVENTUALLY,
    Op.UNTIL: Op.RELEASE,
    Op.RELEASE: Op.UNTIL,
    Op.WEAK_UNTIL: Op.STRONG_RELEASE,
    Op.STRONG_RELEASE: Op.WEAK_UNTIL,
}


def negation_normal_form(formula: Formula) -> Formula:
    """An equivalent formula whose negations stand before propositions and `last` only.

    Implications stay where they are not negated; `a <-> b` stays, and its negation is `a <-> !b`.
    """
    positive: dict[Formula, Formula] = {}
    negative: dict[Formula, Formula] = {}
    for node in postorder(formula):
        kept = tuple(positive[arg] for arg in node.args)
        flipped = tuple(negative[arg] for arg in node.args)
        positive[node], negative[node] = _both_signs(node, kept, flipped)
    return positive[formula]


def _both_signs(
    node: Formula, kept: tuple[Formula, ...], flipped: tuple[Formula, ...]
) -> tuple[Formula, Formula]:
    """The normal forms of a node and of its negation, from those of its operands."""
    if node is LAST:
        return LAST, negation(LAST)
    if not node.args:
        return node, negation(node)
    if node.op is Op.NOT:
        return flipped[0], kept[0]
    if node.op is Op.IMPLIES:
        return build(Op.IMPLIES, kept), kept[0] & flipped[1]
    if node.op is Op.IFF:
        return equivalence_of(*kept), equivalence_of(kept[0], flipped[1])
    return build(node.op, kept), build(_DUAL[node.op], flipped)
