"""From a lazily built automaton to the tuples of an explicit one."""

from __future__ import annotations

from comuros.spec.ltlf.debts import Debts
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.formula import Formula
from comuros.spec.ltlf.owed import Owed
from comuros.spec.ltlf.progression import Progression


def explored(progression: Progression) -> Dfa:
    """Every reachable state of a progression.

    Raises:
        BudgetExceeded: that needs more than the progression's budget allows.
    """
    try:
        return _Exploration(progression).explicit()
    except RecursionError:
        raise progression.meter.too_deep() from None


class _Exploration:
    """Turns the diagrams of a progression into the tuples of an explicit automaton, breadth first."""

    def __init__(self, progression: Progression) -> None:
        self._progression = progression
        self._references: dict[int, int] = {}
        self._variable: list[int] = []
        self._low: list[int] = []
        self._high: list[int] = []

    def explicit(self) -> Dfa:
        """Every reachable state of the progression."""
        progression = self._progression
        roots: list[int] = []
        while len(roots) < len(progression.transitions):
            roots.append(self._reference(progression.transitions[len(roots)]))
        owed = Owed(progression.obligations)

        def of_state(state: int) -> Formula:
            return owed.formula(progression.owed[state]) if state else progression.formula

        return Dfa(
            propositions=progression.propositions,
            variable=tuple(self._variable),
            low=tuple(self._low),
            high=tuple(self._high),
            roots=tuple(roots),
            accepting=tuple(progression.accepting),
            owed=Debts(len(roots), of_state),
        )

    def _reference(self, node: int) -> int:
        found = self._references.get(node)
        if found is not None:
            return found
        progression = self._progression
        if progression.is_leaf(node):
            found = ~progression.target(node)
        else:
            low = self._reference(progression.diagrams.low[node])
            high = self._reference(progression.diagrams.high[node])
            found = len(self._variable)
            self._variable.append(progression.diagrams.variable[node])
            self._low.append(low)
            self._high.append(high)
        self._references[node] = found
        return found
