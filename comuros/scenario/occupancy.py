"""An occupancy grid of a world at the height a robot moves at, with the clearance of every cell. The
roadmap plans on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry import Polygon

from comuros.scenario.world_geometry import Obstacle

RESOLUTION_M = 0.1
# A cell counts as occupied if its centre is this close to an obstacle, so that thin walls leave no gaps.
_SKIN_M = RESOLUTION_M / 2
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class OccupancyGrid:
    """Cells of `RESOLUTION_M`; row 0 is the south edge. `clearance_m` is the distance to the nearest
    occupied cell.

    What lies outside the grid counts as occupied.
    """

    west_m: float
    south_m: float
    clearance_m: NDArray[np.float64]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.clearance_m.shape
        return rows, columns

    def cell(self, x_m: float, y_m: float) -> Cell:
        """The cell a point lies in, perhaps outside the grid."""
        row = math.floor((y_m - self.south_m) / RESOLUTION_M)
        return row, math.floor((x_m - self.west_m) / RESOLUTION_M)

    def centre(self, cell: Cell) -> tuple[float, float]:
        """x and y of a cell's centre in metres."""
        row, column = cell
        return self.west_m + (column + 0.5) * RESOLUTION_M, self.south_m + (row + 0.5) * RESOLUTION_M

    def avoiding(self, areas: Sequence[Polygon]) -> OccupancyGrid:
        """The grid with further areas occupied."""
        return _grid(self.clearance_m <= 0.0, areas, self.west_m, self.south_m)

    def keeping_off(self, areas: Sequence[Polygon], *, needed_m: float, gap_m: float) -> OccupancyGrid:
        """The grid for a disc that needs this clearance and whose centre stays `gap_m` outside areas.

        An area is no wall: the disc may reach over its edge. So a cell's clearance is lowered to what it
        would be if a wall stood where the disc's centre, as far from it as it must be, is `gap_m` outside.
        """
        inside = np.zeros(self.shape, dtype=bool)
        for area in areas:
            _fill(inside, area.buffer(_SKIN_M), self.west_m, self.south_m)
        away = ndimage.distance_transform_edt(~inside, sampling=RESOLUTION_M)
        lowered = np.where(inside, 0.0, away + needed_m - gap_m)
        return OccupancyGrid(self.west_m, self.south_m, np.minimum(self.clearance_m, lowered))

    def clearance_at(self, x_m: float, y_m: float) -> float:
        """Distance from a point to what is in the way, to the accuracy of a cell; 0 outside the grid."""
        row, column = self.cell(x_m, y_m)
        rows, columns = self.shape
        if not (0 <= row < rows and 0 <= column < columns):
            return 0.0
        return float(self.clearance_m[row, column])

    def along(self, start: tuple[float, float], goal: tuple[float, float]) -> float:
        """The least clearance on the straight line between two points."""
        steps = max(2, math.ceil(math.dist(start, goal) / (RESOLUTION_M / 2)) + 1)
        xs, ys = np.linspace(start[0], goal[0], steps), np.linspace(start[1], goal[1], steps)
        columns = np.floor((xs - self.west_m) / RESOLUTION_M).astype(int)
        rows = np.floor((ys - self.south_m) / RESOLUTION_M).astype(int)
        height, width = self.shape
        if rows.min() < 0 or columns.min() < 0 or rows.max() >= height or columns.max() >= width:
            return 0.0
        return float(self.clearance_m[rows, columns].min())

    def nearest_free(self, x_m: float, y_m: float, *, needed_m: float, within_m: float) -> Cell | None:
        """The cell nearest to a point that has more clearance than needed, or None within that distance."""
        row, column = self.cell(x_m, y_m)
        reach = math.ceil(within_m / RESOLUTION_M)
        rows, columns = self.shape
        top, left = max(0, row - reach), max(0, column - reach)
        window = self.clearance_m[top : min(rows, row + reach + 1), left : min(columns, column + reach + 1)]
        found = np.argwhere(window > needed_m)
        if not len(found):
            return None
        cells = np.add(found, (top, left))
        away = ((cells - (row, column)) ** 2).sum(axis=1)
        nearest = cells[int(away.argmin())]
        return int(nearest[0]), int(nearest[1])


def occupancy_grid(
    obstacles: Sequence[Obstacle], bounds: tuple[float, float, float, float], *, from_m: float, to_m: float
) -> OccupancyGrid:
    """The grid of what stands between two heights."""
    west, south, east, north = bounds
    columns = max(1, math.ceil((east - west) / RESOLUTION_M))
    rows = max(1, math.ceil((north - south) / RESOLUTION_M))
    occupied = np.zeros((rows, columns), dtype=bool)
    areas = [part.footprint for part in obstacles if part.base_m < to_m and part.height_m > from_m]
    return _grid(occupied, areas, west, south)


def _grid(occupied: NDArray[np.bool_], areas: Sequence[Polygon], west: float, south: float) -> OccupancyGrid:
    for area in areas:
        _fill(occupied, area.buffer(_SKIN_M), west, south)
    framed = np.pad(~occupied, 1, constant_values=False)
    clearance = ndimage.distance_transform_edt(framed, sampling=RESOLUTION_M)
    return OccupancyGrid(west, south, np.ascontiguousarray(clearance[1:-1, 1:-1]))


def _fill(cells: NDArray[np.bool_], area: Polygon, west: float, south: float) -> None:
    rows, columns = cells.shape
    least_x, least_y, most_x, most_y = area.bounds
    left = max(0, math.floor((least_x - west) / RESOLUTION_M))
    right = min(columns, math.ceil((most_x - west) / RESOLUTION_M) + 1)
    low = max(0, math.floor((least_y - south) / RESOLUTION_M))
    high = min(rows, math.ceil((most_y - south) / RESOLUTION_M) + 1)
    if left >= right or low >= high:
        return
    xs = west + (np.arange(left, right) + 0.5) * RESOLUTION_M
    ys = south + (np.arange(low, high) + 0.5) * RESOLUTION_M
    grid_x, grid_y = np.meshgrid(xs, ys)
    shapely.prepare(area)
    cells[low:high, left:right] |= shapely.contains_xy(area, grid_x, grid_y)
