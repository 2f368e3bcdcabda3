"""The embedded simulator and Gazebo's bridge cannot be told apart: same topics, directions, types and QoS.
And the test that says so notices a change on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
import rclpy
from rclpy.qos import QoSProfile, ReliabilityPolicy
from std_msgs.msg import Float64

from comuros.nodes import qos, world_publisher
from comuros.nodes.simulator import Simulator
from comuros.nodes.transform_publisher import has_transforms
from comuros.scenario import list_scenarios, load_scenario
from comuros.scenario.gazebo_bridge import BridgedQos, BridgedTopic, bridged_topics
from support.bridge_contract import Endpoint, beyond, breaches, endpoints

Mutation = Callable[[BridgedTopic], BridgedTopic]
SCENARIO = "warehouse"
ODOMETRY = "mover_1/odom"
BEST_EFFORT = QoSProfile(depth=10, reliability=ReliabilityPolicy.BEST_EFFORT)


@pytest.fixture
def served(ros_domain_id: int, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Endpoint]]:
    """What a simulator of a scenario serves; it never spins."""
    monkeypatch.setenv("ROS_LOG_DIR", "/tmp/comuros_test_log")

    @contextmanager
    def simulator(scenario: str, remaps: Sequence[str]) -> Iterator[Simulator]:
        arguments = [part for remap in remaps for part in ("-r", remap)]
        rclpy.init(
            args=["test", "--ros-args", "-p", f"scenario:={scenario}", *arguments], domain_id=ros_domain_id
        )
        node = Simulator()
        try:
            node.start()
            yield node
        finally:
            node.destroy_node()
            rclpy.try_shutdown()

    def of(scenario: str, *remaps: str) -> list[Endpoint]:
        with simulator(scenario, remaps) as node:
            return endpoints(node)

    return of


def wanted(scenario: str) -> list[BridgedTopic]:
    """What the bridge carries; transforms only where this machine has their messages."""
    topics = bridged_topics(load_scenario(scenario).scenario)
    return [topic for topic in topics if topic.ros_topic != "tf" or has_transforms()]


@pytest.mark.parametrize("scenario", list_scenarios())
def test_the_simulator_serves_what_the_bridge_carries_and_nothing_else(
    scenario: str, served: Callable[..., list[Endpoint]]
) -> None:
    found, topics = served(scenario), wanted(scenario)
    assert breaches(topics, found) == []
    assert beyond(topics, found, load_scenario(scenario).scenario) == []


@pytest.mark.parametrize(
    ("mutate", "word"),
    [
        (lambda topic: replace(topic, ros_topic="mover_1/odometry"), "/mover_1/odometry: nobody publishes"),
        (
            lambda topic: replace(topic, ros_type="std_msgs/msg/Float64"),
            "where the bridge has std_msgs/msg/Float64",
        ),
        (lambda topic: replace(topic, qos=BridgedQos(reliable=False)), "reliable=False"),
    ],
    ids=["topic", "type", "QoS"],
)
def test_a_change_of_the_bridge_is_noticed(
    mutate: Mutation, word: str, served: Callable[..., list[Endpoint]]
) -> None:
    topics = [mutate(topic) if topic.ros_topic == ODOMETRY else topic for topic in wanted(SCENARIO)]
    (breach,) = breaches(topics, served(SCENARIO))
    assert word in breach


def test_a_topic_that_is_renamed_in_the_simulator_is_noticed(served: Callable[..., list[Endpoint]]) -> None:
    found = served(SCENARIO, "mover_1/odom:=mover_1/odometry")
    assert breaches(wanted(SCENARIO), found) == ["/mover_1/odom: nobody publishes"]
    assert beyond(wanted(SCENARIO), found, load_scenario(SCENARIO).scenario) == ["/mover_1/odometry"]


def test_another_type_in_the_simulator_is_noticed(
    served: Callable[..., list[Endpoint]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_publisher, "BatteryState", Float64)
    found = breaches(wanted(SCENARIO), served(SCENARIO))
    assert found == [
        f"/{robot}/battery_state: std_msgs/msg/Float64 where the bridge has sensor_msgs/msg/BatteryState"
        for robot in ("mover_1", "mover_2")
    ]


def test_another_qos_in_the_simulator_is_noticed(
    served: Callable[..., list[Endpoint]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qos, "GRIPPER", BEST_EFFORT)
    found = breaches(wanted(SCENARIO), served(SCENARIO))
    assert found
    assert all("/gripper/" in breach and "reliable=False" in breach for breach in found)
