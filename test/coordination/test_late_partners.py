"""Robots that begin together do not wait for ever: who does not come in time has failed, all are let go."""

from __future__ import annotations

import pytest

from comuros.coordinator import CoordinatorSettings
from comuros.core.command import CancelTask, MakePlan, PublishVerdict, ReleaseBarrier
from comuros.core.plan import Assignment
from comuros.core.task_status import TaskStatus
from comuros.core.tree import Branch, Relation
from comuros.core.verdict import Response
from support.stage import Stage, goal, of_kind

WHO = {"a": ("ann",), "b": ("ben",)}
BARRIER = "m1/a/1"
PAIR = Branch("n", Relation.TOGETHER, (goal("a", "on(box, dock)"), goal("b", "on(cup, dock)")))


def planned(task_id: str, robot: str, start_s: float) -> Assignment:
    return Assignment(task_id, (robot,), start_s, start_s, start_s + 10.0)


@pytest.fixture
def stage() -> Stage:
    made = Stage(CoordinatorSettings(meet_within_s=30.0))
    made.begin(PAIR, WHO, in_step=True)
    return made


def test_who_does_not_come_has_failed_and_both_are_let_go(stage: Stage) -> None:
    stage.ready("ann", BARRIER)
    assert not of_kind(stage.tick(29.0), PublishVerdict)
    commands = stage.tick(2.0)
    (published,) = of_kind(commands, PublishVerdict)
    assert published.verdict.response is Response.RETRY
    assert published.verdict.reason == "b: timeout at ben, attempt 1 of 3"
    assert {(c.robot, c.task_id) for c in of_kind(commands, CancelTask)} == {("ann", "a"), ("ben", "b")}
    assert of_kind(commands, MakePlan)
    (run,) = stage.coordinator.missions.values()
    assert run.attempts == {("b", "ben"): 1}


def test_it_is_judged_once_and_then_again_for_the_next_plan(stage: Stage) -> None:
    for revision in (1, 2, 3):
        stage.ready("ann", f"m1/a/{revision}")
        stage.tick(31.0)
        stage.tick(31.0)
        for robot, task_id in (("ann", "a"), ("ben", "b")):
            stage.report(robot, task_id, TaskStatus.CANCELLED)
        stage.plan(WHO, in_step=True)
    verdicts = [c.verdict for c in of_kind(stage.commands, PublishVerdict)]
    assert [v.response for v in verdicts] == [Response.RETRY, Response.RETRY, Response.REALLOCATE]
    assert verdicts[-1].excluded == ("ben",)


def test_who_comes_in_time_is_waited_for(stage: Stage) -> None:
    stage.ready("ann", BARRIER)
    stage.tick(29.0)
    stage.ready("ben", BARRIER)
    assert of_kind(stage.commands, ReleaseBarrier)
    assert not of_kind(stage.tick(60.0), PublishVerdict)


def test_nobody_is_late_before_the_plan_has_them_begin() -> None:
    stage = Stage(CoordinatorSettings(meet_within_s=30.0))
    stage.begin(PAIR, WHO, assignments=(planned("a", "ann", 10.0), planned("b", "ben", 10.0)))
    stage.ready("ann", BARRIER)
    assert not of_kind(stage.tick(39.0), PublishVerdict)
    assert of_kind(stage.tick(2.0), PublishVerdict)


@pytest.mark.parametrize(
    ("relation", "who_is_first"),
    [(Relation.SEQUENCE, "cid"), (Relation.PARALLEL, "ben")],
    ids=["what comes first", "what the partner does before"],
)
def test_nothing_is_late_before_its_turn(relation: Relation, who_is_first: str) -> None:
    stage = Stage(CoordinatorSettings(meet_within_s=30.0))
    root = Branch("r", relation, (goal("first", "on(crate, dock)"), PAIR))
    plan = (planned("first", who_is_first, 0.0), planned("a", "ann", 10.0), planned("b", "ben", 10.0))
    stage.begin(root, WHO, assignments=plan)
    stage.ready("ann", BARRIER)
    assert not of_kind(stage.tick(300.0), PublishVerdict)
    stage.finish(who_is_first, "first")
    assert not of_kind(stage.tick(29.0), PublishVerdict)
    assert of_kind(stage.tick(2.0), PublishVerdict)
