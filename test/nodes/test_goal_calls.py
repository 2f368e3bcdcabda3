"""A goal whose answer is lost is asked after: what the server has is waited for, what it never got is sent
again.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from action_msgs.msg import GoalStatus
from rclpy.action.client import ActionClient
from rclpy.task import Future

from comuros.core.robot_port import SkillReport
from comuros.core.task_status import TaskStatus
from comuros.nodes.goal_calls import GoalCall, GoalCalls


class DeafClient(ActionClient):
    """A client of a server whose answers to goals are lost; results and cancels are answered by the test."""

    def __init__(self) -> None:
        self.goals: list[Any] = []
        self.asked: list[Future] = []
        self.cancelled: list[Any] = []

    def __del__(self) -> None:
        """There is nothing of ROS to give back."""

    def server_is_ready(self) -> bool:
        return True

    def send_goal_async(self, goal: Any, feedback_callback: Any = None, goal_uuid: Any = None) -> Future:
        self.goals.append(goal_uuid)
        return Future()

    def _get_result_async(self, goal_handle: Any) -> Future:
        self.asked.append(Future())
        return self.asked[-1]

    def _cancel_goal_async(self, goal_handle: Any) -> Future:
        self.cancelled.append(goal_handle.goal_id)
        return Future()


class Port:
    """A port with one call under way, of a server that does not answer."""

    def __init__(self) -> None:
        self.client = DeafClient()
        self.reports: list[SkillReport] = []
        self.calls: GoalCalls[GoalCall] = GoalCalls(
            on_feedback=lambda call, _: SkillReport(call.id, TaskStatus.RUNNING),
            on_result=lambda call, _: SkillReport(call.id, TaskStatus.SUCCEEDED, 1.0),
        )
        self.calls.start(
            GoalCall(
                id="c", goal="goal", client=self.client, served_by="skill", on_report=self.reports.append
            )
        )
        self.calls.tick(0.0)

    def answer(self, status: int) -> None:
        self.client.asked[-1].set_result(SimpleNamespace(status=status, result=None))


def test_an_unanswered_goal_that_the_server_has_ends_with_its_result() -> None:
    port = Port()
    port.calls.tick(2.0)
    assert port.client.asked == []
    port.calls.tick(4.0)
    port.calls.tick(9.0)
    assert len(port.client.asked) == 1
    port.answer(GoalStatus.STATUS_SUCCEEDED)
    assert [report.status for report in port.reports] == [TaskStatus.SUCCEEDED]
    assert len(port.client.goals) == 1


def test_a_goal_the_server_never_got_is_sent_again_under_another_id() -> None:
    port = Port()
    port.calls.tick(4.0)
    port.answer(GoalStatus.STATUS_UNKNOWN)
    first, second = port.client.goals
    assert first != second
    assert port.reports == []
    port.calls.tick(5.0)
    port.calls.tick(9.0)
    assert len(port.client.asked) == 2


def test_one_cancelled_before_its_answer_is_cancelled_when_asked_after() -> None:
    port = Port()
    port.calls.cancel("c")
    port.calls.tick(4.0)
    assert port.client.cancelled == port.client.goals
    port.answer(GoalStatus.STATUS_UNKNOWN)
    assert [report.status for report in port.reports] == [TaskStatus.CANCELLED]
    assert len(port.client.goals) == 1
