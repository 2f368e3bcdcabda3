"""Managed nodes: parameters that would not count are refused, callbacks watched, grippers opened."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

import pytest
import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.parameter import Parameter
from std_msgs.msg import Empty, String

from comuros.core.errors import SettingsError
from comuros.nodes import qos
from comuros.nodes.callback_watch import CallbackWatch
from comuros.nodes.gripper_opening import GripperOpening
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.parameters import ParameterSpec, refusal
from comuros.nodes.sensed_world import ATTACHED, DETACHED

LIVE = ParameterSpec("patience_s", 5.0, "seconds", minimum=0.1, live=True)
FIXED = ParameterSpec("colour", "red", "a colour", choices=("red", "green"))


class Example(ManagedNode):
    def __init__(self) -> None:
        super().__init__("example", parameters=(LIVE, FIXED))


@pytest.fixture
def node(ros_domain_id: int, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Example]:
    monkeypatch.setenv("ROS_LOG_DIR", str(tmp_path))
    rclpy.init(domain_id=ros_domain_id)
    made = Example()
    yield made
    made.destroy_node()
    rclpy.try_shutdown()


def change(node: Example, name: str, value: object) -> tuple[bool, str]:
    (result,) = node.set_parameters([Parameter(name, value=value)])
    return result.successful, result.reason


def test_a_parameter_that_is_read_once_cannot_be_changed_until_the_node_is_cleaned_up(node: Example) -> None:
    assert change(node, "colour", "green")[0]
    node.start()
    assert change(node, "colour", "red") == (
        False,
        "colour is read when the node is configured; clean the node up first",
    )
    assert change(node, "patience_s", 7.0)[0]
    node.trigger_deactivate()
    node.trigger_cleanup()
    assert change(node, "colour", "red")[0]


def test_a_value_that_is_none_of_the_choices_or_out_of_range_is_refused(node: Example) -> None:
    assert change(node, "colour", "blue") == (False, "colour is 'blue'; expected one of red, green")
    assert not change(node, "patience_s", 0.0)[0]
    assert not change(node, "patience_s", "long")[0]


def test_a_description_says_what_a_parameter_may_be_and_when_it_may_be_changed(node: Example) -> None:
    told = {name: node.describe_parameter(name) for name in ("patience_s", "colour", "autostart")}
    assert all(descriptor.description for descriptor in told.values())
    assert told["patience_s"].additional_constraints == "may be changed at any time"
    assert told["patience_s"].floating_point_range[0].from_value == 0.1
    assert told["colour"].description == "a colour; one of: red, green"
    assert told["colour"].additional_constraints == "read when the node is configured; fixed from then on"


def test_refusal_is_empty_for_what_may_be_set() -> None:
    assert refusal(LIVE, 3.0, configured=True) == ""
    assert refusal(FIXED, "red", configured=False) == ""


def test_a_wrong_value_from_outside_names_parameter_and_choices(
    ros_domain_id: int, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROS_LOG_DIR", str(tmp_path))
    rclpy.init(args=["test", "--ros-args", "-p", "colour:=blue"], domain_id=ros_domain_id)
    try:
        with pytest.raises(
            SettingsError, match="parameter 'colour' of example is 'blue'; expected one of red, green"
        ):
            Example()
    finally:
        rclpy.try_shutdown()


def test_the_longest_callback_is_known_by_name_even_where_it_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 0.5, 1.0, 4.0, 5.0, 5.1])
    on_processor = iter([0.0, 0.1, 0.1, 0.3, 0.3, 0.4])
    monkeypatch.setattr("comuros.nodes.callback_watch.time.monotonic", lambda: next(times))
    monkeypatch.setattr("comuros.nodes.callback_watch.time.thread_time", lambda: next(on_processor))
    watch = CallbackWatch()

    def short() -> str:
        return "done"

    def long() -> None:
        raise ValueError("slow")

    assert watch.timed(short)() == "done"
    with pytest.raises(ValueError, match="slow"):
        watch.timed(long)()
    watch.timed(short)()
    assert (watch.longest.wall_s, watch.longest.cpu_s) == (3.0, pytest.approx(0.2))
    assert watch.longest.what.endswith("long")
    assert watch.count == 3


def test_grippers_are_opened_until_the_state_says_so_or_the_tries_are_used_up(node: Example) -> None:
    heard: list[str] = []
    states = {
        thing: node.create_publisher(String, f"arm/gripper/{thing}/state", qos.GRIPPER)
        for thing in ("box", "bowl")
    }
    for thing in states:
        node.create_subscription(
            Empty, f"arm/gripper/{thing}/detach", lambda _, thing=thing: heard.append(thing), qos.GRIPPER
        )
    opening = GripperOpening(node, [("arm", "box"), ("arm", "bowl"), ("arm", "absent")])
    executor = SingleThreadedExecutor()
    executor.add_node(node)

    def spin_until(condition: Callable[[], bool]) -> None:
        for _ in range(600):
            if condition():
                return
            executor.spin_once(timeout_sec=0.1)
        pytest.fail(f"heard {heard}, waiting {opening.waiting}")

    opening.tick()
    spin_until(lambda: {"box", "bowl"} <= set(heard))
    states["box"].publish(String(data=DETACHED))
    states["bowl"].publish(String(data=ATTACHED))
    spin_until(lambda: ("arm", "box") not in opening.waiting)
    for _ in range(20):
        opening.tick()
    # Nobody listens for the object that is absent: it is waited for, and costs nothing.
    assert opening.waiting == (("arm", "absent"),)
    executor.shutdown()


def test_the_first_log_line_of_an_active_node_looks_no_module_up(node: Example) -> None:
    inspect.modulesbyfile.clear()  # type: ignore[attr-defined]
    node.start()
    assert inspect.modulesbyfile  # type: ignore[attr-defined]
