"""The gripper's joint target: metres from its rest along the robot's axes, as `geometry_msgs/Point`."""

from __future__ import annotations

from geometry_msgs.msg import Point

from comuros.core.gripper import GripperPosition


def gripper_from_ros(message: Point) -> GripperPosition:
    """Metres along the robot's axes."""
    return GripperPosition(message.x, message.y, message.z)


def gripper_to_ros(position: GripperPosition) -> Point:
    """Metres along the robot's axes."""
    return Point(x=float(position.x_m), y=float(position.y_m), z=float(position.z_m))
