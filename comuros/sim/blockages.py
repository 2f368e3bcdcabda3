"""Obstacles that come and go while the world runs: what the fault `place_blocked` puts in the way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely.geometry import Polygon, box

from comuros.core.geometry import Pose
from comuros.sim.body import Body
from comuros.sim.obstacle_index import ObstacleIndex, Solid, solid

SIDE_M = 0.6
HEIGHT_M = 1.0


@dataclass(frozen=True, slots=True)
class _Blockage:
    body: Solid
    until_s: float


class Blockages:
    """Boxes that stand where robots want to be. One waits until no robot stands on its spot."""

    def __init__(self, obstacles: ObstacleIndex) -> None:
        self._obstacles = obstacles
        self._waiting: list[_Blockage] = []
        self._standing: list[_Blockage] = []

    def block(self, place: str, spots: Sequence[Pose], *, until_s: float = math.inf) -> None:
        """Put a box on every spot from which robots work at a place."""
        for pose in spots:
            body = solid(f"blockage_of_{place}", _square(pose), HEIGHT_M)
            self._waiting.append(_Blockage(body, until_s))

    def step(self, time_s: float, bodies: Sequence[Body]) -> None:
        """Take away what has had its time and set down what waits for a free spot."""
        for blockage in [each for each in self._standing if each.until_s <= time_s]:
            self._obstacles.remove(blockage.body)
            self._standing.remove(blockage)
        for blockage in [each for each in self._waiting if _is_free(each.body, bodies)]:
            self._waiting.remove(blockage)
            self._standing.append(blockage)
            self._obstacles.add(blockage.body)

    def seen_from(self, body: Body, *, range_m: float) -> tuple[Polygon, ...]:
        """Outlines within range of a robot, in the order they came."""
        x, y = body.pose.x_m, body.pose.y_m
        return tuple(each.body.footprint for each in self._standing if each.body.gap_m(x, y) <= range_m)


def _square(pose: Pose) -> Polygon:
    half = SIDE_M / 2
    return box(pose.x_m - half, pose.y_m - half, pose.x_m + half, pose.y_m + half)


def _is_free(body: Solid, bodies: Iterable[Body]) -> bool:
    return all(body.gap_m(each.pose.x_m, each.pose.y_m) > each.radius_m for each in bodies if not each.flies)
