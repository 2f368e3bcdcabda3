"""Which goals hear of which report."""

from __future__ import annotations

from comuros.core.command import StartTask
from comuros.core.event import TaskReported
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.goal_server import GoalEnd
from comuros.nodes.task_goals import TaskGoals
from support.open_goal import HeardGoal


def command(revision: int, task_id: str = "t1") -> StartTask:
    return StartTask("m1", revision, Task(task_id, task_id, SkillCall("wait", ())), "ann", ("ann",))


def report(status: TaskStatus, revision: int) -> TaskReported:
    return TaskReported("t1", "ann", revision, status, cause=Cause.NONE)


def test_feedback_and_the_end_reach_the_goal() -> None:
    goals, goal = TaskGoals(), HeardGoal()
    goals.add(goal, command(1))  # type: ignore[arg-type]
    goals.report(report(TaskStatus.RUNNING, 1))
    goals.report(report(TaskStatus.FAILED, 1))
    goals.report(report(TaskStatus.RUNNING, 1))
    assert (goal.heard, goal.end) == (["running", "failed"], GoalEnd.ABORTED)


def test_a_task_kept_by_a_newer_plan_ends_the_older_goal_too() -> None:
    goals, old, new = TaskGoals(), HeardGoal(), HeardGoal()
    goals.add(old, command(1))  # type: ignore[arg-type]
    goals.add(new, command(2))  # type: ignore[arg-type]
    goals.report(report(TaskStatus.SUCCEEDED, 2))
    assert old.end is new.end is GoalEnd.SUCCEEDED


def test_the_end_of_an_older_revision_leaves_the_newer_goal_open() -> None:
    goals, old, new = TaskGoals(), HeardGoal(), HeardGoal()
    goals.add(old, command(1))  # type: ignore[arg-type]
    goals.add(new, command(2))  # type: ignore[arg-type]
    goals.report(report(TaskStatus.CANCELLED, 1))
    assert (old.end, new.end) == (GoalEnd.CANCELLED, None)


def test_other_tasks_hear_nothing_and_ended_goals_name_no_task() -> None:
    goals, goal = TaskGoals(), HeardGoal()
    goals.add(goal, command(1, "t2"))  # type: ignore[arg-type]
    goals.report(report(TaskStatus.SUCCEEDED, 1))
    assert goal.heard == []
    assert goals.cancel(goal) == "t2"  # type: ignore[arg-type]
    assert goals.cancel(HeardGoal()) == ""  # type: ignore[arg-type]


def test_a_task_sent_twice_is_cancelled_with_the_last_of_its_goals() -> None:
    goals, first, second = TaskGoals(), HeardGoal(), HeardGoal()
    goals.add(first, command(1))  # type: ignore[arg-type]
    goals.add(second, command(1))  # type: ignore[arg-type]
    assert goals.cancel(first) == ""  # type: ignore[arg-type]
    assert goals.cancel(second) == "t1"  # type: ignore[arg-type]


def test_a_goal_of_a_newer_revision_does_not_keep_an_older_one_from_being_cancelled() -> None:
    goals, old, new = TaskGoals(), HeardGoal(), HeardGoal()
    goals.add(old, command(1))  # type: ignore[arg-type]
    goals.add(new, command(2))  # type: ignore[arg-type]
    assert goals.cancel(old) == "t1"  # type: ignore[arg-type]
