"""The generic adapter against a real action server of another type, and what it says before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rclpy
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from comuros.core.errors import InputError, PartMissing, SettingsError
from comuros.core.geometry import Pose
from comuros.core.predicate import Sort
from comuros.core.robot_port import SkillReport
from comuros.core.skill import DurationModel, Parameter, SkillCall, SkillModel
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.adapters.action_adapter import ActionPort
from comuros.nodes.adapters.message_fields import action_type, field_of, fill, matches
from comuros.nodes.goal_server import GoalEnd, GoalServer, OpenGoal
from comuros.scenario.adapter import ActionAdapter, CodeMeaning
from comuros_msgs.action import ExecuteMission
from comuros_msgs.msg import Argument, HumanRequest

LOOK = SkillModel("look", (Parameter("?place", Sort.PLACE),), (), (), DurationModel(1.0))
# Any action that is not ExecuteSkill will do; the package is there.
FOREIGN = ActionAdapter(
    skill="look",
    type="comuros_msgs/action/ExecuteMission",
    action="camera/look",
    goal=(("text", "look at {place}"), ("source", "x({place})"), ("tree.header.frame_id", "map")),
    succeeds_if=(("outcome", "seen"),),
    message="reason",
    code="outcome",
    codes=(CodeMeaning(Cause.BLOCKED, word="covered"),),
    progress="progress",
)
ROUNDS = 2000


def pose_of(place: str) -> Pose:
    if place != "table":
        raise InputError(f"there is no place {place!r}")
    return Pose(1.5, 2.0, 0.0, 0.0)


class Bench:
    """The adapter and a server it knows nothing of, on one executor."""

    def __init__(self, domain: int, adapter: ActionAdapter = FOREIGN) -> None:
        self._context = Context()
        rclpy.init(context=self._context, domain_id=domain)
        self.node = Node("bench", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.node)
        self.port = ActionPort(self.node, adapter, LOOK, robot="eye", pose_of=pose_of)
        self.goals: list[OpenGoal] = []
        self.cancelled: list[OpenGoal] = []
        self.reports: list[SkillReport] = []
        self._server: GoalServer | None = None

    def serve(self, *, accepts: bool = True) -> None:
        self._server = GoalServer(
            self.node, ExecuteMission, "eye/camera/look", begin=self.goals.append,
            cancel=self.cancelled.append, accept=lambda _: accepts,
        )  # fmt: skip

    def start(self, place: str = "table") -> None:
        self.port.start("c1", SkillCall("look", (place,)), self.reports.append)

    def until(self, condition: Callable[[], Any], now_s: float = 0.0) -> None:
        for _ in range(ROUNDS):
            if condition():
                return
            self.port.tick(now_s)
            self._executor.spin_once(timeout_sec=0.05)
        pytest.fail(f"it did not happen; reports: {self.reports}")

    def close(self) -> None:
        if self._server is not None:
            self._server.destroy()
        self.port.destroy()
        self._executor.shutdown()
        self.node.destroy_node()
        self._context.try_shutdown()

    @property
    def last(self) -> SkillReport:
        return self.reports[-1]


@pytest.fixture
def bench(ros_domain_id: int) -> Iterator[Bench]:
    made = Bench(ros_domain_id)
    yield made
    made.close()


def test_a_skill_becomes_a_goal_and_its_result_a_report(bench: Bench) -> None:
    bench.serve()
    bench.start()
    bench.until(lambda: bench.goals)
    request = bench.goals[0].request
    assert (request.text, request.source, request.tree.header.frame_id) == ("look at table", "1.5", "map")
    bench.goals[0].feedback(ExecuteMission.Feedback(progress=0.4))
    bench.until(lambda: bench.reports)
    assert (bench.last.status, bench.last.progress) == (TaskStatus.RUNNING, 0.4)
    bench.goals[0].finish(GoalEnd.SUCCEEDED, ExecuteMission.Result(outcome="seen"))
    bench.until(lambda: bench.last.status.is_final)
    assert (bench.last.status, bench.last.progress) == (TaskStatus.SUCCEEDED, 1.0)


@pytest.mark.parametrize(
    ("end", "outcome", "cause"),
    [
        (GoalEnd.ABORTED, "covered", Cause.BLOCKED),
        (GoalEnd.ABORTED, "dark", Cause.SKILL_FAILED),
        (GoalEnd.SUCCEEDED, "covered", Cause.BLOCKED),
    ],
)
def test_what_went_wrong_has_a_cause_and_words(
    bench: Bench, end: GoalEnd, outcome: str, cause: Cause
) -> None:
    bench.serve()
    bench.start()
    bench.until(lambda: bench.goals)
    bench.goals[0].finish(end, ExecuteMission.Result(outcome=outcome, reason="a cloth lies on it"))
    bench.until(lambda: bench.reports and bench.last.status.is_final)
    assert (bench.last.status, bench.last.cause, bench.last.message) == (
        TaskStatus.FAILED, cause, "a cloth lies on it",
    )  # fmt: skip


def test_a_cancel_reaches_the_server_and_comes_back(bench: Bench) -> None:
    bench.serve()
    bench.start()
    bench.until(lambda: bench.goals)
    bench.port.cancel("c1")
    bench.until(lambda: bench.cancelled)
    bench.cancelled[0].finish(GoalEnd.CANCELLED, ExecuteMission.Result())
    bench.until(lambda: bench.reports and bench.last.status.is_final)
    assert (bench.last.status, bench.last.cause) == (TaskStatus.CANCELLED, Cause.CANCELLED)


def test_a_goal_that_is_not_accepted_is_refused(bench: Bench) -> None:
    bench.serve(accepts=False)
    bench.start()
    bench.until(lambda: bench.reports)
    assert (bench.last.cause, bench.last.message) == (
        Cause.REFUSED, "the action eye/camera/look did not accept the goal",
    )  # fmt: skip


def test_a_server_that_stays_away_is_named(bench: Bench) -> None:
    bench.start()
    bench.port.tick(0.0)
    bench.port.tick(4.0)
    assert not bench.reports
    bench.port.tick(6.0)
    assert (bench.last.cause, bench.last.message) == (
        Cause.REFUSED, "nobody serves the action eye/camera/look",
    )  # fmt: skip


def test_a_call_that_was_not_sent_is_cancelled_at_once(bench: Bench) -> None:
    bench.start()
    bench.port.cancel("c1")
    assert bench.last.status is TaskStatus.CANCELLED


def test_an_argument_that_is_no_place_is_refused_before_anything_is_sent(bench: Bench) -> None:
    bench.start("moon")
    assert (bench.last.cause, bench.last.message) == (Cause.REFUSED, "there is no place 'moon'")


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROS_DISTRO", "kilted")
    with pytest.raises(PartMissing, match="sudo apt install ros-kilted-arm-grasp-msgs"):
        action_type("arm_grasp_msgs/action/Grasp", wanted_by="skill 'pick' of ann")


def test_an_unknown_action_of_a_known_package_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="has no action 'Grasp'; it has ExecuteMission"):
        action_type("comuros_msgs/action/Grasp", wanted_by="skill 'pick' of ann")


@pytest.mark.parametrize("field", ["goal", "message", "progress"])
def test_a_field_that_is_not_there_is_found_at_the_start(ros_domain_id: int, field: str) -> None:
    import dataclasses

    value: Any = (("volume", 3.0),) if field == "goal" else "volume"
    wrong = dataclasses.replace(FOREIGN, **{field: value})
    context = Context()
    rclpy.init(context=context, domain_id=ros_domain_id)
    node = Node("bench", context=context)
    with pytest.raises(SettingsError, match="has no field 'volume'"):
        ActionPort(node, wrong, LOOK, robot="eye", pose_of=pose_of)
    node.destroy_node()
    context.try_shutdown()


def test_values_take_the_type_of_their_field() -> None:
    request = HumanRequest()
    fill(
        request,
        (("closed", True), ("deadline.sec", 7.0), ("question", 2.0), ("task.robots", "3")),
        {},
        pose_of,
    )
    assert (request.closed, request.deadline.sec, request.question) == (True, 7, "2")
    assert (request.task.robots, field_of(request, "task.robots")) == (3, 3)
    assert matches(request, (("closed", True), ("deadline.sec", 7.0)))
    assert not matches(request, (("closed", False),))


def test_a_value_that_does_not_fit_is_named() -> None:
    with pytest.raises(InputError, match=r"'deadline\.sec' is 'soon'; expected a number"):
        fill(HumanRequest(), (("deadline.sec", "soon"),), {}, pose_of)
    with pytest.raises(InputError, match="'deadline' is a Time"):
        fill(HumanRequest(), (("deadline", 3.0),), {}, pose_of)
    with pytest.raises(SettingsError, match="Argument has no field 'unit'"):
        field_of(Argument(), "unit.name")
