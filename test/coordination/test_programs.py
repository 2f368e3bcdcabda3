"""Tasks whose programs a model writes: held back until it has, sent without one where it has not."""

from __future__ import annotations

import pytest

from comuros.coordinator import CoordinatorSettings
from comuros.core.command import CancelTask, ComposeProgram, EndMission, StartTask
from comuros.core.event import EventKind, ProgramComposed
from comuros.core.mission import MissionOutcome
from support.stage import Stage, goal, of_kind

A = goal("a", "on(box, dock)")


@pytest.fixture
def stage() -> Stage:
    made = Stage(CoordinatorSettings(programs_by_model=True))
    made.begin(A, {"a": ("ann",)})
    return made


def composed(stage: Stage, program: str, *, revision: int = 1) -> list[object]:
    body = ProgramComposed("a", "ann", revision, program, "" if program else "refused three times")
    return list(stage.see(EventKind.PROGRAM_COMPOSED, body, mission_id="m1"))


def test_a_task_goes_out_with_its_program(stage: Stage) -> None:
    assert of_kind(stage.commands, ComposeProgram) == [ComposeProgram("m1", 1, A, "ann", ("ann",))]
    assert not stage.given()
    composed(stage, "wait()\n")
    (start,) = of_kind(stage.commands, StartTask)
    assert (start.robot, start.program) == ("ann", "wait()\n")


def test_without_a_program_the_robot_composes_by_methods(stage: Stage) -> None:
    composed(stage, "")
    (start,) = of_kind(stage.commands, StartTask)
    assert start.program == ""


def test_an_answer_for_an_older_start_is_discarded(stage: Stage) -> None:
    composed(stage, "wait()\n", revision=7)
    assert not stage.given()


def test_a_task_that_has_not_gone_out_is_taken_back_on_the_spot(stage: Stage) -> None:
    stage.see(EventKind.MISSION_CANCELLED, mission_id="m1")
    stage.tick()
    assert not of_kind(stage.commands, CancelTask)
    assert [end.outcome for end in of_kind(stage.commands, EndMission)] == [MissionOutcome.CANCELLED]
    composed(stage, "wait()\n")
    assert not stage.given()


def test_methods_are_used_where_nobody_asked_for_a_model() -> None:
    stage = Stage()
    stage.begin(A, {"a": ("ann",)})
    assert stage.given() == [("ann", "a")]
    assert not of_kind(stage.commands, ComposeProgram)
