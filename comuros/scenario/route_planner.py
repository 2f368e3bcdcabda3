"""Shortest routes for a disc on an occupancy grid: one search per goal, kept, then pulled straight. The
roadmap uses it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon

from comuros.core.geometry import Pose
from comuros.scenario.occupancy import RESOLUTION_M, Cell, OccupancyGrid

Point = tuple[float, float]
Route = tuple[Point, ...]
# Robots keep this further from obstacles than they must, where there is room.
COMFORT_M = 0.15
_MARGIN_M = 0.1
_SNAP_M = 0.7
_GOALS_KEPT = 256
_NONE = -9999


def needed_clearance_m(radius_m: float) -> float:
    """How far the centre of a disc of this radius keeps from obstacles, in metres."""
    return radius_m + _MARGIN_M


class RoutePlanner:
    """Routes of a disc of one radius. Every goal asked for is searched once from the goal outwards, and the
    tree is kept.

    Searching backwards from the goal on 20 by 15 m at 0.1 m takes about as long as one A* that finds little
    to prune, and answers every later start for free; it visits the same cells and returns a path of the
    same length.
    """

    def __init__(
        self, grid: OccupancyGrid, *, radius_m: float, closed: Sequence[Polygon] = (), gap_m: float = 0.0
    ) -> None:
        """`closed` are areas the disc's centre stays `gap_m` outside of, though they are no obstacles."""
        self.needed_m = needed_clearance_m(radius_m)
        self.closed = tuple(closed)
        self.grid = grid.keeping_off(closed, needed_m=self.needed_m, gap_m=gap_m) if self.closed else grid
        self._graph: sparse.csr_matrix | None = None
        self._index: NDArray[np.int32] | None = None
        self._cells: NDArray[np.int64] | None = None
        self._regions: NDArray[np.int32] | None = None
        self._trees: dict[Cell, NDArray[np.int32]] = {}

    def is_free(self, x_m: float, y_m: float) -> bool:
        """Whether the disc may stand here."""
        return self.grid.clearance_at(x_m, y_m) > self.needed_m

    def route(self, start: Point, goal: Point) -> tuple[Point, ...] | None:
        """Corner points from start to goal, both included; None where there is no way.

        A start or goal that is a little too close to an obstacle is left or entered over the nearest free
        cell.
        """
        first, last = (self._free_cell(point) for point in (start, goal))
        if first is None or last is None or self._is_closed(start) or self._is_closed(goal):
            return None
        if self.is_free(*start) and self.is_free(*goal) and self._sees(start, goal):
            return (start, goal)
        cells = self._trace(first, last)
        if cells is None:
            return None
        points = [self.grid.centre(cell) for cell in cells]
        points[0] = start if self.is_free(*start) else points[0]
        points[-1] = goal if self.is_free(*goal) else points[-1]
        pulled = self._pulled(points)
        return tuple(dict.fromkeys((start, *pulled, goal)))

    def sees(self, start: Pose, goal: Pose) -> bool:
        """Whether the disc could move from one pose to the other in a straight line."""
        return self.grid.along((start.x_m, start.y_m), (goal.x_m, goal.y_m)) > self.needed_m

    def region(self, x_m: float, y_m: float) -> int:
        """A number that two points share exactly if there is a way between them; 0 where the disc fits
        nowhere near.
        """
        if self._regions is None:
            free = self.grid.clearance_m > self.needed_m
            self._regions = np.asarray(ndimage.label(free, structure=np.ones((3, 3)))[0])
        cell = self._free_cell((x_m, y_m))
        return 0 if cell is None else int(self._regions[cell])

    def _is_closed(self, point: Point) -> bool:
        return any(area.covers(ShapelyPoint(point)) for area in self.closed)

    def _free_cell(self, point: Point) -> Cell | None:
        return self.grid.nearest_free(*point, needed_m=self.needed_m, within_m=_SNAP_M)

    def _sees(self, start: Point, goal: Point) -> bool:
        return self.grid.along(start, goal) > self.needed_m + COMFORT_M

    def _trace(self, start: Cell, goal: Cell) -> list[Cell] | None:
        _, index, cells = self._built()
        tree = self._tree(goal)
        at, end = int(index[start]), int(index[goal])
        if at != end and tree[at] == _NONE:
            return None
        trail = [start]
        while at != end:
            at = int(tree[at])
            trail.append((int(cells[at, 0]), int(cells[at, 1])))
        return trail

    def _tree(self, goal: Cell) -> NDArray[np.int32]:
        tree = self._trees.get(goal)
        if tree is None:
            graph, index, _ = self._built()
            _, tree = dijkstra(graph, indices=int(index[goal]), return_predecessors=True)
            self._trees[goal] = tree
            if len(self._trees) > _GOALS_KEPT:
                self._trees.pop(next(iter(self._trees)))
        return tree

    def _built(self) -> tuple[sparse.csr_matrix, NDArray[np.int32], NDArray[np.int64]]:
        if self._graph is None or self._index is None or self._cells is None:
            free = self.grid.clearance_m > self.needed_m
            self._cells = np.argwhere(free)
            self._index = np.full(free.shape, -1, dtype=np.int32)
            self._index[free] = np.arange(len(self._cells), dtype=np.int32)
            self._graph = _graph(self._index, self._cost(), len(self._cells))
        return self._graph, self._index, self._cells

    def _cost(self) -> NDArray[np.float64]:
        """Cost of a metre in each cell: up to half more where it is tight, so that routes prefer room."""
        spare = np.clip((self.grid.clearance_m - self.needed_m) / COMFORT_M, 0.0, 1.0)
        return np.asarray(1.5 - 0.5 * spare)

    def _pulled(self, points: list[Point]) -> list[Point]:
        """The route with every corner left out that is not needed to stay clear of obstacles."""
        kept = [points[0]]
        at = 0
        while at < len(points) - 1:
            at = self._farthest_seen(points, at)
            kept.append(points[at])
        return kept

    def _farthest_seen(self, points: list[Point], at: int) -> int:
        """Doubles the look-ahead while the point is in sight, then halves the rest of it."""
        step, seen = 1, at + 1
        while at + step < len(points) and self._may_cut(points, at, at + step):
            seen, step = at + step, step * 2
        blocked = min(at + step, len(points))
        while blocked - seen > 1:
            middle = (seen + blocked) // 2
            if self._may_cut(points, at, middle):
                seen = middle
            else:
                blocked = middle
        return seen

    def _may_cut(self, points: list[Point], first: int, last: int) -> bool:
        """Whether the straight line is free, and no tighter than the tightest point it leaves out (up to
        comfort).
        """
        tightest = min(self.grid.clearance_at(*point) for point in points[first : last + 1])
        wanted_m = min(tightest - RESOLUTION_M / 2, self.needed_m + COMFORT_M)
        return self.grid.along(points[first], points[last]) > max(self.needed_m, wanted_m)


def _graph(index: NDArray[np.int32], cost: NDArray[np.float64], count: int) -> sparse.csr_matrix:
    """The eight-connected graph of free cells, weighted by metres times the mean cost of both cells."""
    froms, tos, weights = [], [], []
    rows, columns = index.shape
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = (slice(0, rows - down), slice(max(0, -right), columns - max(0, right)))
        b = (slice(down, rows), slice(max(0, right), columns + min(0, right)))
        both = (index[a] >= 0) & (index[b] >= 0)
        froms.append(index[a][both])
        tos.append(index[b][both])
        weights.append((cost[a][both] + cost[b][both]) / 2 * RESOLUTION_M * math.hypot(down, right))
    start, goal, weight = (np.concatenate(parts) for parts in (froms, tos, weights))
    half = sparse.coo_matrix((weight, (start, goal)), shape=(count, count)).tocsr()
    return half + half.T
