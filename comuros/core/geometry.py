"""Poses and distances in the world frame (REP 103: metres, radians, x forward, z up). Used by every room."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pose:
    """Position in metres and yaw in radians in the world frame."""

    x_m: float
    y_m: float
    z_m: float = 0.0
    yaw_rad: float = 0.0

    def planar_distance_m(self, other: Pose) -> float:
        """Distance on the ground plane, in metres."""
        return math.hypot(self.x_m - other.x_m, self.y_m - other.y_m)

    def distance_m(self, other: Pose) -> float:
        """Straight-line distance, in metres."""
        return math.dist((self.x_m, self.y_m, self.z_m), (other.x_m, other.y_m, other.z_m))


def wrapped_angle_rad(angle_rad: float) -> float:
    """The same angle in [-pi, pi)."""
    return (angle_rad + math.pi) % (2 * math.pi) - math.pi


def placed(origin: Pose, local: Pose) -> Pose:
    """A pose given in the frame of another, in that other's own frame."""
    cos, sin = math.cos(origin.yaw_rad), math.sin(origin.yaw_rad)
    return Pose(
        origin.x_m + local.x_m * cos - local.y_m * sin,
        origin.y_m + local.x_m * sin + local.y_m * cos,
        origin.z_m + local.z_m,
        wrapped_angle_rad(origin.yaw_rad + local.yaw_rad),
    )
