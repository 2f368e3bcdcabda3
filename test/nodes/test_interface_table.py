"""docs/interfaces.md says what the nodes have: every row is served, everything served has a row."""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rclpy

from comuros.core.scenario import Scenario
from comuros.nodes import event_monitor, robot_agent, simulator, skill_servers, stopper, task_manager
from comuros.nodes.event_monitor import EventMonitor
from comuros.nodes.interface_table import INTERFACES, Interface, Kind, names_in, qos_in_words
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.robot_agent import RobotAgent
from comuros.nodes.simulator import Simulator
from comuros.nodes.skill_servers import SkillServers
from comuros.nodes.stopper import Stopper
from comuros.nodes.task_manager import TaskManager
from comuros.nodes.transform_publisher import has_transforms
from comuros.scenario import load_scenario

ROOT = Path(__file__).resolve().parents[2]
MODULES = (task_manager, robot_agent, event_monitor, simulator, skill_servers, stopper)
SEND_GOAL = "/_action/send_goal"
# What ROS gives every (lifecycle) node.
OF_ROS = re.compile(
    r"/(rosout|parameter_events)$|transition_event$|/[a-z_]+/[a-z_]*(parameter|state|transition|type_description)[a-z_]*$"
)


@dataclass(frozen=True)
class Served:
    name: str
    kind: Kind
    type: str
    profile: Any = None


@pytest.fixture(scope="module")
def served(session_domain_id: int) -> Iterator[tuple[Scenario, list[Served]]]:
    """Everything that the nodes of a team in the warehouse serve and publish. Nothing spins."""
    scenario = load_scenario("warehouse").scenario
    robots = [robot.name for robot in scenario.robots]
    rclpy.init(
        args=["test", "--ros-args", "-p", "scenario:=warehouse", "-p", "settle_s:=0.0"],
        domain_id=session_domain_id,
    )
    nodes: list[ManagedNode] = [TaskManager(), EventMonitor(), Stopper(), Simulator(), SkillServers()]
    try:
        nodes += [RobotAgent(namespace=f"/{robot}") for robot in robots]
        for node in nodes:
            node.start()
        yield scenario, all_served(nodes)
    finally:
        for node in nodes:
            node.trigger_shutdown()
            node.destroy_node()
        rclpy.try_shutdown()


def all_served(nodes: list[ManagedNode]) -> list[Served]:
    """What they serve; the graph, which alone knows the actions, follows after a moment."""
    actions = {each.name for each in INTERFACES if each.kind is Kind.ACTION and each.by == "task_manager"}
    deadline_s = time.monotonic() + 30.0
    while True:
        found = [each for node in nodes for each in served_by(node)]
        seen = {each.name.lstrip("/") for each in found if each.kind is Kind.ACTION}
        if actions <= seen or time.monotonic() > deadline_s:
            return found
        time.sleep(0.05)


def served_by(node: ManagedNode) -> Iterator[Served]:
    for publisher in node.publishers:
        yield Served(publisher.topic_name, Kind.TOPIC, type_of(publisher.msg_type), publisher.qos_profile)
    for service in node.services:
        yield Served(node.resolve_service_name(service.srv_name), Kind.SERVICE, type_of(service.srv_type))
    for name, types in node.get_service_names_and_types_by_node(node.get_name(), node.get_namespace()):
        if name.endswith(SEND_GOAL):
            yield Served(name.removesuffix(SEND_GOAL), Kind.ACTION, types[0].removesuffix("_SendGoal"))


def type_of(kind: type) -> str:
    package, folder, *_ = kind.__module__.split(".")
    return f"{package}/{folder}/{kind.__name__}"


def full_names(interface: Interface, scenario: Scenario) -> set[str]:
    return {"/" + name.lstrip("/") for name in names_in(interface, scenario)}


@pytest.mark.parametrize("interface", INTERFACES, ids=lambda each: each.name)
def test_a_row_is_served_with_its_type_and_qos(
    interface: Interface, served: tuple[Scenario, list[Served]]
) -> None:
    if interface.name == "/tf" and not has_transforms():
        pytest.skip("tf2_msgs is not installed here, so nobody publishes /tf")
    if interface.by == "anybody":
        assert interface.name == "instruction"
        return
    scenario, found = served
    for name in full_names(interface, scenario):
        mine = [each for each in found if each.name == name and each.kind is interface.kind]
        assert mine, name
        assert {each.type for each in mine} == {interface.type}
        assert {qos_in_words(each.profile) for each in mine} == {qos_in_words(interface.profile)}


def test_everything_a_node_serves_has_a_row(served: tuple[Scenario, list[Served]]) -> None:
    scenario, found = served
    known = {name for interface in INTERFACES for name in full_names(interface, scenario)}
    assert sorted({each.name for each in found if not OF_ROS.search(each.name)} - known) == []


def test_the_page_has_the_tables_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("interface_tables", ROOT / "scripts/interface_tables.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = script.PAGE.read_text(encoding="utf-8")
    assert script.rewritten(page) == page, "write it anew: .venv/bin/python scripts/interface_tables.py"
    assert script.rewritten(page.replace("depth 32", "depth 3")) == page


@pytest.mark.parametrize("module", MODULES, ids=lambda each: each.__name__.rpartition(".")[2])
def test_every_parameter_is_described_and_numbers_have_a_range(module: ModuleType) -> None:
    for spec in module.PARAMETERS:
        assert spec.description, spec.name
        if isinstance(spec.default, (int, float)) and not isinstance(spec.default, bool):
            assert spec.minimum is not None or spec.maximum is not None, spec.name
