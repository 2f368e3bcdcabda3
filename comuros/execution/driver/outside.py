"""The last word on closed zones: no command takes a robot into one, whatever giving way or avoiding asks for.

Routes and local avoidance keep out of them by themselves; this holds where they do not.
"""

from __future__ import annotations

import math

from shapely.geometry import LineString

from comuros.core.geometry import Pose
from comuros.core.velocity import Velocity
from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.moment import Moment

# How old what is sensed may be when the command takes effect.
_LATENCY_S = 0.15
_SHARES = (1.0, 0.5, 0.25)


def kept_outside(velocity: Velocity, *, body: DrivenBody, moment: Moment) -> Velocity:
    """The greatest share of a command (robot frame) at which braking still ends outside every closed zone.

    A robot that stands inside may leave.
    """
    if not body.closed or velocity.is_still():
        return velocity
    for share in _SHARES:
        scaled = Velocity(velocity.x_mps * share, velocity.y_mps * share, velocity.z_mps, velocity.yaw_radps)
        if not enters(body, moment.sense.pose, _stop(scaled, body, moment)):
            return scaled
    return Velocity(z_mps=velocity.z_mps, yaw_radps=velocity.yaw_radps)


def enters(body: DrivenBody, start: Pose, end: Pose) -> bool:
    """Whether a straight move from outside touches a closed zone."""
    line = LineString([(start.x_m, start.y_m), (end.x_m, end.y_m)])
    here = line.boundary.geoms[0] if line.length > 0.0 else line
    return any(area.intersects(line) and not area.covers(here) for area in body.closed)


def _stop(velocity: Velocity, body: DrivenBody, moment: Moment) -> Pose:
    pose, speed = moment.sense.pose, math.hypot(velocity.x_mps, velocity.y_mps)
    way_m = speed * max(_LATENCY_S, 2.0 * moment.dt_s) + body.limits.stopping_distance_m(speed)
    heading = pose.yaw_rad + math.atan2(velocity.y_mps, velocity.x_mps)
    return Pose(pose.x_m + way_m * math.cos(heading), pose.y_m + way_m * math.sin(heading))
