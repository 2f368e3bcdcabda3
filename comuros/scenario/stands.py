"""The poses robots take at places: found once for the largest robot, offered to each as far as it can get
there.

The roadmap hands them out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from shapely.geometry import Polygon

from comuros.core.geometry import Pose
from comuros.core.place import Place
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario
from comuros.scenario.planner_pool import GROUND_BAND_M, PlannerPool, altitude_m
from comuros.scenario.standing import standing_poses
from comuros.scenario.world_geometry import WorldGeometry

_LEAST_POSES = 4
_HOVER_GAP_M = 0.3
_AROUND = 6


class Stands:
    """Poses at the places of one world, around areas to avoid."""

    def __init__(
        self, world: WorldGeometry, scenario: Scenario, pool: PlannerPool, avoid: Sequence[Polygon]
    ) -> None:
        self._world = world
        self._scenario = scenario
        self._pool = pool
        self._avoid = tuple(avoid)
        self._of_robot: dict[tuple[str, Place], tuple[Pose, ...]] = {}
        self._of_size: dict[tuple[Place, float], tuple[Pose, ...]] = {}

    def poses(self, robot: Robot, place: Place) -> tuple[Pose, ...]:
        """All the poses a robot may take at a place, the best first; none where nothing is free."""
        if robot.type.locomotion is Locomotion.FIXED:
            return (self._world.start_pose(robot),)
        key = (robot.name, place)
        if key not in self._of_robot:
            self._of_robot[key] = self._found(robot, place)
        return self._of_robot[key]

    def rank(self, robot: Robot, place: Place) -> int:
        """Whose turn it is to take which pose: who starts here comes first, then the order of the
        scenario.
        """
        mates = [mate for mate in self._scenario.robots if mate.type.locomotion is not Locomotion.FIXED]
        mates.sort(key=lambda mate: mate.start != place.name)
        return next((rank for rank, mate in enumerate(mates) if mate.name == robot.name), 0)

    def _found(self, robot: Robot, place: Place) -> tuple[Pose, ...]:
        if robot.type.locomotion is Locomotion.FLYING:
            return self._hovering(robot, place)
        shared = self._reachable(robot, self._beside(place, self._team_radius_m()))
        return shared or self._reachable(robot, self._beside(place, robot.type.radius_m))

    def _team_radius_m(self) -> float:
        """The radius of the largest ground robot: poses with room for it are poses for every other, too."""
        grounded = (Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL)
        return max(r.type.radius_m for r in self._scenario.robots if r.type.locomotion in grounded)

    def _beside(self, place: Place, radius_m: float) -> tuple[Pose, ...]:
        key = (place, radius_m)
        if key not in self._of_size:
            self._of_size[key] = standing_poses(
                place,
                radius_m=radius_m,
                planner=self._pool.at_band(GROUND_BAND_M, radius_m, self._avoid),
                obstacles=self._world.obstacles,
                count=max(_LEAST_POSES, len(self._scenario.robots)),
            )
        return self._of_size[key]

    def _reachable(self, robot: Robot, poses: tuple[Pose, ...]) -> tuple[Pose, ...]:
        """Those a robot can get to; all where it can get to none, so that the lack of a way shows as such."""
        home, planner = self._world.start_poses.get(robot.name), self._pool.planner(robot, avoid=self._avoid)
        if home is None or len(poses) < 2:
            return poses
        region = planner.region(home.x_m, home.y_m)
        return tuple(pose for pose in poses if planner.region(pose.x_m, pose.y_m) == region) or poses

    def _hovering(self, robot: Robot, place: Place) -> tuple[Pose, ...]:
        z_m, away_m = altitude_m(robot), 2 * robot.type.radius_m + _HOVER_GAP_M
        here = Pose(place.pose.x_m, place.pose.y_m, z_m, place.pose.yaw_rad)
        turns = [index * 2 * math.pi / _AROUND for index in range(_AROUND)]
        around = [
            Pose(here.x_m + away_m * math.cos(turn), here.y_m + away_m * math.sin(turn), z_m)
            for turn in turns
        ]
        planner = self._pool.planner(robot, avoid=self._avoid)
        return tuple(pose for pose in (here, *around) if planner.is_free(pose.x_m, pose.y_m))
