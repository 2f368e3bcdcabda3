"""Poses: position and yaw. Roll and pitch of a message are left out, since the core has none."""

from __future__ import annotations

import math

from geometry_msgs.msg import Point, Pose, Quaternion

from comuros.core import geometry


def pose_from_ros(message: Pose) -> geometry.Pose:
    """Position in metres and the yaw of the quaternion, which need not be normalised; all zeros means yaw
    0.
    """
    at, q = message.position, message.orientation
    yaw_rad = math.atan2(2.0 * (q.w * q.z + q.x * q.y), q.w * q.w + q.x * q.x - q.y * q.y - q.z * q.z)
    return geometry.Pose(at.x, at.y, at.z, yaw_rad)


def pose_to_ros(pose: geometry.Pose) -> Pose:
    """The pose with a quaternion about the vertical axis."""
    half_rad = pose.yaw_rad / 2.0
    return Pose(
        position=Point(x=float(pose.x_m), y=float(pose.y_m), z=float(pose.z_m)),
        orientation=Quaternion(z=math.sin(half_rad), w=math.cos(half_rad)),
    )
