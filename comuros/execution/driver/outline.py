"""Outlines of objects on the ground plane and distances to them. Driving and grasping behaviours measure with
it.
"""

from __future__ import annotations

import math

from shapely.affinity import rotate, translate
from shapely.geometry import Polygon, box

from comuros.core.geometry import Pose


def outline_of(size_m: tuple[float, float, float], pose: Pose) -> Polygon:
    """The rectangle an object of this size covers at a pose."""
    half_length, half_width = size_m[0] / 2, size_m[1] / 2
    upright = box(-half_length, -half_width, half_length, half_width)
    return translate(rotate(upright, pose.yaw_rad, (0, 0), use_radians=True), pose.x_m, pose.y_m)


def gap_m(size_m: tuple[float, float, float], pose: Pose, *, x_m: float, y_m: float) -> float:
    """Distance on the plane from a point to an object's outline in metres, 0 inside."""
    dx, dy = x_m - pose.x_m, y_m - pose.y_m
    cos, sin = math.cos(pose.yaw_rad), math.sin(pose.yaw_rad)
    along, across = abs(dx * cos + dy * sin), abs(dy * cos - dx * sin)
    return math.hypot(max(0.0, along - size_m[0] / 2), max(0.0, across - size_m[1] / 2))


def in_frame_of(frame: Pose, point: Pose) -> tuple[float, float, float]:
    """A point of the world in another pose's frame, in metres (turned about the vertical axis)."""
    dx, dy = point.x_m - frame.x_m, point.y_m - frame.y_m
    cos, sin = math.cos(frame.yaw_rad), math.sin(frame.yaw_rad)
    return dx * cos + dy * sin, dy * cos - dx * sin, point.z_m - frame.z_m


def from_frame_of(frame: Pose, x_m: float, y_m: float) -> tuple[float, float]:
    """A point on the plane of another pose's frame in the world, in metres."""
    cos, sin = math.cos(frame.yaw_rad), math.sin(frame.yaw_rad)
    return frame.x_m + x_m * cos - y_m * sin, frame.y_m + x_m * sin + y_m * cos
