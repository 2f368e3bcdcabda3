"""Points at which words can be read in more ways than one. The same words are read again for each way, so
that every reading is a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

_Reading = TypeVar("_Reading")
_MOST_READINGS = 8


class Forks:
    """The ways taken in one reading. Whoever comes to a fork asks `choose`; in a first reading it is always
    the first way.
    """

    def __init__(self, taken: tuple[int, ...] = ()) -> None:
        self._taken = taken
        self._ways: list[int] = []
        self.quoted: list[str] = []

    def choose(self, quoted: str, *, ways: int = 2) -> int:
        """Which of so many ways this reading takes; `quoted` are the words that have them."""
        at = len(self._ways)
        self._ways.append(ways)
        self.quoted.append(quoted)
        return self._taken[at] if at < len(self._taken) else 0

    def others(self) -> Iterator[tuple[int, ...]]:
        """Ways of readings that nobody has tried: those that leave this one where it had a choice."""
        path = (*self._taken, *(0 for _ in self._ways[len(self._taken) :]))
        for at in range(len(self._taken), len(self._ways)):
            yield from ((*path[:at], way) for way in range(1, self._ways[at]))


def every_reading(read: Callable[[Forks], _Reading]) -> tuple[tuple[_Reading, Forks], ...]:
    """All readings, the first ways first; beyond eight the rest are left out."""
    found: list[tuple[_Reading, Forks]] = []
    waiting: list[tuple[int, ...]] = [()]
    while waiting and len(found) < _MOST_READINGS:
        forks = Forks(waiting.pop(0))
        found.append((read(forks), forks))
        waiting.extend(forks.others())
    return tuple(found)
