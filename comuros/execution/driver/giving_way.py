"""What a robot does when it and another keep each other from moving: the one without right of way makes room
and waits.

Every robot has a patience that grows with the number of robots nearby it goes before, so that they give way
one after another, the last in the order first. Travel asks it each tick.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.moment import Moment
from comuros.execution.driver.neighbour import Neighbour
from comuros.execution.driver.outside import enters

_NEAR_M = 2.5
_CONFLICT_M = 1.0
_PATIENCE_S = 2.0
_PATIENCE_STEP_S = 1.5
_STANDS_FOR_GOOD_S = 8.0
_HOLD_S = 2.0
_LONGEST_HOLD_S = 8.0
_YIELD_AT_LEAST_S = 1.0
_ALONE_M = 1.8
_DISTANCES_M = (0.6, 0.9, 1.3, 1.8, 2.4, 3.2, 4.2)
_DIRECTIONS = 16
_IN_LANE_COST = 4.0


class GivingWay:
    """Watches whether the journey gets on; picks a refuge when it is this robot's turn to make room."""

    def __init__(self, body: DrivenBody) -> None:
        self._body = body
        self._best_left_m = math.inf
        self._got_on_s: float | None = None
        self._refuge: Pose | None = None
        self._chosen_s = 0.0
        self._reached_s: float | None = None
        self.just_over = False

    def step(self, moment: Moment, *, left_m: float, goal: Pose) -> Pose | None:
        """The refuge to drive to and wait at, or None to drive on. `just_over` tells that the way is to be
        planned anew.
        """
        self.just_over = False
        if self._got_on_s is None or left_m < self._best_left_m - 0.1:
            self._best_left_m, self._got_on_s = left_m, moment.now_s
        if self._refuge is not None:
            if not self._is_over(moment):
                return self._refuge
            self._end(moment)
            return None
        if moment.now_s - self._got_on_s < _PATIENCE_S:
            return None
        near = [each for each in moment.neighbours if _apart_m(each, moment) < _NEAR_M + self._body.radius_m]
        if not self._keeps_me(near, moment) or moment.now_s - self._got_on_s < self._patience_s(near):
            return None
        self._refuge = self._choose(near, moment, goal)
        self._chosen_s, self._reached_s = moment.now_s, None
        if self._refuge is None:
            self._got_on_s = moment.now_s
        return self._refuge

    def _keeps_me(self, near: Sequence[Neighbour], moment: Moment) -> bool:
        """Whether a robot that is about (not parked for good) is close enough to be the reason."""
        limit_m = _CONFLICT_M + self._body.radius_m
        return any(
            other.still_s < _STANDS_FOR_GOOD_S and _apart_m(other, moment) < limit_m + other.radius_m
            for other in near
        )

    def _patience_s(self, near: Sequence[Neighbour]) -> float:
        return _PATIENCE_S + _PATIENCE_STEP_S * sum(1 for other in near if not other.goes_first)

    def _is_over(self, moment: Moment) -> bool:
        assert self._refuge is not None
        at_it = moment.sense.pose.planar_distance_m(self._refuge) < 0.15
        if at_it and self._reached_s is None:
            self._reached_s = moment.now_s
        if moment.now_s - self._chosen_s > _LONGEST_HOLD_S:
            return True
        if moment.now_s - self._chosen_s > _YIELD_AT_LEAST_S and self._is_alone(moment):
            return True
        if self._reached_s is None or moment.now_s - self._reached_s < 0.5:
            return False
        moving_by = any(
            other.track.speed_mps > 0.1 and _apart_m(other, moment) < _NEAR_M and _comes_closer(other, moment)
            for other in moment.neighbours
        )
        return not moving_by and moment.now_s - self._reached_s > _HOLD_S

    def _is_alone(self, moment: Moment) -> bool:
        """Whether nobody is about any more who could have been in each other's way."""
        return not any(
            _apart_m(other, moment) < _ALONE_M + self._body.radius_m
            or (_apart_m(other, moment) < _NEAR_M and _comes_closer(other, moment))
            for other in moment.neighbours
            if other.still_s < _STANDS_FOR_GOOD_S
        )

    def _end(self, moment: Moment) -> None:
        self._refuge = None
        self._best_left_m, self._got_on_s = math.inf, moment.now_s
        self.just_over = True

    def _choose(self, near: Sequence[Neighbour], moment: Moment, goal: Pose) -> Pose | None:
        pose = moment.sense.pose
        towards = math.atan2(goal.y_m - pose.y_m, goal.x_m - pose.x_m)
        best, best_cost = None, math.inf
        for distance_m in _DISTANCES_M:
            for index in range(_DIRECTIONS):
                heading = towards + 2 * math.pi * index / _DIRECTIONS
                spot = Pose(
                    pose.x_m + distance_m * math.cos(heading),
                    pose.y_m + distance_m * math.sin(heading),
                    pose.z_m,
                    heading,
                )
                cost = self._cost(spot, near, moment)
                if cost + distance_m < best_cost:
                    best, best_cost = spot, cost + distance_m
        return best

    def _cost(self, spot: Pose, near: Sequence[Neighbour], moment: Moment) -> float:
        """Infinite where the robot cannot go straight or would stand too near somebody; dear in anybody's
        lane.
        """
        pose, radius_m = moment.sense.pose, self._body.radius_m
        for other in near:
            keep_m = radius_m + other.radius_m + 0.15
            way_m = _to_segment_m(other.track.pose, pose, spot)
            if spot.planar_distance_m(other.track.pose) < keep_m or way_m < min(
                keep_m - 0.1, _apart_m(other, moment)
            ):
                return math.inf
        if (
            not self._body.flies
            and self._body.clearance.along(pose.x_m, pose.y_m, spot.x_m, spot.y_m) < radius_m + 0.03
        ):
            return math.inf
        if enters(self._body, pose, spot):
            return math.inf
        lanes = sum(
            1 for other in near if other.still_s < _STANDS_FOR_GOOD_S and self._in_lane(spot, other, moment)
        )
        farthest_m = min((spot.planar_distance_m(other.track.pose) for other in near), default=0.0)
        return _IN_LANE_COST * lanes - (1.5 * farthest_m if lanes else 0.0)

    def _in_lane(self, spot: Pose, other: Neighbour, moment: Moment) -> bool:
        """Whether a spot lies where the other heads, by its facing and straight through this robot."""
        keep_m = self._body.radius_m + other.radius_m + 0.12
        here, theirs = moment.sense.pose, other.track.pose
        through = math.atan2(here.y_m - theirs.y_m, here.x_m - theirs.x_m)
        headings = [through]
        if abs(wrapped_angle_rad(theirs.yaw_rad - through)) < math.pi / 2:
            headings.append(theirs.yaw_rad)
        for heading in headings:
            end = Pose(theirs.x_m + 6.0 * math.cos(heading), theirs.y_m + 6.0 * math.sin(heading))
            if _to_segment_m(spot, theirs, end) < keep_m:
                return True
        return False


def _apart_m(other: Neighbour, moment: Moment) -> float:
    return moment.sense.pose.planar_distance_m(other.track.pose)


def _comes_closer(other: Neighbour, moment: Moment) -> bool:
    dx = moment.sense.pose.x_m - other.track.pose.x_m
    dy = moment.sense.pose.y_m - other.track.pose.y_m
    return dx * other.track.x_mps + dy * other.track.y_mps > 0.0


def _to_segment_m(point: Pose, start: Pose, end: Pose) -> float:
    dx, dy = end.x_m - start.x_m, end.y_m - start.y_m
    length2 = dx * dx + dy * dy
    along = (point.x_m - start.x_m) * dx + (point.y_m - start.y_m) * dy
    share = 0.0 if length2 == 0.0 else max(0.0, min(1.0, along / length2))
    return math.hypot(point.x_m - start.x_m - share * dx, point.y_m - start.y_m - share * dy)
