"""The same automaton with its propositions in another order, so that two automata can be combined."""

from __future__ import annotations

from comuros.spec.ltlf.dfa import Dfa


def with_propositions(dfa: Dfa, order: tuple[str, ...]) -> Dfa:
    """The automaton with its diagram over `order`, which names at least the automaton's own propositions."""
    if dfa.propositions == order:
        return dfa
    position = {name: i for i, name in enumerate(order)}
    reorder = _Reorder()
    image: list[int] = []
    for variable, low, high in zip(dfa.variable, dfa.low, dfa.high, strict=True):
        low = image[low] if low >= 0 else low
        high = image[high] if high >= 0 else high
        image.append(reorder.choice(position[dfa.propositions[variable]], low, high))
    return Dfa(
        propositions=order,
        variable=tuple(reorder.variable),
        low=tuple(reorder.low),
        high=tuple(reorder.high),
        roots=tuple(image[root] if root >= 0 else root for root in dfa.roots),
        accepting=dfa.accepting,
        owed=dfa.owed,
    )


class _Reorder:
    """Makes nodes in the new order; a decision may have to sink below others."""

    def __init__(self) -> None:
        self.variable: list[int] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self._unique: dict[tuple[int, int, int], int] = {}
        self._memo: dict[tuple[int, int, int], int] = {}

    def choice(self, variable: int, low: int, high: int) -> int:
        """The diagram that is `high` where the variable is true, for operands over any variables."""
        if low == high:
            return low
        top = min(self._top(low), self._top(high))
        if variable < top:
            return self._node(variable, low, high)
        key = (variable, low, high)
        found = self._memo.get(key)
        if found is None:
            (low_0, low_1), (high_0, high_1) = self._cofactors(low, top), self._cofactors(high, top)
            when_false = self.choice(variable, low_0, high_0)
            found = self._node(top, when_false, self.choice(variable, low_1, high_1))
            self._memo[key] = found
        return found

    def _top(self, reference: int) -> int:
        return self.variable[reference] if reference >= 0 else 1 << 60

    def _cofactors(self, reference: int, variable: int) -> tuple[int, int]:
        if self._top(reference) != variable:
            return reference, reference
        return self.low[reference], self.high[reference]

    def _node(self, variable: int, low: int, high: int) -> int:
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
