"""Paths of all robots through their stops without two sharing a cell or swapping: prioritised space-time
search.

Robots are planned one after the other around those already planned; other orders are tried where one fails.
Where all fail, `joint_paths` settles conflicts one by one.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from comuros.planning.stap.cell_map import Cell
from comuros.planning.typed.distances import Distances
from comuros.planning.typed.solution import Stop

Path = tuple[Cell, ...]
ATTEMPTS = 60


@dataclass(frozen=True, slots=True)
class Closed:
    """Cells a robot must keep out of from one step to another, both included."""

    cells: frozenset[Cell]
    first: int
    last: int


class Traffic:
    """Where planned robots are at each step, and which moves would swap with them.

    Cells of `shared` hold any number.
    """

    def __init__(self, shared: frozenset[Cell], horizon: int) -> None:
        self._shared = shared
        self._horizon = horizon
        self._at: set[tuple[Cell, int]] = set()
        self._moves: set[tuple[Cell, Cell, int]] = set()

    def add(self, path: Path) -> None:
        """Keep others off a path."""
        for step, cell in enumerate(path):
            if cell not in self._shared:
                self._at.add((cell, step))
            if step and path[step - 1] != cell:
                self._moves.add((path[step - 1], cell, step))

    def block(self, cell: Cell, step: int) -> None:
        """Keep out of a cell at a step."""
        self._at.add((cell, step))

    def block_move(self, start: Cell, goal: Cell, step: int) -> None:
        """Let nobody go from one cell to the next so as to arrive at this step."""
        self._moves.add((goal, start, step))

    def allows(self, start: Cell, goal: Cell, step: int) -> bool:
        """Whether a robot may go from one cell to the next, arriving at this step."""
        if (goal, step) in self._at:
            return False
        swapping = start != goal and (goal, start, step) in self._moves
        return not swapping or (start in self._shared and goal in self._shared)


def collision_free(
    starts: Sequence[Cell],
    stops: Sequence[Sequence[Stop]],
    closed: Mapping[int, Sequence[Closed]],
    *,
    neighbours: Mapping[Cell, tuple[Cell, ...]],
    shared: frozenset[Cell],
    horizon: int,
    seed: int = 0,
) -> tuple[Path, ...] | None:
    """A path of `horizon` + 1 cells per robot that makes every stop on time; None where no order of
    robots worked.
    """
    distances = Distances(neighbours)
    dice = random.Random(seed)  # noqa: S311 - reproducible tries, no secrets
    order = sorted(range(len(starts)), key=lambda robot: (-len(stops[robot]), robot))
    for _ in range(ATTEMPTS):
        traffic = Traffic(shared, horizon)
        paths: dict[int, Path] = {}
        for robot in order:
            search = PathSearch(
                starts[robot], stops[robot], closed.get(robot, ()), traffic, neighbours, distances
            )
            path = search.path(horizon)
            if path is None:
                order.remove(robot)
                order.insert(0, robot)
                if dice.random() < 0.5:
                    dice.shuffle(order)
                break
            paths[robot] = path
            traffic.add(path)
        if len(paths) == len(starts):
            return tuple(paths[robot] for robot in range(len(starts)))
    return None


class PathSearch:
    """A* over (cell, step, next stop) for one robot; fewest moves among paths that keep every stop."""

    def __init__(
        self,
        start: Cell,
        stops: Sequence[Stop],
        closed: Sequence[Closed],
        traffic: Traffic,
        neighbours: Mapping[Cell, tuple[Cell, ...]],
        distances: Distances,
    ) -> None:
        self._start = start
        self._due = _due(stops)
        self._closed = closed
        self._traffic = traffic
        self._neighbours = neighbours
        self._distances = distances
        self._checkpoints = sorted(self._due.items())

    def path(self, horizon: int) -> Path | None:
        """The path, or None."""
        ticket = count()
        begin = (self._start, 0)
        best = {begin: 0}
        came: dict[tuple[Cell, int], Cell] = {}
        queue = [(self._rest(self._start, 0) or 0, next(ticket), 0, begin)]
        if self._due.get(0, self._start) != self._start:
            return None
        while queue:
            _, _, moves, (cell, step) = heappop(queue)
            if step == horizon:
                return self._walk_back(came, cell, step)
            if moves > best[cell, step]:
                continue
            for onward in (cell, *self._neighbours[cell]):
                total = moves + (onward != cell)
                key = (onward, step + 1)
                if total < best.get(key, total + 1) and self._may(cell, onward, step + 1):
                    rest = self._rest(onward, step + 1)
                    if rest is not None:
                        best[key] = total
                        came[key] = cell
                        heappush(queue, (total + rest, next(ticket), total, key))
        return None

    def _may(self, start: Cell, goal: Cell, step: int) -> bool:
        if self._due.get(step, goal) != goal or not self._traffic.allows(start, goal, step):
            return False
        return not any(rule.first <= step <= rule.last and goal in rule.cells for rule in self._closed)

    def _rest(self, cell: Cell, step: int) -> int | None:
        """Moves still needed at least; None where the next stop cannot be reached in time."""
        for at, due in self._checkpoints:
            if at >= step:
                moves = self._distances.to(due).get(cell)
                return None if moves is None or moves > at - step else moves
        return 0

    def _walk_back(self, came: dict[tuple[Cell, int], Cell], cell: Cell, step: int) -> Path:
        path = [cell]
        while step:
            cell = came[cell, step]
            step -= 1
            path.append(cell)
        return tuple(reversed(path))


def _due(stops: Sequence[Stop]) -> dict[int, Cell]:
    """Where the robot must be at each step that a stop covers."""
    return {step: stop.cell for stop in stops for step in range(stop.first, stop.last + 1)}
