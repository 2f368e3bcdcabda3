"""Paths of all robots at once: each has its own shortest one, and of two that meet one gives way.

A conflict-based search (Sharon et al., "Conflict-based search for optimal multi-agent pathfinding", 2015),
here greedy: of all sets of decisions that with the fewest conflicts left goes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import combinations, count, pairwise

from comuros.planning.stap.cell_map import Cell
from comuros.planning.typed.distances import Distances
from comuros.planning.typed.paths import Closed, Path, PathSearch, Traffic
from comuros.planning.typed.solution import Stop

MOST_SETS = 400


@dataclass(frozen=True, slots=True)
class _Denied:
    """A robot must not be in a cell at a step, nor, where `origin` is given, come to it from there."""

    robot: int
    cell: Cell
    step: int
    origin: Cell | None = None


Choice = tuple[_Denied, _Denied]


class JointPaths:
    """The robots of one schedule; `shared` cells hold any number, `closed` are rules by robot."""

    def __init__(
        self,
        starts: Sequence[Cell],
        stops: Sequence[Sequence[Stop]],
        closed: Mapping[int, Sequence[Closed]],
        *,
        neighbours: Mapping[Cell, tuple[Cell, ...]],
        shared: frozenset[Cell],
        horizon: int,
    ) -> None:
        self._starts = starts
        self._stops = stops
        self._closed = closed
        self._neighbours = neighbours
        self._shared = shared
        self._horizon = horizon
        self._distances = Distances(neighbours)

    def found(self) -> tuple[Path, ...] | None:
        """A path of `horizon` + 1 cells per robot that makes every stop on time; None where none was found
        among MOST_SETS sets of decisions.
        """
        alone = [self._path(robot, ()) for robot in range(len(self._starts))]
        paths = tuple(path for path in alone if path is not None)
        if len(paths) < len(alone):
            return None
        ticket = count()
        queue = [(self._clashes(paths), next(ticket), paths, tuple[_Denied, ...]())]
        for _ in range(MOST_SETS):
            if not queue:
                return None
            _, _, paths, denied = heappop(queue)
            clash = self._first_clash(paths)
            if clash is None:
                return paths
            for decision in clash:
                path = self._path(decision.robot, (*denied, decision))
                if path is not None:
                    changed = (*paths[: decision.robot], path, *paths[decision.robot + 1 :])
                    heappush(queue, (self._clashes(changed), next(ticket), changed, (*denied, decision)))
        return None

    def _path(self, robot: int, denied: Sequence[_Denied]) -> Path | None:
        traffic = Traffic(self._shared, self._horizon)
        for each in denied:
            if each.robot == robot and each.origin is None:
                traffic.block(each.cell, each.step)
            elif each.robot == robot and each.origin is not None:
                traffic.block_move(each.origin, each.cell, each.step)
        rules = self._closed.get(robot, ())
        search = PathSearch(
            self._starts[robot], self._stops[robot], rules, traffic, self._neighbours, self._distances
        )
        return search.path(self._horizon)

    def _clashes(self, paths: Sequence[Path]) -> int:
        """How often two robots meet."""
        return sum(1 for _ in self._meetings(paths))

    def _first_clash(self, paths: Sequence[Path]) -> Choice | None:
        """Either of these two decisions settles the earliest meeting."""
        return min(
            self._meetings(paths),
            key=lambda choice: (choice[0].step, choice[0].robot, choice[1].robot),
            default=None,
        )

    def _meetings(self, paths: Sequence[Path]) -> Iterator[Choice]:
        for one, other in combinations(range(len(paths)), 2):
            moves = zip(pairwise(paths[one]), pairwise(paths[other]), strict=True)
            for step, ((a, b), (c, d)) in enumerate(moves, start=1):
                if b == d and b not in self._shared:
                    yield _Denied(one, b, step), _Denied(other, d, step)
                if (a, b) == (d, c) and a != b and not {a, b} <= self._shared:
                    yield _Denied(one, b, step, a), _Denied(other, d, step, c)
