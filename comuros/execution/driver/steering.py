"""From a wanted world-frame velocity to a command in the robot's frame, for wheels, omni bases and rotors;
and docking at a pose.
"""

from __future__ import annotations

import math

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.velocity import STILL, Velocity
from comuros.execution.driver.avoidance import Planar, free_share
from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.moment import Moment

POSITION_TOLERANCE_M = 0.04
HEIGHT_TOLERANCE_M = 0.05
YAW_TOLERANCE_RAD = 0.05
_TURN_GAIN = 3.0
_TURN_FIRST_RAD = 1.0
_REVERSE_FROM_RAD = math.radians(115)
_BRAKE_SHARE = 0.6
_DOCK_MPS = 0.35


def brake_speed_mps(body: DrivenBody, distance_m: float) -> float:
    """The speed from which the robot still stops comfortably within a distance."""
    return math.sqrt(2.0 * _BRAKE_SHARE * body.limits.acceleration_mps2 * max(0.0, distance_m))


def turn_towards(body: DrivenBody, error_rad: float) -> float:
    """Yaw rate in rad/s that takes out a heading error without overshoot."""
    top = min(body.limits.turn_radps, math.sqrt(1.2 * body.limits.turn_radps2 * abs(error_rad)))
    return max(-top, min(top, _TURN_GAIN * error_rad))


def command(
    wanted: Planar,
    *,
    climb_mps: float,
    facing_rad: float | None,
    body: DrivenBody,
    moment: Moment,
    may_reverse: bool,
) -> Velocity:
    """A safe command towards a world-frame velocity. A base that turns to move faces its way; others face
    `facing_rad`.
    """
    if body.is_fixed:
        return STILL
    if body.turns_to_move:
        return _wheeled(wanted, body, moment, may_reverse=may_reverse)
    share = free_share(wanted, body=body, moment=moment)
    yaw = moment.sense.pose.yaw_rad
    cos, sin = math.cos(yaw), math.sin(yaw)
    x, y = wanted[0] * share, wanted[1] * share
    turn = 0.0 if facing_rad is None else turn_towards(body, wrapped_angle_rad(facing_rad - yaw))
    return Velocity(x * cos + y * sin, y * cos - x * sin, climb_mps, turn)


def docking(goal: Pose, *, body: DrivenBody, moment: Moment, in_place: bool) -> tuple[Velocity, bool]:
    """Command for the last stretch straight onto a pose, and whether position counts as reached (`in_place`
    latches it).
    """
    pose = moment.sense.pose
    distance_m = pose.planar_distance_m(goal)
    climb = climb_towards(goal.z_m - pose.z_m, body)
    in_place = distance_m <= (2 * POSITION_TOLERANCE_M if in_place else POSITION_TOLERANCE_M)
    if in_place:
        turn = turn_towards(body, wrapped_angle_rad(goal.yaw_rad - pose.yaw_rad))
        return Velocity(z_mps=climb, yaw_radps=turn), True
    speed = min(_DOCK_MPS, body.limits.speed_mps, brake_speed_mps(body, distance_m))
    share = speed / distance_m
    wanted = ((goal.x_m - pose.x_m) * share, (goal.y_m - pose.y_m) * share)
    return (
        command(wanted, climb_mps=climb, facing_rad=goal.yaw_rad, body=body, moment=moment, may_reverse=True),
        False,
    )


def climb_towards(difference_m: float, body: DrivenBody) -> float:
    """Climb rate in m/s towards a height difference; 0 for what does not fly."""
    if not body.flies:
        return 0.0
    top = min(body.limits.climb_mps, brake_speed_mps(body, abs(difference_m)))
    return max(-top, min(top, 2.0 * difference_m))


def _wheeled(wanted: Planar, body: DrivenBody, moment: Moment, *, may_reverse: bool) -> Velocity:
    speed = math.hypot(*wanted)
    if speed < 0.02:
        return STILL
    yaw = moment.sense.pose.yaw_rad
    error = wrapped_angle_rad(math.atan2(wanted[1], wanted[0]) - yaw)
    forward = 1.0
    if may_reverse and abs(error) > _REVERSE_FROM_RAD:
        error, forward, speed = wrapped_angle_rad(error - math.pi), -1.0, 0.6 * speed
    turn = turn_towards(body, error)
    if abs(error) > _TURN_FIRST_RAD:
        return Velocity(yaw_radps=turn)
    along = forward * speed * max(0.0, math.cos(error)) ** 3
    share = free_share((along * math.cos(yaw), along * math.sin(yaw)), body=body, moment=moment)
    return Velocity(x_mps=along * share, yaw_radps=turn)
