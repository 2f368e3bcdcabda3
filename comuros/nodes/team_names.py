"""Names of topics, services and actions as one robot's node must use them. Robot agents and monitors take
all names from here.
"""

from __future__ import annotations

from rclpy.node import Node


class TeamNames:
    """A robot's node may run in the team's namespace or, as is usual with several robots, in a namespace of
    the robot's own below it; either way `<robot>/state` and `team/barrier` are the same topics.
    """

    def __init__(self, node: Node, robot: str) -> None:
        parent, _, last = node.get_namespace().rpartition("/")
        inside = last == robot
        self._own = "" if inside else f"{robot}/"
        self._team = f"{parent}/" if inside else ""

    def own(self, name: str) -> str:
        """A name below the robot's own, such as `state` for `<robot>/state`."""
        return f"{self._own}{name}"

    def team(self, name: str) -> str:
        """A name the whole team shares, such as `team/barrier`."""
        return f"{self._team}{name}"


def robot_of_namespace(node: Node) -> str:
    """The robot whose namespace a node runs in: the last part of it, "" for the root."""
    return str(node.get_namespace()).rpartition("/")[2]
