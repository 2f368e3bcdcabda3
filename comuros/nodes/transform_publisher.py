"""`/tf` of the embedded world, where the package `tf2_msgs` is installed: no wheel has it."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping

from rclpy.node import Node
from rclpy.publisher import Publisher

from comuros.core.geometry import Pose
from comuros.nodes import qos


def has_transforms() -> bool:
    """Whether `tf2_msgs` is there."""
    return importlib.util.find_spec("tf2_msgs") is not None


class TransformPublisher:
    """Publishes poses as transforms while somebody listens; does nothing without `tf2_msgs`."""

    def __init__(self, node: Node) -> None:
        self._publisher: Publisher | None = None
        if has_transforms():
            from tf2_msgs.msg import TFMessage

            self._publisher = node.create_publisher(TFMessage, "/tf", qos.TRANSFORMS)

    def publish(self, poses: Mapping[str, Pose], *, time_s: float) -> None:
        """Called with every step's robots."""
        if self._publisher is None or not poses or self._publisher.get_subscription_count() == 0:
            return
        from comuros.nodes.convert.transform import transforms_to_ros

        self._publisher.publish(transforms_to_ros(poses, time_s=time_s))
