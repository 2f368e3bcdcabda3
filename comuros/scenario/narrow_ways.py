"""Where two robots of a team cannot pass one another, read off the occupancy grid. The roadmap asks it.

A spot is wide where a disc as large as two robots side by side covers it; what robots can reach and no such
disc covers is narrow. Narrow spots that hang together are one way, its mouths are where it opens into the
wide.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.motion_limits import motion_limits
from comuros.core.narrow_way import INSIDE, Crossing
from comuros.core.robot import Locomotion, Robot
from comuros.scenario.occupancy import RESOLUTION_M, OccupancyGrid
from comuros.scenario.route_planner import Route, needed_clearance_m

# Between two robots that pass one another, and to the walls.
PASSING_GAP_M = 0.1
_LEAST_CELLS = 8
_STEP_M = RESOLUTION_M / 2
_ALL_AROUND = np.ones((3, 3), dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class NarrowWays:
    """The narrow ways of a world for a team. `ways` and `mouths` number cells, 0 where none is; `names` and
    `room_m` are by number less one.
    """

    grid: OccupancyGrid
    ways: NDArray[np.int32]
    mouths: NDArray[np.int32]
    names: tuple[str, ...]
    room_m: tuple[float, ...]
    widest_m: float

    def along(self, robot: Robot, route: Route, first: Pose, seconds: float) -> tuple[Crossing, ...]:
        """What a robot crosses on a route that takes it so many seconds, in order.

        It counts as in a way from when it is as near that another one in there would be in its way.
        """
        if not self.names:
            return ()
        points, metres = _sampled(route)
        ways, mouths = self._at(self.ways, points), self._at(self.mouths, points)
        clock = _Clock(robot, route, first, seconds)
        margin_m = robot.type.radius_m + self.widest_m / 2
        found = []
        at = 0
        for number, run in itertools.groupby(ways.tolist()):
            begin, at = at, at + len(list(run))
            if number:
                ends = (
                    INSIDE if begin == 0 else int(mouths[begin - 1]),
                    INSIDE if at == len(ways) else int(mouths[at]),
                )
                found.append(
                    Crossing(
                        self.names[number - 1],
                        self.room_m[number - 1],
                        clock.earliest_s(float(metres[begin]) - margin_m),
                        clock.latest_s(float(metres[at - 1]) + margin_m),
                        ends,
                    )
                )
        return tuple(found)

    def standing(self, pose: Pose, seconds: float) -> Crossing | None:
        """What a robot is in while it stands at a pose for so long."""
        number = int(self._at(self.ways, np.array([[pose.x_m, pose.y_m]]))[0]) if self.names else 0
        if not number:
            return None
        return Crossing(self.names[number - 1], self.room_m[number - 1], 0.0, seconds)

    def _at(self, numbers: NDArray[np.int32], points: NDArray[np.float64]) -> NDArray[np.int32]:
        columns = np.floor((points[:, 0] - self.grid.west_m) / RESOLUTION_M).astype(int)
        rows = np.floor((points[:, 1] - self.grid.south_m) / RESOLUTION_M).astype(int)
        height, width = numbers.shape
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        return np.where(inside, numbers[rows.clip(0, height - 1), columns.clip(0, width - 1)], 0)


def narrow_ways(grid: OccupancyGrid, robots: Iterable[Robot]) -> NarrowWays:
    """The narrow ways in which robots on the ground could meet; none for fewer than two of them."""
    radii = sorted(robot.type.radius_m for robot in robots if drives(robot))
    sums = sorted({one + other for one, other in itertools.combinations(radii, 2)})
    nothing = np.zeros(grid.shape, dtype=np.int32)
    if not sums:
        return NarrowWays(grid, nothing, nothing, (), (), 0.0)
    free = grid.clearance_m > needed_clearance_m(radii[0])
    tight = [free & ~_wide(grid, both_m) for both_m in sums]
    ways = _numbered(tight[-1])
    here = ways > 0
    mouths, _ = ndimage.label(
        ndimage.binary_dilation(here, _ALL_AROUND) & free & ~here, structure=_ALL_AROUND
    )
    numbers = range(1, int(ways.max(initial=0)) + 1)
    names = tuple(_name(grid, ways == number) for number in numbers)
    room_m = tuple(_room_m(ways == number, sums, tight) for number in numbers)
    return NarrowWays(grid, ways, mouths.astype(np.int32), names, room_m, sums[-1])


def drives(robot: Robot) -> bool:
    """Whether a robot is in others' way on the ground: people step aside, and what flies or stands is not."""
    return robot.type.locomotion not in (Locomotion.FIXED, Locomotion.FLYING) and not robot.is_human


def _wide(grid: OccupancyGrid, both_m: float) -> NDArray[np.bool_]:
    """Spots covered by a free disc in which robots whose radii add up to this stand side by side."""
    radius_m = both_m + PASSING_GAP_M
    middles = grid.clearance_m > radius_m
    if not middles.any():
        return np.zeros(grid.shape, dtype=bool)
    away = ndimage.distance_transform_edt(~middles, sampling=RESOLUTION_M)
    return np.asarray(away <= radius_m)


def _numbered(narrow: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Ways numbered from 1; slivers that no route is about are left out."""
    found, count = ndimage.label(narrow, structure=_ALL_AROUND)
    sizes = ndimage.sum(narrow, found, range(1, count + 1))
    large = narrow & np.isin(found, 1 + np.flatnonzero(np.asarray(sizes) >= _LEAST_CELLS))
    return np.asarray(ndimage.label(large, structure=_ALL_AROUND)[0], dtype=np.int32)


def _name(grid: OccupancyGrid, cells: NDArray[np.bool_]) -> str:
    rows, columns = np.nonzero(cells)
    x_m, y_m = grid.centre((round(float(rows.mean())), round(float(columns.mean()))))
    return f"narrow way at ({x_m:.1f}, {y_m:.1f})"


def _room_m(cells: NDArray[np.bool_], sums: Sequence[float], tight: Sequence[NDArray[np.bool_]]) -> float:
    """The largest two radii together for which the whole way is wide enough, in metres; 0 where none is."""
    fitting = (both_m for both_m, narrow in zip(sums, tight, strict=True) if not (cells & narrow).any())
    return max(fitting, default=0.0)


def _sampled(route: Route) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points along a route, close together, and how far along each is, in metres."""
    points, metres, gone_m = [np.array([route[0]])], [np.zeros(1)], 0.0
    for one, other in itertools.pairwise(route):
        length_m = math.dist(one, other)
        shares = np.linspace(0.0, 1.0, max(1, math.ceil(length_m / _STEP_M)) + 1)[1:]
        points.append(np.outer(1.0 - shares, one) + np.outer(shares, other))
        metres.append(gone_m + shares * length_m)
        gone_m += length_m
    return np.concatenate(points), np.concatenate(metres)


class _Clock:
    """When a robot is how far along a route: turning on the spot at corners, speeding up and braking once."""

    def __init__(self, robot: Robot, route: Route, first: Pose, seconds: float) -> None:
        limits = motion_limits(robot)
        self._speed_mps = limits.speed_mps
        self._ramp_s = limits.speed_mps / limits.acceleration_mps2
        self._seconds = seconds
        headings = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in itertools.pairwise(route)]
        turns = [abs(wrapped_angle_rad(b - a)) for a, b in itertools.pairwise((first.yaw_rad, *headings))]
        lengths = [0.0, *(math.dist(a, b) for a, b in itertools.pairwise(route))]
        corners_m = itertools.accumulate(lengths[: len(turns)])
        self._turns = [(at_m, turn / limits.turn_radps) for at_m, turn in zip(corners_m, turns, strict=True)]
        self._length_m = sum(lengths)

    def earliest_s(self, at_m: float) -> float:
        """The earliest time at which the robot gets there."""
        turned_s = sum(turn_s for corner_m, turn_s in self._turns if corner_m < at_m)
        return max(0.0, min(self._seconds, at_m / self._speed_mps + turned_s))

    def latest_s(self, at_m: float) -> float:
        """The latest time at which it does; the end of the way for what lies beyond."""
        if at_m >= self._length_m:
            return self._seconds
        turned_s = sum(turn_s for corner_m, turn_s in self._turns if corner_m <= at_m)
        return min(self._seconds, at_m / self._speed_mps + self._ramp_s + turned_s)
