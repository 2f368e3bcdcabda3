"""How long a robot takes for a route: speeding up and braking, cruising, turning on the spot, climbing. The
roadmap uses it.
"""

from __future__ import annotations

import itertools
import math

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.motion_limits import motion_limits
from comuros.core.robot import Locomotion, Robot
from comuros.scenario.route_planner import Route


def route_length_m(route: Route) -> float:
    """Length of a route in metres."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(route))


def travel_time_s(robot: Robot, route: Route, first: Pose, last: Pose, *, climb_m: float = 0.0) -> float:
    """Seconds for a route by a robot that stands as `first` says and shall stand as `last` says.

    What turns on the spot stops at every corner; drones turn while they fly.
    """
    limits = motion_limits(robot)
    moving_s = route_length_m(route) / limits.speed_mps + limits.speed_mps / limits.acceleration_mps2
    if robot.type.locomotion is Locomotion.FLYING:
        return moving_s + climb_m / limits.climb_mps
    return moving_s + _turn_rad(route, first.yaw_rad, last.yaw_rad) / limits.turn_radps


def _turn_rad(route: Route, first_yaw_rad: float, last_yaw_rad: float) -> float:
    headings = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in itertools.pairwise(route)]
    facing = (first_yaw_rad, *headings, last_yaw_rad)
    return sum(abs(wrapped_angle_rad(b - a)) for a, b in itertools.pairwise(facing))
