"""A robot that is back while a plan is made without it is planned for after all."""

from __future__ import annotations

from comuros.core.command import AskHuman, MakePlan
from comuros.core.event import EventKind
from comuros.core.plan import Conflict, PlanningOutcome, PlanningStatus
from support.stage import Stage, goal, of_kind

NO_PLAN = PlanningOutcome(PlanningStatus.INFEASIBLE, None, Conflict(("nobody else can",)))


def test_what_was_planned_without_a_robot_that_is_back_is_planned_again() -> None:
    stage = Stage()
    stage.begin(goal("a", "on(box, dock)"), {"a": ("ann",)})
    stage.see(EventKind.ROBOT_SILENT, subjects=("ann",))
    without = stage.request()
    assert "ann" not in [status.robot for status in without.problem.team]
    stage.see(EventKind.ROBOT_BACK, subjects=("ann",))
    commands = stage.answer(NO_PLAN)
    assert not of_kind(commands, AskHuman)
    (again,) = of_kind(commands, MakePlan)
    assert "ann" in [status.robot for status in again.problem.team]


def test_a_robot_that_is_back_while_nothing_is_planned_changes_nothing() -> None:
    stage = Stage()
    stage.begin(goal("a", "on(box, dock)"), {"a": ("ann",)})
    before = len(of_kind(stage.commands, MakePlan))
    stage.see(EventKind.ROBOT_BACK, subjects=("ben",))
    assert len(of_kind(stage.commands, MakePlan)) == before
