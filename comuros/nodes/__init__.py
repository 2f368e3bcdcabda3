"""ROS 2 nodes: the only room that imports rclpy. Nodes convert, call the core, and convert back."""

from importlib.util import find_spec

_messages = find_spec("comuros_msgs")
# A spec without origin is only the source folder of the checkout, seen from its root.
if _messages is None or _messages.origin is None:
    raise ImportError(
        "comuros_msgs is not there. Without a ROS workspace run scripts/bootstrap; in one, colcon does not "
        "look inside a package it has found: colcon build --base-paths src src/comuros/comuros_msgs"
    )
