"""What a driver knows of its robot and world for good: limits, map, clearance. Built once; behaviours share
it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapely.geometry import Polygon

from comuros.core.keep_out import UNBOUNDED, Bounds
from comuros.core.motion_limits import MotionLimits, motion_limits
from comuros.core.robot import Locomotion, Robot
from comuros.execution.driver.clearance import ClearanceField, clearance_field
from comuros.scenario import LoadedScenario

DEFAULT_RADIUS_M = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class DrivenBody:
    """One robot with its limits and the world it drives in; `closed` are areas it must not enter now."""

    robot: Robot
    loaded: LoadedScenario
    limits: MotionLimits
    clearance: ClearanceField
    closed: tuple[Polygon, ...] = ()

    @property
    def name(self) -> str:
        """The robot's name."""
        return self.robot.name

    @property
    def radius_m(self) -> float:
        """Radius of its footprint in metres."""
        return self.robot.type.radius_m

    @property
    def flies(self) -> bool:
        """Whether it moves through the air."""
        return self.robot.type.locomotion is Locomotion.FLYING

    @property
    def turns_to_move(self) -> bool:
        """Whether it has to face where it goes."""
        return self.robot.type.locomotion is Locomotion.DIFFERENTIAL

    @property
    def is_fixed(self) -> bool:
        """Whether it stays where it is."""
        return self.robot.type.locomotion is Locomotion.FIXED

    def radius_of(self, robot: str) -> float:
        """Footprint radius of a team member in metres, or a usual one for strangers."""
        for each in self.loaded.scenario.robots:
            if each.name == robot:
                return each.type.radius_m
        return DEFAULT_RADIUS_M


def driven_body(robot: Robot, loaded: LoadedScenario) -> DrivenBody:
    """What a driver needs to know before the first tick."""
    return DrivenBody(robot, loaded, motion_limits(robot), clearance_field(loaded.world))


def bounded(body: DrivenBody, bounds: Bounds) -> DrivenBody:
    """The body within bounds: closed zones are like walls to its ways, though not to its reach."""
    if bounds == UNBOUNDED:
        return body
    loaded = body.loaded
    areas = tuple(zone.area for zone in loaded.world.zones if zone.name in bounds.closed)
    return replace(
        body,
        loaded=replace(loaded, travel=loaded.roadmap.bounded(bounds)),
        clearance=body.clearance.keeping_off(areas, radius_m=body.radius_m) if areas else body.clearance,
        closed=areas,
    )
