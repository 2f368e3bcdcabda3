"""One journey to a pose: plan a path, follow it, give way, plan anew around what stands in the way, dock.
Used by every skill that moves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import Point, Polygon

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.task_status import Cause
from comuros.core.velocity import STILL, Velocity
from comuros.execution.driver.avoidance import Planar, avoiding
from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.giving_way import GivingWay
from comuros.execution.driver.moment import Moment
from comuros.execution.driver.route import Route
from comuros.execution.driver.steering import (
    HEIGHT_TOLERANCE_M,
    YAW_TOLERANCE_RAD,
    brake_speed_mps,
    climb_towards,
    command,
    docking,
)

STUCK_AFTER_S = 25.0
_LOOKAHEAD_M = 0.45
_DOCK_FROM_M = 0.35
_REPLAN_EVERY_S = 1.5
_STANDING_S = 1.5
_OFF_ROUTE_M = 0.8
_GOAL_TAKEN_S = 3.0
_LEVEL_FIRST_M = 0.3
_ROUNDS = 2
_GOALS_TRIED = 4
_PATIENCE_S = 60.0
_PATIENCE_FACTOR = 6.0


@dataclass(frozen=True, slots=True)
class Leg:
    """One tick of a journey: the command, the share of the way done, and whether it is over."""

    velocity: Velocity = STILL
    progress: float = 0.0
    arrived: bool = False
    cause: Cause = Cause.NONE
    message: str = ""


class Journey:
    """Drives to the first of `goals` that is to be had; later ones are taken where others stand on the
    earlier.
    """

    def __init__(
        self,
        goals: Sequence[Pose],
        *,
        body: DrivenBody,
        speed_factor: float = 1.0,
        soft: Sequence[Polygon] = (),
    ) -> None:
        self._goals = tuple(goals)
        self._goal_index = 0
        self._body = body
        self._top_mps = body.limits.speed_mps * min(1.0, speed_factor)
        self._soft = tuple(soft)
        self._route: Route | None = None
        self._switches = 0
        self._docked = False
        self._planned_s = -math.inf
        self._whole_m = 0.0
        self._best_left_m = math.inf
        self._advanced_s: float | None = None
        self._begun_s = 0.0
        self._longest_s = math.inf
        self._giving_way = GivingWay(body)

    @property
    def goal(self) -> Pose:
        """Where it is heading."""
        return self._goals[self._goal_index]

    def step(self, moment: Moment) -> Leg:
        """One tick further."""
        if self._advanced_s is None:
            self._advanced_s = self._begun_s = moment.now_s
        if self._route is None:
            leg = self._begin(moment)
            if leg is not None:
                return leg
        assert self._route is not None
        if self._near_goal(moment.sense.pose):
            return self._dock(moment)
        late = moment.now_s - self._begun_s > self._longest_s
        if late or moment.now_s - self._advanced_s > STUCK_AFTER_S:
            stood_s = moment.now_s - (self._begun_s if late else self._advanced_s)
            return Leg(cause=Cause.BLOCKED, message=f"did not get through in {stood_s:.0f} s")
        refuge = self._giving_way.step(moment, left_m=self._left_m(moment.sense.pose), goal=self.goal)
        if refuge is not None:
            self._advanced_s += moment.dt_s
            return Leg(self._towards(refuge, moment, stop_there=True), self._progress())
        if self._giving_way.just_over:
            self._plan(moment)
        return self._follow(moment)

    def _begin(self, moment: Moment) -> Leg | None:
        for index in range(min(len(self._goals), _GOALS_TRIED)):
            self._goal_index = index
            self._plan(moment)
            if self._route is not None:
                break
        if self._route is not None:
            self._whole_m = max(self._route.length_m, 0.1)
            self._longest_s = _PATIENCE_S + _PATIENCE_FACTOR * self._whole_m / max(self._top_mps, 0.05)
            return None
        if moment.sense.obstacles:
            return Leg(cause=Cause.BLOCKED, message="something stands in the only way")
        return Leg(cause=Cause.UNREACHABLE, message=f"no way to ({self.goal.x_m:.2f}, {self.goal.y_m:.2f})")

    def _plan(self, moment: Moment) -> None:
        """A path around what stands; where there is none, around less; without any, the old route stays."""
        self._planned_s = moment.now_s
        seen, standing = list(moment.sense.obstacles), self._standing(moment)
        for avoid in ([*seen, *standing, *self._soft], [*seen, *standing], seen):
            path = self._body.loaded.roadmap.path(
                robot=self._body.robot, start=moment.sense.pose, goal=self.goal, avoid=avoid
            )
            if path is not None:
                self._route = Route(path if len(path) > 1 else (moment.sense.pose, *path))
                self._best_left_m = self._route.length_m
                return
            if not avoid:
                return

    def _standing(self, moment: Moment) -> list[Polygon]:
        """Outlines of robots that stand, those aside that stand on the goal or closer than a path could
        avoid.
        """
        outlines = []
        for other in moment.neighbours:
            pose = other.track.pose
            touching_m = other.radius_m + self._body.radius_m
            clear_of_goal = pose.planar_distance_m(self.goal) > touching_m
            if other.still_s > _STANDING_S and clear_of_goal:
                room_m = max(0.0, min(0.1, pose.planar_distance_m(moment.sense.pose) - touching_m - 0.02))
                outlines.append(Point(pose.x_m, pose.y_m).buffer(other.radius_m + room_m, quad_segs=4))
        return outlines

    def _near_goal(self, pose: Pose) -> bool:
        assert self._route is not None
        if self._docked:
            return True
        near_m = pose.planar_distance_m(self.goal)
        return near_m < _DOCK_FROM_M and self._route.left_m < 2 * _DOCK_FROM_M + self._route.advance(pose)

    def _dock(self, moment: Moment) -> Leg:
        assert self._advanced_s is not None
        pose, goal = moment.sense.pose, self.goal
        velocity, self._docked = docking(goal, body=self._body, moment=moment, in_place=self._docked)
        turned = abs(wrapped_angle_rad(goal.yaw_rad - pose.yaw_rad)) <= YAW_TOLERANCE_RAD
        level = not self._body.flies or abs(goal.z_m - pose.z_m) <= HEIGHT_TOLERANCE_M
        if self._docked and turned and level:
            return Leg(progress=1.0, arrived=True)
        if self._docked or not velocity.is_still(tolerance=0.01):
            self._advanced_s = moment.now_s
        elif self._goal_taken(moment):
            self._next_goal(moment)
        if moment.now_s - self._advanced_s > STUCK_AFTER_S:
            return Leg(cause=Cause.BLOCKED, message="something stands on the goal")
        return Leg(velocity, self._progress())

    def _follow(self, moment: Moment) -> Leg:
        assert self._route is not None
        pose = moment.sense.pose
        off_m = self._route.advance(pose)
        self._note_advance(moment)
        if moment.now_s - self._planned_s > _REPLAN_EVERY_S:
            if self._goal_taken(moment):
                self._next_goal(moment)
            elif off_m > _OFF_ROUTE_M or self._blocked_ahead(moment):
                self._plan(moment)
        ahead_m = self._route.travelled_m + _LOOKAHEAD_M
        return Leg(self._towards(self._route.point(ahead_m), moment), self._progress())

    def _towards(self, target: Pose, moment: Moment, *, stop_there: bool = False) -> Velocity:
        assert self._route is not None
        pose, body = moment.sense.pose, self._body
        away_m = pose.planar_distance_m(target)
        left_m = away_m if stop_there else self._route.left_m
        speed = min(self._top_mps, brake_speed_mps(body, left_m))
        climb = climb_towards(target.z_m - pose.z_m, body)
        if away_m < 0.03:
            return Velocity(z_mps=climb)
        if body.flies and abs(target.z_m - pose.z_m) > _LEVEL_FIRST_M:
            return Velocity(z_mps=climb)
        wanted = ((target.x_m - pose.x_m) / away_m * speed, (target.y_m - pose.y_m) / away_m * speed)
        taken = avoiding(wanted, body=body, moment=moment)
        facing = math.atan2(wanted[1], wanted[0]) if away_m > 0.15 else None
        reverse = stop_there or _turned_from(wanted, taken)
        return command(
            taken, climb_mps=climb, facing_rad=facing, body=body, moment=moment, may_reverse=reverse
        )

    def _note_advance(self, moment: Moment) -> None:
        left_m = self._left_m(moment.sense.pose)
        if left_m < self._best_left_m - 0.1:
            self._best_left_m, self._advanced_s = left_m, moment.now_s

    def _left_m(self, pose: Pose) -> float:
        assert self._route is not None
        return self._route.left_m + pose.distance_m(self._route.point(self._route.travelled_m))

    def _progress(self) -> float:
        assert self._route is not None
        return max(0.0, min(0.99, 1.0 - self._route.left_m / self._whole_m)) if self._whole_m else 0.0

    def _blocked_ahead(self, moment: Moment) -> bool:
        """Whether something that stands lies on the next metres of the route."""
        assert self._route is not None
        spots = [
            self._route.point(self._route.travelled_m + ahead_m) for ahead_m in (0.3, 0.7, 1.1, 1.5, 2.0, 2.5)
        ]
        keep_m = self._body.radius_m + 0.03
        for other in moment.neighbours:
            if other.still_s > _STANDING_S and any(
                spot.planar_distance_m(other.track.pose) < keep_m + other.radius_m for spot in spots
            ):
                return True
        return any(
            seen.distance(Point(spot.x_m, spot.y_m)) < keep_m
            for seen in moment.sense.obstacles
            for spot in spots
        )

    def _goal_taken(self, moment: Moment) -> bool:
        keep_m = self._body.radius_m + 0.02
        if moment.sense.pose.planar_distance_m(self.goal) < 3.0:
            spot = Point(self.goal.x_m, self.goal.y_m)
            if any(seen.distance(spot) < keep_m for seen in moment.sense.obstacles):
                return True
        return any(
            other.still_s > _GOAL_TAKEN_S
            and other.track.pose.planar_distance_m(self.goal) < other.radius_m + keep_m
            for other in moment.neighbours
        )

    def _next_goal(self, moment: Moment) -> None:
        self._switches += 1
        if len(self._goals) > 1 and self._switches <= _ROUNDS * len(self._goals):
            self._goal_index = (self._goal_index + 1) % len(self._goals)
            self._docked = False
        self._plan(moment)


def _turned_from(wanted: Planar, taken: Planar) -> bool:
    """Whether the way taken points away from the way wanted, so that backing is quicker than turning."""
    return wanted[0] * taken[0] + wanted[1] * taken[1] < 0.0
