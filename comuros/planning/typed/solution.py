"""What typed planning finds: times, stops, crews; or nothing, and whether that is proved."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.planning.stap.cell_map import Cell


@dataclass(frozen=True, slots=True)
class Stop:
    """A robot is in a cell from one step to another, both included, for some visit."""

    cell: Cell
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TypedSolution:
    """Steps of all times, stops of all robots in order, robots of each visit and group; proved where
    `bound` is met.
    """

    times: dict[int, int]
    stops: tuple[tuple[Stop, ...], ...]
    crews: tuple[tuple[int, ...], ...]
    groups: dict[tuple[str, str], tuple[int, ...]]
    makespan: int
    travel: int
    bound: int


@dataclass(frozen=True, slots=True)
class NoSolution:
    """A draft without a solution: `proved`, or only not found in time; `bound` holds for all it may have."""

    proved: bool
    bound: int = 0
