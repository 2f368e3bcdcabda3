"""Ways between tasks: where each robot is when it becomes free, and cached travel from there.

Models and heuristics use it.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from comuros.core.capability import Capability
from comuros.core.geometry import Pose
from comuros.core.keep_out import has_conditions, travel_with
from comuros.core.robot import Robot, RobotStatus
from comuros.core.scenario import Scenario, TravelModel
from comuros.planning.ticks import ticks_of

CM_PER_M = 100


@runtime_checkable
class PoseTravelModel(Protocol):
    """A travel model that also knows ways from poses which are no places."""

    def distance_from_pose_m(self, robot: Robot, start: Pose, goal: str) -> float | None:
        """Length of the shortest way from a pose to a place in metres, None where there is none."""

    def duration_from_pose_s(self, robot: Robot, start: Pose, goal: str) -> float | None:
        """Time for that way in seconds, None where there is none."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A way: ticks and centimetres."""

    ticks: int
    cm: int


NO_WAY = Leg(0, 0)


@dataclass(frozen=True, slots=True)
class Ready:
    """When (ticks from now) and where a robot becomes free. `pose` counts where `place` is "".

    `holding` is what it has in hand then, as far as that is known.
    """

    ticks: int
    place: str
    pose: Pose | None = None
    holding: tuple[str, ...] = ()


class Approach:
    """Travel legs of a team, asked once per robot kind and pair of places."""

    def __init__(self, *, scenario: Scenario, travel: TravelModel, ready: Mapping[str, Ready]) -> None:
        self.ready: Mapping[str, Ready] = ready
        self._scenario = scenario
        self._travel = travel
        self._robots = {robot.name: robot for robot in scenario.robots}
        alike = bool(getattr(travel, "robots_alike", False))
        self._kinds: dict[str, int] = _kinds(scenario.robots, alike=alike)
        self._legs: dict[tuple[int, str, str], Leg | None] = {}
        self._first: dict[tuple[str, str], Leg | None] = {}

    def only(self, robots: Collection[str]) -> Approach:
        """The same for some of the robots; what was asked before is known to it."""
        other = copy.copy(self)
        other.ready = {name: ready for name, ready in self.ready.items() if name in robots}
        return other

    def kind(self, robot: str) -> int:
        """A number that robots share which travel alike."""
        return self._kinds[robot]

    def leg(self, robot: str, start: str, goal: str) -> Leg | None:
        """The way between two places; "" means wherever the robot stands, which takes nothing."""
        if start == goal or not start or not goal:
            return NO_WAY
        key = (self._kinds[robot], start, goal)
        if key not in self._legs:
            self._legs[key] = self._asked(self._travel, robot, start, goal)
        return self._legs[key]

    def first_leg(self, robot: str, goal: str) -> Leg | None:
        """The way from where the robot becomes free."""
        ready = self.ready[robot]
        laden = bool(ready.holding) and has_conditions(self._travel, robot)
        if not goal or (not laden and (ready.place or ready.pose is None)):
            return self.leg(robot, ready.place, goal)
        key = (robot, goal)
        if key not in self._first:
            self._first[key] = self._first_asked(robot, ready, goal)
        return self._first[key]

    def _first_asked(self, robot: str, ready: Ready, goal: str) -> Leg | None:
        travel = travel_with(self._travel, robot, ready.holding)
        if ready.pose is not None and not ready.place:
            return self._from_pose(travel, robot, ready.pose, goal)
        return self._asked(travel, robot, ready.place, goal) if ready.place != goal else NO_WAY

    def _asked(self, travel: TravelModel, robot: str, start: str, goal: str) -> Leg | None:
        body = self._robots[robot]
        seconds = travel.duration_s(body, start, goal)
        metres = travel.distance_m(body, start, goal)
        return None if seconds is None or metres is None else _leg(seconds, metres)

    def _from_pose(self, travel: TravelModel, robot: str, pose: Pose, goal: str) -> Leg | None:
        body = self._robots[robot]
        if isinstance(travel, PoseTravelModel):
            seconds = travel.duration_from_pose_s(body, pose, goal)
            metres = travel.distance_from_pose_m(body, pose, goal)
            return None if seconds is None or metres is None else _leg(seconds, metres)
        return self._over_nearest_place(body, pose, goal)

    def _over_nearest_place(self, body: Robot, pose: Pose, goal: str) -> Leg | None:
        """Straight to the nearest place from which there is a way, then along it."""
        for place in sorted(self._scenario.places, key=lambda p: (p.pose.planar_distance_m(pose), p.name)):
            onward = self.leg(body.name, place.name, goal)
            if onward is not None:
                metres = place.pose.planar_distance_m(pose)
                straight = _leg(metres / max(body.speed_mps, 1e-3), metres)
                return Leg(straight.ticks + onward.ticks, straight.cm + onward.cm)
        return None


def where_is(status: RobotStatus, ticks: int) -> Ready:
    """Where and when a robot that works on nothing is free."""
    return Ready(ticks, status.place, status.pose, status.holding)


def _leg(seconds: float, metres: float) -> Leg:
    return Leg(ticks_of(seconds), round(metres * CM_PER_M))


def _kinds(robots: tuple[Robot, ...], *, alike: bool) -> dict[str, int]:
    """A number per robot. Where the travel model says that robots of one make travel alike
    (`robots_alike`), those of one type with equal overrides share it; else each robot may stand
    elsewhere at the same place.
    """
    if not alike:
        return {robot.name: number for number, robot in enumerate(robots)}
    numbers: dict[tuple[str, tuple[Capability, ...]], int] = {}
    return {
        robot.name: numbers.setdefault((robot.type.name, robot.overrides), len(numbers)) for robot in robots
    }
