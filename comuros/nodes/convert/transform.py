"""Poses of robots as `tf2_msgs/TFMessage`. `TransformPublisher` imports it where that package is there."""

from __future__ import annotations

from collections.abc import Mapping

from geometry_msgs.msg import Transform, TransformStamped, Vector3
from tf2_msgs.msg import TFMessage

from comuros.core.geometry import Pose
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.pose import pose_to_ros


def transforms_to_ros(poses: Mapping[str, Pose], *, time_s: float) -> TFMessage:
    """`map` to `<robot>/base_link` of each robot; the simulators' odometry does not drift, so nothing lies
    between.
    """
    return TFMessage(transforms=[_stamped(robot, pose, time_s) for robot, pose in poses.items()])


def _stamped(robot: str, pose: Pose, time_s: float) -> TransformStamped:
    placed = pose_to_ros(pose)
    at = placed.position
    return TransformStamped(
        header=header_to_ros(time_s, frame=MAP_FRAME),
        child_frame_id=f"{robot}/base_link",
        transform=Transform(translation=Vector3(x=at.x, y=at.y, z=at.z), rotation=placed.orientation),
    )
