"""Checks a scenario against its geometry: starts that are free, places that can be reached, objects that
lie where it says.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from shapely.geometry import Point

from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario
from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.roadmap import Roadmap
from comuros.scenario.scenario_draft import ScenarioDraft
from comuros.scenario.world_geometry import WorldGeometry

_RESTS_M = 0.02


class LayoutCheck:
    """Notes everything that robots or objects could not be or reach."""

    def __init__(
        self,
        draft: ScenarioDraft,
        scenario: Scenario,
        world: WorldGeometry,
        roadmap: Roadmap,
        *,
        file: Path,
        log: ProblemLog,
    ) -> None:
        self._draft = draft
        self._scenario = scenario
        self._world = world
        self._roadmap = roadmap
        self._file = file
        self._log = log

    def check(self) -> None:
        """All checks of the layout."""
        mobile = [
            r for r in self._scenario.robots if r.type.locomotion is not Locomotion.FIXED and not r.is_human
        ]
        for robot in mobile:
            self._check_start(robot)
        for first, second in itertools.combinations(mobile, 2):
            self._check_apart(first, second)
        for entry in self._draft.objects:
            self._check_lies(entry.name, entry.at, entry.line)
        for place in self._draft.places:
            self._check_reachable(place.name, place.line)

    def _line(self, robot: Robot) -> int:
        return next(entry.line for entry in self._draft.robots if entry.name == robot.name)

    def _check_start(self, robot: Robot) -> None:
        pose = self._world.start_pose(robot)
        disc = Point(pose.x_m, pose.y_m).buffer(robot.type.radius_m)
        for part in self._world.obstacles:
            if part.footprint.intersects(disc) and part.base_m < 1.0:
                message = f"robot {robot.name!r} would stand in {part.name!r} at its start"
                self._log.add(self._file, self._line(robot), message)

    def _check_apart(self, first: Robot, second: Robot) -> None:
        apart_m = self._world.start_pose(first).planar_distance_m(self._world.start_pose(second))
        needed_m = first.type.radius_m + second.type.radius_m
        if apart_m < needed_m:
            who = f"robots {first.name!r} and {second.name!r}"
            message = f"{who} start {apart_m:.2f} m apart; expected at least {needed_m:.2f}"
            self._log.add(self._file, self._line(second), message)

    def _check_lies(self, name: str, at: str, line: int) -> None:
        pose = self._world.object_poses[name]
        if any(thing.name == at for thing in self._scenario.objects):
            if not self._rests_on(pose, name, at):
                message = f"object {name!r} is said to lie on {at!r}, but in the world it does not"
                self._log.add(self._file, line, message)
            return
        actual = self._world.location_of(pose)
        if actual != at:
            where = f"at {actual!r}" if actual else "at no place"
            where += f" ({pose.x_m:.2f}, {pose.y_m:.2f}, {pose.z_m:.2f})"
            message = f"object {name!r} is said to be at {at!r}, but in the world it lies {where}"
            self._log.add(self._file, line, message)

    def _rests_on(self, pose: Pose, name: str, base: str) -> bool:
        under = self._world.object_poses[base]
        height_m = self._scenario.object(name).kind.size_m[2]
        length_m, width_m, base_height_m = self._scenario.object(base).kind.size_m
        gap_m = (pose.z_m - height_m / 2) - (under.z_m + base_height_m / 2)
        near = abs(pose.x_m - under.x_m) <= length_m / 2 and abs(pose.y_m - under.y_m) <= width_m / 2
        return near and abs(gap_m) <= _RESTS_M

    def _check_reachable(self, place: str, line: int) -> None:
        """Somebody must get there. A person who stands there from the start proves nothing."""
        movers = [
            robot
            for robot in self._scenario.robots
            if "go_to" in robot.type.skills and not (robot.is_human and robot.start == place)
        ]
        if not any(self._reaches(robot, place) for robot in movers):
            who = ", ".join(robot.name for robot in movers) or "no robot has the skill go_to"
            self._log.add(self._file, line, f"place {place!r} can be reached by no robot (tried: {who})")

    def _reaches(self, robot: Robot, place: str) -> bool:
        if not (
            self._roadmap.approach_poses(robot, place) and self._roadmap.approach_poses(robot, robot.start)
        ):
            return False
        return self._roadmap.distance_m(robot, robot.start, place) is not None
