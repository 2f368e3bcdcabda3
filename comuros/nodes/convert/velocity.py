"""Velocity commands as Nav2 and ros_gz_bridge carry them: `geometry_msgs/Twist` in the robot's own frame."""

from __future__ import annotations

from geometry_msgs.msg import Twist, Vector3

from comuros.core.velocity import Velocity


def velocity_from_ros(message: Twist) -> Velocity:
    """The linear part and the turn about the vertical axis."""
    return Velocity(message.linear.x, message.linear.y, message.linear.z, message.angular.z)


def velocity_to_ros(velocity: Velocity) -> Twist:
    """A Twist without roll and pitch."""
    return Twist(
        linear=Vector3(x=float(velocity.x_mps), y=float(velocity.y_mps), z=float(velocity.z_mps)),
        angular=Vector3(z=float(velocity.yaw_radps)),
    )
