"""The hash-consed nodes of an explicit automaton while it is built; see `Dfa` for what references mean."""

from __future__ import annotations


class NodeStore:
    """Three parallel lists that only grow, each node once, after the nodes it refers to."""

    def __init__(self) -> None:
        self.variable: list[int] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self._unique: dict[tuple[int, int, int], int] = {}

    def node(self, variable: int, low: int, high: int) -> int:
        """The reference that is `high` where the variable is true and `low` where it is false.

        The variable must stand before all variables of the two references.
        """
        if low == high:
            return low
        key = (variable, low, high)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self.variable)
            self.variable.append(variable)
            self.low.append(low)
            self.high.append(high)
        return found

    def top(self, reference: int) -> int:
        """The variable of a node; one beyond all variables for a state."""
        return self.variable[reference] if reference >= 0 else 1 << 60

    def cofactors(self, reference: int, variable: int) -> tuple[int, int]:
        """What the reference is where `variable`, not below its own, is false, and where it is true."""
        if self.top(reference) != variable:
            return reference, reference
        return self.low[reference], self.high[reference]
