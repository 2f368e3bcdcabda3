"""Obstacles that come and go while the world runs: what the fault `place_blocked` puts in the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import Polygon, box

from comuros.core.geometry import Pose
from comuros.sim.body import Body
from comuros.sim.obstacle_index import ObstacleIndex, Solid, solid

SIDE_M = 0.6
HEIGHT_M = 1.0


@dataclass(frozen=True, slots=True)
class _Blockage:
    """The boxes that block one place."""

    boxes: tuple[Solid, ...]
    until_s: float


class Blockages:
    """Boxes that stand where robots want to be. They wait until no robot stands there, lest one be walled
    in.
    """

    def __init__(self, obstacles: ObstacleIndex) -> None:
        self._obstacles = obstacles
        self._waiting: list[_Blockage] = []
        self._standing: list[_Blockage] = []

    def block(self, place: str, spots: Sequence[Pose], *, until_s: float = math.inf) -> None:
        """Put a box on every spot from which robots work at a place."""
        boxes = tuple(solid(f"blockage_of_{place}", _square(pose), HEIGHT_M) for pose in spots)
        self._waiting.append(_Blockage(boxes, until_s))

    def step(self, time_s: float, bodies: Sequence[Body]) -> None:
        """Take away what has had its time and set down what waits for free spots."""
        for blockage in [each for each in self._standing if each.until_s <= time_s]:
            self._standing.remove(blockage)
            for each in blockage.boxes:
                self._obstacles.remove(each)
        for blockage in [each for each in self._waiting if _are_free(each.boxes, bodies)]:
            self._waiting.remove(blockage)
            self._standing.append(blockage)
            for each in blockage.boxes:
                self._obstacles.add(each)

    def seen_from(self, body: Body, *, range_m: float) -> tuple[Polygon, ...]:
        """Outlines within range of a robot, in the order they came."""
        x, y = body.pose.x_m, body.pose.y_m
        boxes = (each for blockage in self._standing for each in blockage.boxes)
        return tuple(each.footprint for each in boxes if each.gap_m(x, y) <= range_m)


def _square(pose: Pose) -> Polygon:
    half = SIDE_M / 2
    return box(pose.x_m - half, pose.y_m - half, pose.x_m + half, pose.y_m + half)


def _are_free(boxes: Sequence[Solid], bodies: Sequence[Body]) -> bool:
    on_ground = [body for body in bodies if not body.flies]
    return all(each.gap_m(b.pose.x_m, b.pose.y_m) > b.radius_m for each in boxes for b in on_ground)
