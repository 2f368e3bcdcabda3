"""How far every spot of a world is from the nearest wall or furniture: a distance field, shared by all
drivers of one process.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from comuros.scenario import WorldGeometry

CELL_M = 0.1
_MARGIN_M = 2.0
_FAR_M = 100.0
ROBOT_HEIGHT_M = 1.0
_known: deque[tuple[WorldGeometry, float, ClearanceField]] = deque(maxlen=12)


class ClearanceField:
    """Distances in metres on a grid, read with bilinear interpolation; beyond the grid its edge counts."""

    def __init__(self, distances_m: NDArray[np.float64], *, origin_x_m: float, origin_y_m: float) -> None:
        self._distances = distances_m
        self._x, self._y = origin_x_m, origin_y_m
        self._rows, self._columns = int(distances_m.shape[0]), int(distances_m.shape[1])
        self._lists: list[list[float]] = distances_m.tolist()

    def at(self, x_m: float, y_m: float) -> float:
        """Distance from a point to the nearest obstacle, in metres; 0 inside."""
        column = min(max((x_m - self._x) / CELL_M, 0.0), self._columns - 1.001)
        row = min(max((y_m - self._y) / CELL_M, 0.0), self._rows - 1.001)
        i, j = int(row), int(column)
        down, right = row - i, column - j
        low, high = self._lists[i], self._lists[i + 1]
        near: float = low[j] * (1 - right) + low[j + 1] * right
        far: float = high[j] * (1 - right) + high[j + 1] * right
        return near * (1 - down) + far * down

    def at_many(self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for arrays of points of any one shape."""
        column = np.clip((x_m - self._x) / CELL_M, 0.0, self._columns - 1.001)
        row = np.clip((y_m - self._y) / CELL_M, 0.0, self._rows - 1.001)
        i, j = row.astype(np.intp), column.astype(np.intp)
        down, right = row - i, column - j
        field = self._distances
        top = field[i, j] * (1 - right) + field[i, j + 1] * right
        bottom = field[i + 1, j] * (1 - right) + field[i + 1, j + 1] * right
        return top * (1 - down) + bottom * down

    def along(self, x1_m: float, y1_m: float, x2_m: float, y2_m: float) -> float:
        """The least clearance along a straight line, in metres, sampled every cell."""
        steps = max(1, math.ceil(math.hypot(x2_m - x1_m, y2_m - y1_m) / CELL_M))
        shares = np.linspace(0.0, 1.0, steps + 1)
        return float(self.at_many(x1_m + (x2_m - x1_m) * shares, y1_m + (y2_m - y1_m) * shares).min())

    def keeping_off(self, areas: Sequence[Polygon], *, radius_m: float) -> ClearanceField:
        """The field of a robot whose centre stays outside the areas: there it is less than the radius."""
        xs = self._x + CELL_M * np.arange(self._columns)
        ys = self._y + CELL_M * np.arange(self._rows)
        grid_x, grid_y = np.meshgrid(xs, ys)
        away = shapely.distance(shapely.union_all(areas), shapely.points(grid_x, grid_y))
        return ClearanceField(
            np.where(away > 0.0, np.minimum(self._distances, away + radius_m), 0.0),
            origin_x_m=self._x,
            origin_y_m=self._y,
        )


def clearance_field(world: WorldGeometry, *, above_m: float = 0.0) -> ClearanceField:
    """The field of what a world has between `above_m` and a robot's height; kept for the worlds used last in
    this process.
    """
    for known, height_m, field in _known:
        if known is world and height_m == above_m:
            return field
    _known.append((world, above_m, _measured(world, above_m)))
    return _known[-1][2]


def _measured(world: WorldGeometry, above_m: float) -> ClearanceField:
    x_low, y_low, x_high, y_high = world.bounds
    xs = np.arange(x_low - _MARGIN_M, x_high + _MARGIN_M + CELL_M, CELL_M)
    ys = np.arange(y_low - _MARGIN_M, y_high + _MARGIN_M + CELL_M, CELL_M)
    grid_x, grid_y = np.meshgrid(xs, ys)
    distances = np.full(grid_x.size, _FAR_M)
    top_m = above_m + ROBOT_HEIGHT_M
    footprints = [o.footprint for o in world.obstacles if o.height_m > above_m and o.base_m < top_m]
    if footprints:
        points = shapely.points(grid_x.ravel(), grid_y.ravel())
        tree = shapely.STRtree(footprints)
        (index, _), found = tree.query_nearest(points, return_distance=True, all_matches=False)
        distances[index] = found
    return ClearanceField(distances.reshape(grid_x.shape), origin_x_m=float(xs[0]), origin_y_m=float(ys[0]))
