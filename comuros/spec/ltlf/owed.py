"""What a state still owes, from its decision diagram back to a readable formula."""

from __future__ import annotations

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf.diagram import FALSE_NODE, TRUE_NODE
from comuros.spec.ltlf.formula import (
    FALSE,
    TRUE,
    Formula,
    Op,
    always,
    conjunction,
    disjunction,
    release,
    weak_next,
)
from comuros.spec.ltlf.normal_form import negation_normal_form
from comuros.spec.ltlf.obligations import Obligations

_NODES_FOR_A_COVER = 20_000
Product = frozenset[tuple[int, bool]]


class Owed:
    """Renders diagrams over obligations as irredundant sums of products, or products of sums where shorter.

    (S. Minato, "Fast generation of prime-irredundant covers from binary decision diagrams", 1993.)
    """

    def __init__(self, obligations: Obligations) -> None:
        self._obligations = obligations
        self._diagrams = obligations.diagrams
        self._covers: dict[tuple[int, int], tuple[tuple[Product, ...], int]] = {}
        self._formulas: dict[int, Formula] = {FALSE_NODE: FALSE, TRUE_NODE: TRUE}

    def formula(self, owed: int) -> Formula:
        """The formula of a diagram over obligations; as its branches where a cover takes too much."""
        found = self._formulas.get(owed)
        if found is None:
            used = len(self._diagrams.variable)
            try:
                with self._obligations.meter.allowing(used=used, nodes=_NODES_FOR_A_COVER):
                    found = self._covered(owed)
            except (BudgetExceeded, RecursionError):
                found = self._branching(owed)
            self._formulas[owed] = found
        return found

    def _covered(self, owed: int) -> Formula:
        sums = self._cover(owed, owed)[0]
        negated = self._diagrams.negated(owed)
        products = self._cover(negated, negated)[0]
        if _length(products) < _length(sums):
            return conjunction(
                disjunction(self._literal(v, not sign) for v, sign in clause) for clause in products
            )
        return disjunction(conjunction(self._literal(*literal) for literal in term) for term in sums)

    def _branching(self, owed: int) -> Formula:
        """One choice for each node of the diagram, lowest first."""
        found = {FALSE_NODE: FALSE, TRUE_NODE: TRUE}
        for node in sorted(self._diagrams.below(owed)):
            variable = self._diagrams.variable[node]
            high, low = found[self._diagrams.high[node]], found[self._diagrams.low[node]]
            found[node] = (self._literal(variable, True) & high) | (self._literal(variable, False) & low)
        return found[owed]

    def _literal(self, variable: int, positive: bool) -> Formula:
        obligation = self._obligations.of_variable(variable).formula
        return obligation if positive else dual(obligation)

    def _cover(self, lower: int, upper: int) -> tuple[tuple[Product, ...], int]:
        """An irredundant cover between two diagrams, and the diagram of that cover."""
        if lower == FALSE_NODE:
            return (), FALSE_NODE
        if upper == TRUE_NODE:
            return (frozenset(),), TRUE_NODE
        key = (lower, upper)
        found = self._covers.get(key)
        if found is None:
            found = self._covers[key] = self._split_cover(lower, upper)
        return found

    def _split_cover(self, lower: int, upper: int) -> tuple[tuple[Product, ...], int]:
        diagrams = self._diagrams
        top = min(diagrams.variable[lower], diagrams.variable[upper])
        lower_low, lower_high = self._cofactors(lower, top)
        upper_low, upper_high = self._cofactors(upper, top)
        only_low, low_node = self._cover(diagrams.both(lower_low, diagrams.negated(upper_high)), upper_low)
        only_high, high_node = self._cover(diagrams.both(lower_high, diagrams.negated(upper_low)), upper_high)
        left_low = diagrams.both(lower_low, diagrams.negated(low_node))
        left_high = diagrams.both(lower_high, diagrams.negated(high_node))
        either, either_node = self._cover(
            diagrams.either(left_low, left_high), diagrams.both(upper_low, upper_high)
        )
        terms = (
            *(term | {(top, False)} for term in only_low),
            *(term | {(top, True)} for term in only_high),
            *either,
        )
        return terms, diagrams.either(either_node, diagrams.node(top, low_node, high_node))

    def _cofactors(self, node: int, variable: int) -> tuple[int, int]:
        if self._diagrams.variable[node] != variable:
            return node, node
        return self._diagrams.low[node], self._diagrams.high[node]


def _length(cover: tuple[Product, ...]) -> int:
    return sum(len(term) for term in cover) + len(cover)


def dual(obligation: Formula) -> Formula:
    """The negation of an obligation with the negation pushed to its operands."""
    if obligation.op is Op.UNTIL:
        return release(~obligation.args[0], ~obligation.args[1])
    if obligation.op is Op.EVENTUALLY:
        return always(~obligation.args[0])
    if obligation.op is Op.NEXT:
        return weak_next(~obligation.args[0])
    if obligation.op in (Op.NOT, Op.PROPOSITION):
        return ~obligation
    return negation_normal_form(~obligation)
