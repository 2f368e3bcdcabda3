"""The same automaton with its propositions in another order, so that two automata can be combined."""

from __future__ import annotations

from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.node_store import NodeStore


def with_propositions(dfa: Dfa, order: tuple[str, ...]) -> Dfa:
    """The automaton with its diagram over `order`, which names at least the automaton's own propositions."""
    if dfa.propositions == order:
        return dfa
    position = {name: i for i, name in enumerate(order)}
    reorder = AnyOrder()
    image: list[int] = []
    for variable, low, high in zip(dfa.variable, dfa.low, dfa.high, strict=True):
        low = image[low] if low >= 0 else low
        high = image[high] if high >= 0 else high
        image.append(reorder.choice(position[dfa.propositions[variable]], low, high))
    return Dfa(
        propositions=order,
        variable=tuple(reorder.store.variable),
        low=tuple(reorder.store.low),
        high=tuple(reorder.store.high),
        roots=tuple(image[root] if root >= 0 else root for root in dfa.roots),
        accepting=dfa.accepting,
        owed=dfa.owed,
    )


class AnyOrder:
    """Makes nodes from decisions in any order; a decision may have to sink below others."""

    def __init__(self) -> None:
        self.store = NodeStore()
        self._memo: dict[tuple[int, int, int], int] = {}

    def choice(self, variable: int, low: int, high: int) -> int:
        """The diagram that is `high` where the variable is true, for operands over any variables."""
        top = min(self.store.top(low), self.store.top(high))
        if low == high or variable < top:
            return self.store.node(variable, low, high)
        low_0, low_1 = self.store.cofactors(low, top)
        high_0, high_1 = self.store.cofactors(high, top)
        if variable == top:
            return self.store.node(variable, low_0, high_1)
        key = (variable, low, high)
        found = self._memo.get(key)
        if found is None:
            when_false = self.choice(variable, low_0, high_0)
            found = self._memo[key] = self.store.node(top, when_false, self.choice(variable, low_1, high_1))
        return found
