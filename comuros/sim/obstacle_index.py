"""Fast exact tests of discs and polygons against walls and furniture, over a uniform grid. The simulation
asks it at every move.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import Point, Polygon
from shapely.prepared import PreparedGeometry, prep

_CELL_M = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """A prism from `base_m` up to `height_m`; several may share a name. `edges` are (x1, y1, x2, y2) in
    metres.
    """

    name: str
    footprint: Polygon
    height_m: float
    base_m: float
    edges: tuple[tuple[float, float, float, float], ...]
    prepared: PreparedGeometry[Polygon]

    def gap_m(self, x_m: float, y_m: float) -> float:
        """Distance from a point to the footprint in metres, 0 inside."""
        if self.contains(x_m, y_m):
            return 0.0
        return min(_segment_distance_m(x_m, y_m, *edge) for edge in self.edges)

    def contains(self, x_m: float, y_m: float) -> bool:
        """Whether a point lies inside the footprint (even-odd rule)."""
        inside = False
        for x1, y1, x2, y2 in self.edges:
            if (y1 > y_m) != (y2 > y_m) and x_m < (x2 - x1) * (y_m - y1) / (y2 - y1) + x1:
                inside = not inside
        return inside


def solid(name: str, footprint: Polygon, height_m: float, base_m: float = 0.0) -> Solid:
    """A solid from its footprint and height; holes of a footprint count as edges too."""
    edges = []
    for ring in (footprint.exterior, *footprint.interiors):
        points = list(ring.coords)
        edges += [(a[0], a[1], b[0], b[1]) for a, b in pairwise(points)]
    return Solid(name, footprint, height_m, base_m, tuple(edges), prep(footprint))


class ObstacleIndex:
    """All solids, found by where they are. Solids can be added and removed while the world runs."""

    def __init__(self, solids: Iterable[Solid]) -> None:
        self._cells: dict[tuple[int, int], list[Solid]] = {}
        for each in solids:
            self.add(each)

    def add(self, added: Solid) -> None:
        """Put a solid into the world."""
        for cell in _cells_of(added.footprint.bounds):
            self._cells.setdefault(cell, []).append(added)

    def remove(self, gone: Solid) -> None:
        """Take a solid out that was added before."""
        for cell in _cells_of(gone.footprint.bounds):
            self._cells[cell].remove(gone)

    def near(self, x_m: float, y_m: float, radius_m: float) -> list[Solid]:
        """Solids whose grid cells a disc touches, each once, in the order they were added to those cells."""
        found: dict[int, Solid] = {}
        for cell in _cells_of((x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m)):
            for each in self._cells.get(cell, ()):
                found[id(each)] = each
        return list(found.values())

    def touching_disc(
        self, x_m: float, y_m: float, radius_m: float, *, bottom_m: float, top_m: float
    ) -> tuple[Solid, float] | None:
        """The solid that a disc between two heights penetrates deepest, with the gap to its centre, or
        None.
        """
        worst: tuple[Solid, float] | None = None
        for each in self.near(x_m, y_m, radius_m):
            if each.height_m > bottom_m and each.base_m < top_m:
                gap_m = each.gap_m(x_m, y_m)
                if gap_m < radius_m and (worst is None or gap_m < worst[1]):
                    worst = (each, gap_m)
        return worst

    def touching_polygon(self, polygon: Polygon, *, bottom_m: float, top_m: float) -> frozenset[str]:
        """Names of the solids that overlap a polygon between two heights."""
        near = {id(each): each for cell in _cells_of(polygon.bounds) for each in self._cells.get(cell, ())}
        return frozenset(
            each.name
            for each in near.values()
            if each.height_m > bottom_m and each.base_m < top_m and each.prepared.intersects(polygon)
        )

    def top_below(self, x_m: float, y_m: float, *, limit_m: float) -> tuple[str, float]:
        """The highest top under a point that is not above `limit_m`: (name, height in metres), or ("", 0)
        for the floor.
        """
        name, height_m = "", 0.0
        for each in self.near(x_m, y_m, 0.0):
            if height_m < each.height_m <= limit_m and each.prepared.intersects(Point(x_m, y_m)):
                name, height_m = each.name, each.height_m
        return name, height_m


def _cells_of(bounds: tuple[float, float, float, float]) -> list[tuple[int, int]]:
    x_low, y_low, x_high, y_high = (math.floor(value / _CELL_M) for value in bounds)
    return [(x, y) for x in range(x_low, x_high + 1) for y in range(y_low, y_high + 1)]


def _segment_distance_m(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
    dx, dy = x2 - x1, y2 - y1
    length2 = dx * dx + dy * dy
    share = 0.0 if length2 == 0.0 else min(1.0, max(0.0, ((x - x1) * dx + (y - y1) * dy) / length2))
    return math.hypot(x - x1 - share * dx, y - y1 - share * dy)
