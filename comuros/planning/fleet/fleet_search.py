"""Improving a fleet's routes until time is up: annealed ruin and recreate, on two halves of the fleet at
once, one on each core.

The halves are cut by geography, anew every slice; what is found in one is kept whatever the other finds, and
no bound depends on the cut. Exact CP-SAT subproblems are `exact_part`'s.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from comuros.planning.fleet.fleet_arrays import Fleet, Ints
from comuros.planning.fleet.relieving import MOST_REMOVED, MOST_ROWS, Desk, relieve
from comuros.planning.fleet.route_book import RouteBook
from comuros.planning.fleet.route_table import FleetTable, RouteTable, fleet_table, route_table

NEAR_TASKS = 24
SPARE_PLACES = 8
FIRST_HEAT = 0.03
LAST_HEAT = 1e-4
CHUNK = 2_000
SLICE_S = 0.4
LEAST_ROWS_PER_HALF = 8
OnRoutes = Callable[[list[list[int]], int], None]
_Route = tuple[int, list[int], int]
"""Row, tasks in order, and when it ends."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows and tasks of a part of the fleet, as arrays of their own."""

    fleet: FleetTable
    rows: Ints
    tasks: Ints


def improve(
    fleet: Fleet,
    routes: list[list[int]],
    *,
    bound: int,
    time_limit_s: float,
    seed: int,
    rounds: int | None = None,
    on_routes: OnRoutes | None = None,
    workers: int = 1,
) -> list[list[int]]:
    """Routes with a makespan no longer than before; stops at the bound, the time limit, or after so many
    rounds. With one worker and a number of rounds, equal fleets and seeds give equal routes.
    """
    search = _Search(fleet, routes, bound, seed, on_routes)
    began_s = time.monotonic()
    if rounds is not None:
        search.run_rounds(rounds, began_s + time_limit_s)
        return search.routes
    while search.makespan > bound:
        share = (time.monotonic() - began_s) / max(1e-9, time_limit_s)
        if share >= 1.0:
            break
        heat = FIRST_HEAT * (LAST_HEAT / FIRST_HEAT) ** share
        search.slice(heat, workers)
    return search.routes


class _Search:
    """The routes, and how fast they are worked on."""

    def __init__(
        self, fleet: Fleet, routes: list[list[int]], bound: int, seed: int, on_routes: OnRoutes | None
    ) -> None:
        self.routes = [list(route) for route in routes]
        self._ends: list[int] = RouteBook(fleet, self.routes).ends.tolist()
        self._fleet = fleet
        self._bound = bound
        self._dice = random.Random(seed)  # noqa: S311 - reproducible search, no secrets
        self._on_routes = on_routes
        self._whole = _part(fleet, np.arange(len(routes)), np.arange(len(fleet.tasks)))
        self._chunk = CHUNK

    @property
    def makespan(self) -> int:
        """The latest end of all routes."""
        return max(self._ends)

    def run_rounds(self, rounds: int, ends_s: float) -> None:
        """A fixed number of rounds in chunks, cooler and cooler."""
        done = 0
        while done < rounds and self.makespan > self._bound and time.monotonic() < ends_s:
            heat = FIRST_HEAT * (LAST_HEAT / FIRST_HEAT) ** (done / rounds)
            self._take(_relieved(self._whole, self.routes, heat, CHUNK, self._bound, self._seed()))
            done += CHUNK

    def slice(self, heat: float, workers: int) -> None:
        """About `SLICE_S` of work, on all of the fleet or on two halves of it."""
        began_s = time.monotonic()
        parts = [self._whole] if workers < 2 or self._is_small else self._halves()
        seeds = [self._seed() for _ in parts]
        if len(parts) == 1:
            found = [_relieved(parts[0], self.routes, heat, self._chunk, self._bound, seeds[0])]
        else:
            with ThreadPoolExecutor(len(parts)) as pool:
                jobs = [
                    pool.submit(_relieved, part, self.routes, heat, self._chunk, self._bound, seed)
                    for part, seed in zip(parts, seeds, strict=True)
                ]
                found = [job.result() for job in jobs]
        for routes in found:
            self._take(routes)
        spent_s = max(1e-3, time.monotonic() - began_s)
        self._chunk = int(min(max(CHUNK, self._chunk * SLICE_S / spent_s), 4 * self._chunk))

    @property
    def _is_small(self) -> bool:
        return len(self.routes) < 2 * LEAST_ROWS_PER_HALF

    def _seed(self) -> int:
        return self._dice.randrange(1 << 31)

    def _take(self, found: list[_Route]) -> None:
        before = self.makespan
        for row, route, end in found:
            self.routes[row], self._ends[row] = route, end
        if self._on_routes is not None and self.makespan < before:
            self._on_routes([list(route) for route in self.routes], self.makespan)

    def _halves(self) -> list[_Part]:
        """Rows nearer to one of two far apart places, and rows nearer to the other, equally many."""
        fleet, legs = self._fleet, self._fleet.legs.min(axis=0)
        middle = np.array([self._middle_of(row) for row in range(len(self.routes))])
        one = middle[self._dice.randrange(len(middle))]
        other = middle[int(legs[one, middle].argmax())]
        order = np.argsort(legs[one, middle] - legs[other, middle], kind="stable")
        cut = len(order) // 2
        parts = []
        for rows in (np.sort(order[:cut]), np.sort(order[cut:])):
            tasks = [task for row in rows for task in self.routes[row]]
            parts.append(_part(fleet, rows, np.array(sorted(tasks), dtype=np.int64)))
        return parts

    def _middle_of(self, row: int) -> int:
        route = self.routes[row]
        if route:
            return int(self._fleet.begin[route[len(route) // 2]])
        return int(self._fleet.first[row].argmin())


def _part(fleet: Fleet, rows: Ints, tasks: Ints) -> _Part:
    """A fleet of these rows and tasks only."""
    smaller = Fleet(
        tasks=tuple(fleet.tasks[task] for task in tasks),
        robots=tuple(fleet.robots[row] for row in rows),
        kind=fleet.kind[rows],
        ready=fleet.ready[rows],
        legs=fleet.legs,
        first=fleet.first[rows],
        begin=fleet.begin[tasks],
        end=fleet.end[tasks],
        ticks=np.ascontiguousarray(fleet.ticks[:, tasks]),
        may=np.ascontiguousarray(fleet.may[np.ix_(rows, tasks)]),
    )
    return _Part(fleet_table(smaller, near=NEAR_TASKS), rows, tasks)


def _relieved(
    part: _Part, routes: Sequence[list[int]], heat: float, rounds: int, goal: int, seed: int
) -> list[_Route]:
    """The part's routes after so many rounds, with the rows of the whole fleet."""
    number = {task: index for index, task in enumerate(part.tasks.tolist())}
    mine = [[number[task] for task in routes[row]] for row in part.rows]
    table = route_table(part.fleet, mine, spare=SPARE_PLACES)
    best = RouteTable(*(np.copy(array) for array in table))
    width = table.routes.shape[1]
    desk = Desk(
        np.zeros(MOST_ROWS, dtype=np.int64),
        np.zeros(MOST_REMOVED, dtype=np.int64),
        np.zeros(MOST_REMOVED, dtype=np.float64),
        RouteTable(
            np.zeros((MOST_ROWS, width), dtype=np.int64),
            *(np.zeros(MOST_ROWS, dtype=np.int64) for _ in range(3)),
        ),
    )
    cooling = (LAST_HEAT / FIRST_HEAT) ** (1.0 / max(1, 50 * rounds))
    relieve(part.fleet, table, best, desk, heat, cooling, rounds, goal, seed)
    return [
        (int(row), part.tasks[best.routes[index, : best.lengths[index]]].tolist(), int(best.ends[index]))
        for index, row in enumerate(part.rows)
    ]
