"""A goal whose answer is lost is asked after: what the server has is waited for, what it never got is sent
again, and what comes late of the first sending is told from the second.
"""

from __future__ import annotations

from types import SimpleNamespace

from action_msgs.msg import GoalStatus

from comuros.core.robot_port import SkillReport
from comuros.core.task_status import TaskStatus
from comuros.nodes.callback_watch import CallbackWatch
from comuros.nodes.goal_calls import GoalCall, GoalCalls
from comuros.nodes.managed_node import ManagedNode
from support.deaf_client import DeafClient


class Watched(ManagedNode):
    """As much of a node as watching callbacks takes; nothing of ROS is running."""

    def __init__(self) -> None:
        self.callbacks = CallbackWatch()


class Port:
    """A port with one call under way, of a server that does not answer."""

    def __init__(self, node: ManagedNode | None = None) -> None:
        self.client = DeafClient()
        self.reports: list[SkillReport] = []
        self.calls: GoalCalls[GoalCall] = GoalCalls(
            node=node,
            on_feedback=lambda call, _: SkillReport(call.id, TaskStatus.RUNNING),
            on_result=lambda call, _: SkillReport(call.id, TaskStatus.SUCCEEDED, 1.0),
        )
        self.calls.start(
            GoalCall(
                id="c", goal="goal", client=self.client, served_by="skill", on_report=self.reports.append
            )
        )
        self.calls.tick(0.0)

    def answer(self, status: int, *, question: int = -1) -> None:
        self.client.asked[question].set_result(SimpleNamespace(status=status, result=None))

    @property
    def statuses(self) -> list[TaskStatus]:
        return [report.status for report in self.reports]


def sent_twice() -> Port:
    """A port whose server said that it never got the first sending."""
    port = Port()
    port.calls.tick(4.0)
    port.answer(GoalStatus.STATUS_UNKNOWN)
    return port


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


def test_a_first_sending_accepted_after_the_second_is_cancelled_and_not_listened_to() -> None:
    port = sent_twice()
    first = port.client.goals[0]
    port.client.answer_goal(0)
    assert port.client.cancelled == [first]
    port.client.feedback[0](SimpleNamespace(feedback=None))
    assert port.reports == []
    port.client.answer_goal(1)
    port.client.feedback[1](SimpleNamespace(feedback=None))
    port.answer(GoalStatus.STATUS_SUCCEEDED)
    assert port.statuses == [TaskStatus.RUNNING, TaskStatus.SUCCEEDED]
    port.calls.cancel("c")
    assert port.client.cancelled == [first]


def test_a_first_sending_refused_after_the_second_refuses_nothing() -> None:
    port = sent_twice()
    port.client.answer_goal(0, accepted=False)
    assert (port.reports, port.client.cancelled) == ([], [])
    port.client.answer_goal(1, accepted=False)
    assert port.statuses == [TaskStatus.FAILED]
    assert port.reports[0].message == "the skill did not accept the goal"


def test_a_goal_accepted_while_it_is_asked_after_is_not_sent_again() -> None:
    port = Port()
    port.calls.tick(4.0)
    port.client.answer_goal(0)
    port.answer(GoalStatus.STATUS_UNKNOWN, question=0)
    assert (len(port.client.goals), port.reports) == (1, [])
    port.answer(GoalStatus.STATUS_SUCCEEDED)
    assert port.statuses == [TaskStatus.SUCCEEDED]


def test_a_server_that_is_silent_in_mid_goal_is_asked_ever_more_seldom() -> None:
    port = Port()
    port.client.answer_goal(0)
    asked_at = []
    for second in range(100):
        before = len(port.client.asked)
        port.calls.tick(float(second))
        asked_at += [second] * (len(port.client.asked) - before)
    assert asked_at == [11, 32, 73]
    port.client.feedback[0](SimpleNamespace(feedback=None))
    port.calls.tick(100.0)
    port.calls.tick(109.0)
    assert len(port.client.asked) == 4  # the first is the one for the result


def test_a_server_that_has_forgotten_the_goal_has_failed_at_it() -> None:
    port = Port()
    port.client.answer_goal(0)
    port.calls.tick(0.0)
    port.calls.tick(11.0)
    port.answer(GoalStatus.STATUS_UNKNOWN)
    assert port.reports[0].message == "the skill does not know the goal any more"
    assert port.statuses == [TaskStatus.FAILED]
    assert len(port.client.goals) == 1


def test_what_servers_say_is_taken_in_by_callbacks_that_are_watched() -> None:
    node = Watched()
    port = Port(node)
    port.client.answer_goal(0)
    port.client.feedback[0](SimpleNamespace(feedback=None))
    port.answer(GoalStatus.STATUS_SUCCEEDED)
    assert port.statuses == [TaskStatus.RUNNING, TaskStatus.SUCCEEDED]
    assert node.callbacks.count == 3
