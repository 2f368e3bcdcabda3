"""What a person forbade is watched on the world as it is believed."""

from __future__ import annotations

from comuros.core.command import CancelTask, EndMission
from comuros.core.event import EventKind, InstructionGiven
from comuros.core.geometry import Pose
from comuros.core.mission import MissionOutcome
from comuros.core.robot import RobotStatus
from comuros.core.tree import FormulaConstraint, checked_tree
from support.stage import Stage, goal, of_kind


def stage_with(formula: str) -> Stage:
    stage = Stage()
    clause = FormulaConstraint("c", "a", formula, "keep out of the pit")
    tree = checked_tree(goal("a", "on(box, dock)"), constraints=(clause,))
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("", tree), mission_id="m1")
    stage.plan({"a": ("ann",)})
    return stage


def report(stage: Stage, *zones: str) -> None:
    status = RobotStatus("ann", Pose(1, 1), "", 1.0, zones=zones)
    stage.see(EventKind.ROBOT_REPORTED, status, subjects=("ann",))


def test_a_robot_that_enters_a_forbidden_zone_ends_the_mission_once_it_rests() -> None:
    stage = stage_with("G !inside(ann, pit)")
    report(stage)
    assert not of_kind(stage.commands, CancelTask)
    report(stage, "pit")
    assert [c.robot for c in of_kind(stage.commands, CancelTask)] == ["ann"]


def test_a_mission_that_keeps_the_clause_succeeds() -> None:
    stage = stage_with("G !inside(ann, pit)")
    report(stage, "yard")
    stage.finish("ann", "a")
    assert [c.outcome for c in of_kind(stage.commands, EndMission)] == [MissionOutcome.SUCCEEDED]


def test_something_asked_for_that_never_came_true_is_no_success() -> None:
    stage = stage_with("F inside(ann, pit)")
    stage.finish("ann", "a")
    ended = of_kind(stage.commands, EndMission)
    assert [c.outcome for c in ended] == [MissionOutcome.FAILED]
    assert "keep out of the pit" in ended[0].reason


def test_work_that_began_against_a_clause_ends_as_a_failure_and_not_never() -> None:
    stage = stage_with("G (a_starts -> inside(ann, pit))")
    stage.finish("ann", "a")
    ended = of_kind(stage.commands, EndMission)
    assert [c.outcome for c in ended] == [MissionOutcome.FAILED]
    assert "keep out of the pit" in ended[0].reason
