"""A task whose agent is silent is asked after: given again where the agent never got it, failed where the
agent was started anew, so that nobody waits for an answer that will not come.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from action_msgs.msg import GoalStatus

from comuros.core.command import CancelTask, StartTask
from comuros.core.event import TaskReported
from comuros.core.robot import Robot
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes import fleet
from comuros.nodes.convert.task_report import task_report_to_ros
from support.deaf_client import DeafClient
from support.small_building import CARRIER, scenario


class Team:
    """A fleet of one robot whose agent does not answer, and the clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = DeafClient()
        self.now_s = 0.0
        self.reports: list[TaskReported] = []
        monkeypatch.setattr(fleet, "ActionClient", lambda *_: self.client)
        monkeypatch.setattr(fleet, "time", SimpleNamespace(monotonic=lambda: self.now_s))
        self.fleet = fleet.Fleet(
            None,  # type: ignore[arg-type]
            scenario((Robot("ann", CARRIER, "dock"),)),
            lambda _, report: self.reports.append(report),
        )
        task = Task("t1", "t1", SkillCall("wait", ()))
        self.fleet.start(StartTask("m1", 3, task, "ann", ("ann",)))
        self.fleet.tick()

    def pass_time(self, seconds: float) -> None:
        self.now_s += seconds
        self.fleet.tick()

    def answer(self, status: int, report: TaskReported | None = None) -> None:
        """What the agent says when asked for the result."""
        message = SimpleNamespace(report=task_report_to_ros(report)) if report else None
        self.client.asked[-1].set_result(SimpleNamespace(status=status, result=message))

    def tell(self, **more: Any) -> None:
        """A report under way."""
        report = TaskReported("t1", "ann", 3, TaskStatus.RUNNING, **more)
        feedback = SimpleNamespace(report=task_report_to_ros(report))
        self.client.feedback[-1](SimpleNamespace(feedback=feedback))

    @property
    def ends(self) -> list[tuple[TaskStatus, Cause]]:
        return [(report.status, report.cause) for report in self.reports if report.status.is_final]


@pytest.fixture
def team(monkeypatch: pytest.MonkeyPatch) -> Team:
    return Team(monkeypatch)


def test_a_task_whose_acceptance_was_lost_ends_with_what_the_agent_says(team: Team) -> None:
    team.pass_time(2.0)
    assert team.client.asked == []
    team.pass_time(2.0)
    team.answer(GoalStatus.STATUS_SUCCEEDED, TaskReported("t1", "ann", 3, TaskStatus.SUCCEEDED, progress=1.0))
    assert team.ends == [(TaskStatus.SUCCEEDED, Cause.NONE)]
    assert len(team.client.goals) == 1


def test_a_task_the_agent_never_got_is_given_again(team: Team) -> None:
    team.pass_time(4.0)
    team.answer(GoalStatus.STATUS_UNKNOWN)
    assert (len(team.client.goals), team.reports) == (2, [])
    team.client.answer_goal(1)
    team.tell(progress=0.5)
    assert [report.progress for report in team.reports] == [0.5]


def test_an_agent_that_is_started_anew_has_failed_and_the_checkpoint_is_kept(team: Team) -> None:
    team.client.answer_goal(0)
    team.tell(progress=0.5, checkpoint="half")
    team.fleet.robot_joined("bob")
    assert len(team.client.asked) == 1
    team.fleet.robot_joined("ann")
    team.answer(GoalStatus.STATUS_UNKNOWN)
    assert team.ends == [(TaskStatus.FAILED, Cause.PEER_LOST)]
    assert team.reports[-1].checkpoint == "half"
    assert team.reports[-1].message == "the agent of ann does not know of the task any more"


def test_a_task_taken_back_before_its_agent_got_it_is_cancelled(team: Team) -> None:
    team.fleet.cancel(CancelTask("m1", "t1", "ann", "no longer needed"))
    team.pass_time(4.0)
    assert team.client.cancelled == team.client.goals
    team.answer(GoalStatus.STATUS_UNKNOWN)
    assert team.ends == [(TaskStatus.CANCELLED, Cause.CANCELLED)]
    assert len(team.client.goals) == 1


def test_a_task_the_agent_refuses_has_failed(team: Team) -> None:
    team.client.answer_goal(0, accepted=False)
    assert team.ends == [(TaskStatus.FAILED, Cause.REFUSED)]
