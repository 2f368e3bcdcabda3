"""Who serves what in which order: the exits each robot visits.

Found by `cover` or `ordered`, turned into steps by `walks`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Routes:
    """For each robot the exits (columns of the tables) in order of service, and what that is worth.

    `value` and `bound` are of the first objective; the routes are optimal where they are equal. `starts`
    fixes
    the step at which each exit's service begins, where an order made that a choice.
    """

    exits: tuple[tuple[int, ...], ...]
    value: int
    bound: int
    starts: tuple[tuple[int, int], ...] = ()
