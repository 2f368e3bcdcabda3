"""Odometry: where a robot is and how it moves."""

from __future__ import annotations

from nav_msgs.msg import Odometry

from comuros.core.geometry import Pose
from comuros.core.velocity import Velocity
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.pose import pose_from_ros, pose_to_ros
from comuros.nodes.convert.velocity import velocity_from_ros, velocity_to_ros


def odometry_from_ros(message: Odometry) -> tuple[Pose, Velocity]:
    """The pose in the message's frame and the velocity in the robot's own."""
    return pose_from_ros(message.pose.pose), velocity_from_ros(message.twist.twist)


def odometry_to_ros(pose: Pose, velocity: Velocity, *, robot: str, time_s: float) -> Odometry:
    """Odometry in the map frame; the simulators' odometry does not drift."""
    message = Odometry(header=header_to_ros(time_s, frame=MAP_FRAME), child_frame_id=f"{robot}/base_link")
    message.pose.pose = pose_to_ros(pose)
    message.twist.twist = velocity_to_ros(velocity)
    return message
