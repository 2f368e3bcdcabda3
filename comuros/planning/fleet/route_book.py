"""Routes of a fleet with their ends, and what inserting or removing a task does to them.

Single routes are short, so they are worked on as plain lists; what looks at all robots at once uses
arrays.
"""

from __future__ import annotations

import numpy as np

from comuros.planning.fleet.fleet_arrays import NEVER, Fleet, Ints

MOST_TRIED = 24


class RouteBook:
    """Mutable routes (task numbers in order) with the tick at which each robot's route ends."""

    def __init__(self, fleet: Fleet, routes: list[list[int]] | None = None) -> None:
        self.fleet = fleet
        self._legs: list[list[list[int]]] = fleet.legs.tolist()
        self._first: list[list[int]] = fleet.first.tolist()
        self._ticks: list[list[int]] = fleet.ticks.tolist()
        self._kind: list[int] = fleet.kind.tolist()
        self._ready: list[int] = fleet.ready.tolist()
        self._begin: list[int] = fleet.begin.tolist()
        self._end: list[int] = fleet.end.tolist()
        self._cost = fleet.cost
        self.work: list[int] = self._cost.min(axis=0).tolist()
        self.routes: list[list[int]] = [list(route) for route in routes or [[] for _ in fleet.robots]]
        self.ends: Ints = np.array([self.end_of(row, route) for row, route in enumerate(self.routes)])
        self._last: Ints = np.array([self._end[route[-1]] if route else -1 for route in self.routes])

    @property
    def makespan(self) -> int:
        """The latest end of all routes."""
        return int(self.ends.max())

    def end_of(self, row: int, route: list[int]) -> int:
        """The tick at which a robot would end a route."""
        now = self._ready[row]
        legs, ticks = self._legs[self._kind[row]], self._ticks[self._kind[row]]
        place = -1
        for task in route:
            begin = self._begin[task]
            now += (self._first[row][begin] if place < 0 else legs[place][begin]) + ticks[task]
            place = self._end[task]
        return now

    def added(self, row: int, task: int) -> tuple[int, int]:
        """The least ticks a task adds to a robot's route, and the position for it; NEVER where it may
        not do it."""
        if not self.fleet.may[row, task]:
            return NEVER, 0
        legs, begin, route = self._legs[self._kind[row]], self._begin[task], self.routes[row]
        work, onward = self._ticks[self._kind[row]][task], legs[self._end[task]]
        way = self._first[row]
        best, position = NEVER, 0
        for index, following in enumerate(route):
            head = self._begin[following]
            extra = way[begin] + onward[head] - way[head]
            if extra < best:
                best, position = extra, index
            way = legs[self._end[following]]
        if way[begin] < best:
            best, position = way[begin], len(route)
        return best + work, position

    def ends_with(self, task: int) -> list[int]:
        """For every robot, the end of its route with the task at its best position; earliest first."""
        ends = self.ends.tolist()
        return sorted(min(NEVER, ends[row] + self.added(row, task)[0]) for row in range(len(ends)))

    def insert_best(self, task: int, *, among: list[int] | None = None) -> int:
        """Insert a task where the robot's route ends earliest; the robot."""
        rows = self._promising(task) if among is None else among
        offers = [(int(self.ends[row]) + self.added(row, task)[0], row) for row in rows]
        best = min(offers)[1]
        self.insert_into(best, task)
        return best

    def insert_into(self, row: int, task: int) -> None:
        """Insert a task at its best position of a route."""
        ticks, position = self.added(row, task)
        self.routes[row].insert(position, task)
        self.ends[row] += ticks
        self._last[row] = self._end[self.routes[row][-1]]

    def replace(self, row: int, route: list[int]) -> None:
        """Give a robot another route."""
        self.routes[row] = route
        self.ends[row] = self.end_of(row, route)
        self._last[row] = self._end[route[-1]] if route else -1

    def _promising(self, task: int) -> list[int]:
        """Robots that could end the task soonest by appending it, few enough to try every position."""
        fleet = self.fleet
        goal = self._begin[task]
        legs = fleet.legs[fleet.kind, np.maximum(self._last, 0), goal]
        ends = self.ends + np.where(self._last >= 0, legs, fleet.first[:, goal]) + self._cost[:, task]
        if len(ends) <= MOST_TRIED:
            return list(range(len(ends)))
        return [int(row) for row in np.argpartition(ends, MOST_TRIED)[:MOST_TRIED]]
