"""The topics between Gazebo and ROS for one scenario, and the file that ros_gz_bridge reads.
`gazebo.launch.py` writes it.

The embedded simulator serves the same ROS topics with the same types, so nothing above can tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import yaml

from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario
from comuros.scenario.gazebo_robot import gazebo_transforms, gripper_topic, has_gripper


class Direction(Enum):
    """Which side publishes, in ros_gz_bridge's words."""

    TO_ROS = "GZ_TO_ROS"
    TO_GAZEBO = "ROS_TO_GZ"


@dataclass(frozen=True, slots=True)
class BridgedQos:
    """Quality of service on the ROS side, as `comuros.nodes.qos` has it for the embedded simulator: keep the
    last `depth`, volatile.
    """

    depth: int = 10
    reliable: bool = True


@dataclass(frozen=True, slots=True)
class BridgedTopic:
    """One topic. `ros_topic` is relative to the team's namespace."""

    ros_topic: str
    gazebo_topic: str
    ros_type: str
    gazebo_type: str
    direction: Direction
    qos: BridgedQos = BridgedQos()


def bridged_topics(scenario: Scenario) -> tuple[BridgedTopic, ...]:
    """Every topic a scenario's world and robots need, in a fixed order."""
    clock = BridgedTopic(
        "clock", "/clock", "rosgraph_msgs/msg/Clock", "gz.msgs.Clock", Direction.TO_ROS,
        BridgedQos(depth=1, reliable=False),
    )  # fmt: skip
    robots = [topic for robot in scenario.robots if not robot.is_human for topic in _robot(robot, scenario)]
    things = [
        BridgedTopic(
            f"objects/{thing.name}/pose",
            f"/model/{thing.name}/pose",
            "geometry_msgs/msg/PoseStamped",
            "gz.msgs.Pose",
            Direction.TO_ROS,
        )
        for thing in scenario.objects
    ]
    return (clock, *robots, *things)


def bridge_yaml(scenario: Scenario, *, namespace: str = "") -> str:
    """The configuration file of `ros_gz_bridge parameter_bridge` for a scenario, in a namespace or none.

    Reliability cannot be said there; see `bridge_parameters`.
    """
    entries = [
        {
            "ros_topic_name": full_name(topic, namespace=namespace),
            "gz_topic_name": topic.gazebo_topic,
            "ros_type_name": topic.ros_type,
            "gz_type_name": topic.gazebo_type,
            "publisher_queue": topic.qos.depth,
            "subscriber_queue": topic.qos.depth,
            "direction": topic.direction.value,
        }
        for topic in bridged_topics(scenario)
    ]
    return yaml.safe_dump(entries, sort_keys=False)


def bridge_parameters(scenario: Scenario, *, namespace: str = "") -> dict[str, str]:
    """Node parameters of the bridge beside its file: QoS overrides where a topic is not reliable, which is
    what the bridge offers by itself.
    """
    return {
        f"qos_overrides.{full_name(topic, namespace=namespace)}.{_end(topic)}.reliability": "best_effort"
        for topic in bridged_topics(scenario)
        if not topic.qos.reliable
    }


def full_name(topic: BridgedTopic, *, namespace: str = "") -> str:
    """The topic's absolute name on the ROS side. A team in a namespace has a clock of its own there."""
    return "/" + "/".join(part for part in (namespace.strip("/"), topic.ros_topic) if part)


def _end(topic: BridgedTopic) -> str:
    return "publisher" if topic.direction is Direction.TO_ROS else "subscription"


def _robot(robot: Robot, scenario: Scenario) -> Iterator[BridgedTopic]:
    model = f"/model/{robot.name}"
    if robot.type.locomotion is not Locomotion.FIXED:
        yield BridgedTopic(
            f"{robot.name}/cmd_vel",
            f"{model}/cmd_vel",
            "geometry_msgs/msg/Twist",
            "gz.msgs.Twist",
            Direction.TO_GAZEBO,
        )
        yield BridgedTopic(
            f"{robot.name}/battery_state",
            f"{model}/battery/battery/state",
            "sensor_msgs/msg/BatteryState",
            "gz.msgs.BatteryState",
            Direction.TO_ROS,
        )
    yield BridgedTopic(
        f"{robot.name}/odom",
        f"{model}/odometry",
        "nav_msgs/msg/Odometry",
        "gz.msgs.Odometry",
        Direction.TO_ROS,
    )
    yield BridgedTopic(
        "tf", gazebo_transforms(robot.name), "tf2_msgs/msg/TFMessage", "gz.msgs.Pose_V", Direction.TO_ROS,
        BridgedQos(depth=100),
    )  # fmt: skip
    if has_gripper(robot):
        yield from _gripper(robot.name, scenario)


def _gripper(robot: str, scenario: Scenario) -> Iterator[BridgedTopic]:
    for axis in "xyz":
        yield BridgedTopic(
            f"{robot}/gripper/{axis}/cmd_pos",
            f"/model/{robot}/gripper/{axis}/cmd_pos",
            "std_msgs/msg/Float64",
            "gz.msgs.Double",
            Direction.TO_GAZEBO,
        )
    for thing in scenario.objects:
        ros, gazebo = f"{robot}/gripper/{thing.name}", gripper_topic(robot, thing.name)
        for command in ("attach", "detach"):
            yield BridgedTopic(
                f"{ros}/{command}",
                f"{gazebo}/{command}",
                "std_msgs/msg/Empty",
                "gz.msgs.Empty",
                Direction.TO_GAZEBO,
            )
        yield BridgedTopic(
            f"{ros}/state", f"{gazebo}/state", "std_msgs/msg/String", "gz.msgs.StringMsg", Direction.TO_ROS
        )
