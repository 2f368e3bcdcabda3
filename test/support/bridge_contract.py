"""What Gazebo's bridge carries against what a node really has: topics, directions, types, QoS."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

from comuros.core.robot import Locomotion
from comuros.core.scenario import Scenario
from comuros.scenario.gazebo_bridge import BridgedTopic, Direction, full_name


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A publisher or a subscription of a node."""

    topic: str
    type: str
    publishes: bool
    depth: int
    reliable: bool
    latched: bool


def endpoints(node: Node) -> list[Endpoint]:
    """Every publisher and subscription a node has, with the QoS they were made with."""
    found = [_endpoint(each.topic_name, each, publishes=True) for each in node.publishers]
    return found + [_endpoint(each.topic_name, each, publishes=False) for each in node.subscriptions]


def breaches(wanted: Iterable[BridgedTopic], served: Collection[Endpoint]) -> list[str]:
    """In words, what the node does not serve as the bridge does; empty where both are alike."""
    found = []
    for topic in wanted:
        name, publishes = full_name(topic), topic.direction is Direction.TO_ROS
        mine = [each for each in served if each.topic == name and each.publishes == publishes]
        if not mine:
            found.append(f"{name}: nobody {'publishes' if publishes else 'listens'}")
        elif mine[0].type != topic.ros_type:
            found.append(f"{name}: {mine[0].type} where the bridge has {topic.ros_type}")
        elif (mine[0].depth, mine[0].reliable, mine[0].latched) != (
            topic.qos.depth,
            topic.qos.reliable,
            False,
        ):
            found.append(f"{name}: {mine[0]} where the bridge has {topic.qos}")
    return found


def beyond(wanted: Iterable[BridgedTopic], served: Collection[Endpoint], scenario: Scenario) -> list[str]:
    """Topics of robots and objects that a bridge does not have and a simulator should not either."""
    allowed = {(full_name(topic), topic.direction is Direction.TO_ROS) for topic in wanted}
    for robot in scenario.robots:
        allowed.add((f"/{robot.name}/obstacles", True))
        if robot.type.locomotion is Locomotion.FIXED:
            allowed.add((f"/{robot.name}/cmd_vel", False))
    of_the_world = {robot.name for robot in scenario.robots} | {"objects"}
    found = {(each.topic, each.publishes) for each in served if each.topic.split("/")[1] in of_the_world}
    return sorted(topic for topic, _ in found - allowed)


def _endpoint(topic: str, entity: Any, *, publishes: bool) -> Endpoint:
    profile: QoSProfile = entity.qos_profile
    kind = entity.msg_type
    package = kind.__module__.partition(".")[0]
    return Endpoint(
        topic,
        f"{package}/msg/{kind.__name__}",
        publishes,
        profile.depth,
        profile.reliability == ReliabilityPolicy.RELIABLE,
        profile.durability == DurabilityPolicy.TRANSIENT_LOCAL,
    )
