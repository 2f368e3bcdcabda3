"""Stop and go on: what a stop cut short is no failure of the robot."""

from __future__ import annotations

from comuros.core.command import PublishVerdict
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.verdict import Response
from support.stage import Stage, goal, of_kind


def begun() -> Stage:
    stage = Stage()
    stage.begin(goal("a", "on(box, dock)"), {"a": ("ann",)})
    stage.report("ann", "a", TaskStatus.RUNNING)
    return stage


def test_however_often_a_robot_is_stopped_it_is_not_ruled_out() -> None:
    stage = begun()
    for _ in range(5):
        stage.report("ann", "a", TaskStatus.CANCELLED, cause=Cause.STOPPED)
        stage.plan({"a": ("ann",)})
        stage.report("ann", "a", TaskStatus.RUNNING)
    (run,) = stage.coordinator.missions.values()
    assert run.excluded == []
    assert run.attempts.total() == 0
    verdicts = of_kind(stage.commands, PublishVerdict)
    assert [each.verdict.response for each in verdicts] == [Response.RETRY] * 5
    assert verdicts[0].verdict.reason == "a: ann was stopped"
