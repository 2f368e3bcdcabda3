"""Where a team takes its load: A* over position and heading of the load with its carriers, a few steps
per tick.

Every member runs the same search from the same start and goal and so finds the same way, without a word.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from comuros.core.geometry import wrapped_angle_rad
from comuros.execution.driver.formation_shape import Configuration, FormationShape

CELL_M = 0.2
HEADINGS = 24
_TURN_RAD = 2 * math.pi / HEADINGS
_STEPS = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0)]
_CONNECT_M = 0.35
_SHORTCUT_REACH = 60

State = tuple[int, int, int]


class FormationPlanner:
    """Anytime in the sense of time-sliced: `advance` does a bounded piece of the search, `path` holds the
    result.
    """

    def __init__(
        self,
        shape: FormationShape,
        start: Configuration,
        goals: Sequence[Configuration],
        *,
        bounds: tuple[float, float, float, float],
    ) -> None:
        """`goals` are equally good; those that are not free are left out. `bounds` limit the load's
        centre.
        """
        self._shape, self._start = shape, start
        self._goals = tuple(goal for goal in goals if shape.is_free(goal, margin_m=0.02))
        self._low_i = math.floor((bounds[0] - start[0]) / CELL_M)
        self._low_j = math.floor((bounds[1] - start[1]) / CELL_M)
        self._size_i = math.ceil((bounds[2] - start[0]) / CELL_M) - self._low_i + 1
        self._size_j = math.ceil((bounds[3] - start[1]) / CELL_M) - self._low_j + 1
        self._free: dict[int, NDArray[np.bool_]] = {}
        self._distance = self._distances_m() if self._goals else np.empty((0, 0))
        self._costs: dict[State, float] = {(0, 0, 0): 0.0}
        self._parents: dict[State, State] = {}
        self._closed: set[State] = set()
        self._open: list[tuple[float, State]] = [(0.0, (0, 0, 0))]
        self.path: tuple[Configuration, ...] | None = None

    @property
    def is_hopeless(self) -> bool:
        """Whether the search has proved that there is no way (on its grid)."""
        return self.path is None and (not self._open or not self._goals)

    def advance(self, expansions: int) -> None:
        """Search on, expanding at most so many states."""
        for _ in range(expansions):
            if self.path is not None or self.is_hopeless:
                return
            _, state = heapq.heappop(self._open)
            if state not in self._closed:
                self._closed.add(state)
                if not self._finish(state):
                    self._expand(state)

    def _finish(self, state: State) -> bool:
        here = self._configuration(state)
        for goal in self._goals:
            near = math.hypot(goal[0] - here[0], goal[1] - here[1]) <= _CONNECT_M
            turned = abs(wrapped_angle_rad(goal[2] - here[2])) <= 1.01 * _TURN_RAD
            if near and turned and self._shape.free_between(here, goal):
                self.path = self._smoothed([*self._trace(state), goal])
                return True
        return False

    def _expand(self, state: State) -> None:
        cost_here = self._costs[state]
        for next_state, step_m in self._neighbours(state):
            cost = cost_here + step_m
            if next_state not in self._closed and cost < self._costs.get(next_state, math.inf) - 1e-9:
                self._costs[next_state] = cost
                self._parents[next_state] = state
                ahead_m = self._distance[next_state[0] - self._low_i, next_state[1] - self._low_j]
                if ahead_m < math.inf:
                    heapq.heappush(self._open, (cost + 1.1 * float(ahead_m), next_state))

    def _neighbours(self, state: State) -> Iterator[tuple[State, float]]:
        i, j, k = state
        free = self._free_at(k)
        for di, dj in _STEPS:
            row, column = i + di - self._low_i, j + dj - self._low_j
            if 0 <= row < self._size_i and 0 <= column < self._size_j and free[row, column]:
                yield (i + di, j + dj, k), CELL_M * math.hypot(di, dj)
        for turn in (-1, 1):
            turned = (k + turn) % HEADINGS
            if self._free_at(turned)[i - self._low_i, j - self._low_j]:
                yield (i, j, turned), _TURN_RAD * self._shape.reach_m

    def _free_at(self, heading: int) -> NDArray[np.bool_]:
        """Which cells the whole may stand on with this heading; worked out when first asked. The start
        always counts as free.
        """
        if heading not in self._free:
            rows = self._start[0] + CELL_M * (np.arange(self._size_i) + self._low_i)
            columns = self._start[1] + CELL_M * (np.arange(self._size_j) + self._low_j)
            xs, ys = np.meshgrid(rows, columns, indexing="ij")
            yaw = np.full(xs.size, self._start[2] + heading * _TURN_RAD)
            free = self._shape.free(np.stack((xs.ravel(), ys.ravel(), yaw), axis=1)).reshape(xs.shape)
            if heading == 0:
                free[-self._low_i, -self._low_j] = True
            self._free[heading] = free
        return self._free[heading]

    def _distances_m(self) -> NDArray[np.float64]:
        """Least way of the load's centre to the goal from every cell, ignoring headings: a bound that
        guides the search.
        """
        rows = self._start[0] + CELL_M * (np.arange(self._size_i) + self._low_i)
        columns = self._start[1] + CELL_M * (np.arange(self._size_j) + self._low_j)
        xs, ys = np.meshgrid(rows, columns, indexing="ij")
        open_cells = self._shape.overhead.at_many(xs, ys) > 0.1
        distances = np.full(xs.shape, math.inf)
        goal_i = round((self._goals[0][0] - float(rows[0])) / CELL_M)
        goal_j = round((self._goals[0][1] - float(columns[0])) / CELL_M)
        queue = [(0.0, goal_i, goal_j)]
        distances[goal_i, goal_j] = 0.0
        while queue:
            away_m, i, j = heapq.heappop(queue)
            if away_m > distances[i, j]:
                continue
            for di, dj in _STEPS:
                a, b = i + di, j + dj
                further_m = away_m + CELL_M * math.hypot(di, dj)
                inside = 0 <= a < self._size_i and 0 <= b < self._size_j
                if inside and open_cells[a, b] and further_m < distances[a, b] - 1e-9:
                    distances[a, b] = further_m
                    heapq.heappush(queue, (further_m, a, b))
        return distances

    def _configuration(self, state: State) -> Configuration:
        i, j, k = state
        yaw = wrapped_angle_rad(self._start[2] + k * _TURN_RAD)
        return (self._start[0] + i * CELL_M, self._start[1] + j * CELL_M, yaw)

    def _trace(self, state: State) -> list[Configuration]:
        states = [state]
        while states[-1] in self._parents:
            states.append(self._parents[states[-1]])
        return [self._configuration(each) for each in reversed(states)]

    def _smoothed(self, path: list[Configuration]) -> tuple[Configuration, ...]:
        """Take the longest straight motions that stay clear."""
        kept, index = [path[0]], 0
        while index < len(path) - 1:
            reach = min(len(path) - 1, index + _SHORTCUT_REACH)
            further = (
                j for j in range(reach, index + 1, -1) if self._shape.free_between(path[index], path[j])
            )
            index = next(further, index + 1)
            kept.append(path[index])
        return tuple(kept)
