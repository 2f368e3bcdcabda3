"""What the states of an automaton owe, as formulas that are worked out only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from comuros.spec.ltlf.formula import Formula


class Debts(Sequence[Formula]):
    """`count` formulas, each computed once, on first use."""

    def __init__(self, count: int, compute: Callable[[int], Formula]) -> None:
        self._compute = compute
        self._known: list[Formula | None] = [None] * count

    def __len__(self) -> int:
        return len(self._known)

    @overload
    def __getitem__(self, state: int) -> Formula: ...

    @overload
    def __getitem__(self, state: slice) -> tuple[Formula, ...]: ...

    def __getitem__(self, state: int | slice) -> Formula | tuple[Formula, ...]:
        if isinstance(state, slice):
            return tuple(self[number] for number in range(len(self))[state])
        found = self._known[state]
        if found is None:
            found = self._known[state] = self._compute(range(len(self))[state])
        return found
