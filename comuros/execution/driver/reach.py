"""Where two robots hand something over: on the line between them, where both reach it. Giving and taking
share it.
"""

from __future__ import annotations

import math

from comuros.core.geometry import Pose
from comuros.core.motion_limits import motion_limits
from comuros.execution.driver.body import DrivenBody

_SHARE = 0.9


def reach_m(body: DrivenBody, robot: str) -> float:
    """How far a member of the team reaches, in metres."""
    return motion_limits(body.loaded.scenario.robot(robot)).reach_m


def within_hand_over_reach(body: DrivenBody, other: str, own: Pose, pose: Pose) -> bool:
    """Whether this robot and another are near enough to each other to hand something over."""
    together_m = _SHARE * (reach_m(body, body.name) + reach_m(body, other))
    return own.planar_distance_m(pose) <= together_m


def hand_over_point(giver: DrivenBody, taker: str, own: Pose, other: Pose) -> Pose:
    """The point on the way to the taker, as near to it as the giver reaches, but not inside its body."""
    apart_m = own.planar_distance_m(other)
    away_m = min(_SHARE * reach_m(giver, giver.name), max(apart_m - giver.radius_of(taker), apart_m / 2))
    direction = math.atan2(other.y_m - own.y_m, other.x_m - own.x_m)
    return Pose(own.x_m + away_m * math.cos(direction), own.y_m + away_m * math.sin(direction))
