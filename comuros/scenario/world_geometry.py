"""The geometry of a world as robots meet it: obstacles, zones, surfaces, and where things are at the start.

Made by `assembly`; roadmap, simulator and drivers use it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point, Polygon

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.place import Place
from comuros.core.robot import Robot

_ABOVE_SURFACE_M = 0.6
_BELOW_SURFACE_M = 0.03


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A part of something that does not move: its footprint, and from which to which height it is there, in
    metres.
    """

    name: str
    footprint: Polygon
    height_m: float
    base_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A named region of the floor, such as a corridor."""

    name: str
    area: Polygon


@dataclass(frozen=True, slots=True)
class WorldGeometry:
    """A world. `bounds` are (least x, least y, greatest x, greatest y) in metres; poses are in the world
    frame.
    """

    file: Path
    bounds: tuple[float, float, float, float]
    obstacles: tuple[Obstacle, ...]
    zones: tuple[Zone, ...]
    places: tuple[Place, ...]
    object_poses: Mapping[str, Pose]
    start_poses: Mapping[str, Pose]

    def start_pose(self, robot: Robot) -> Pose:
        """Where a robot stands at the start.

        Raises:
            InputError: the robot is none of this world's.
        """
        pose = self.start_poses.get(robot.name)
        if pose is None:
            raise InputError(
                f"{robot.name!r} has no start pose; expected one of {', '.join(self.start_poses)}"
            )
        return pose

    def location_of(self, pose: Pose) -> str:
        """The place an object with this pose lies at: the nearest that has it within its radius and on its
        height, or "".
        """
        near = [
            (place.pose.planar_distance_m(pose), place.name)
            for place in self.places
            if self._lies_at(place, pose)
        ]
        return min(near)[1] if near else ""

    def zones_at(self, pose: Pose) -> tuple[str, ...]:
        """The zones a pose is inside of, in the scenario's order."""
        point = Point(pose.x_m, pose.y_m)
        return tuple(zone.name for zone in self.zones if zone.area.covers(point))

    def zone_at(self, pose: Pose) -> str:
        """The first zone a pose is inside of, or ""."""
        return next(iter(self.zones_at(pose)), "")

    def zone(self, name: str) -> Zone:
        """The zone with this name, or InputError."""
        for zone in self.zones:
            if zone.name == name:
                return zone
        known = ", ".join(zone.name for zone in self.zones) or "none"
        raise InputError(f"unknown zone {name!r}; expected one of {known}")

    def _lies_at(self, place: Place, pose: Pose) -> bool:
        if any(zone.name == place.name for zone in self.zones):
            return False
        height_m = pose.z_m - place.pose.z_m
        close = math.hypot(pose.x_m - place.pose.x_m, pose.y_m - place.pose.y_m) <= place.radius_m
        return close and -_BELOW_SURFACE_M <= height_m <= _ABOVE_SURFACE_M
