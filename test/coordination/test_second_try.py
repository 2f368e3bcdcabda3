"""A mission without a plan tries again when the world has changed; nobody is asked while robots let go."""

from __future__ import annotations

import pytest

from comuros.core.command import AskHuman, CloseRequest, MakePlan
from comuros.core.event import EventKind, ObjectSeen
from comuros.core.geometry import Pose
from comuros.core.literal import Atom
from comuros.core.plan import PlanningOutcome, PlanningStatus
from comuros.core.robot import RobotStatus
from comuros.core.task_status import Cause, TaskStatus
from support.stage import Stage, goal, of_kind

NO_PLAN = PlanningOutcome(PlanningStatus.INFEASIBLE, reason="nobody can")


def seen(stage: Stage, location: str) -> None:
    stage.see(EventKind.OBJECT_SEEN, ObjectSeen("box", Pose(0, 0), location), subjects=("box",))
    stage.tick()


def heard(stage: Stage, robot: str, *, available: bool = True, holding: tuple[str, ...] = ()) -> None:
    status = RobotStatus(robot, Pose(0, 0), "depot", 1.0, available=available, holding=holding)
    stage.see(EventKind.ROBOT_REPORTED, status, subjects=(robot,))
    stage.tick()


def without_a_plan() -> Stage:
    stage = Stage()
    stage.begin(goal("bring", "on(box, dock)"), {"bring": ("ann",)})
    stage.report("ann", "bring", TaskStatus.RUNNING)
    stage.report("ann", "bring", TaskStatus.FAILED, cause=Cause.OBJECT_DROPPED)
    give_no_plan(stage)
    return stage


def give_no_plan(stage: Stage) -> None:
    """Answer whatever is asked for plans and hand-overs with "none"."""
    stage.answer(NO_PLAN)
    stage.no_hand_over()


def test_a_thing_that_moved_is_reason_to_plan_again_and_the_question_is_withdrawn() -> None:
    stage = without_a_plan()
    (asked,) = of_kind(stage.commands, AskHuman)
    plans = len(of_kind(stage.commands, MakePlan))
    stage.tick()
    assert len(of_kind(stage.commands, MakePlan)) == plans
    seen(stage, "pit")
    assert [c.request_id for c in of_kind(stage.commands, CloseRequest)] == [asked.request_id]
    assert len(of_kind(stage.commands, MakePlan)) == plans + 1


def test_a_robot_that_says_what_it_holds_is_reason_to_plan_again() -> None:
    stage = without_a_plan()
    (asked,) = of_kind(stage.commands, AskHuman)
    plans = len(of_kind(stage.commands, MakePlan))
    heard(stage, "ann", holding=("box",))
    assert [c.request_id for c in of_kind(stage.commands, CloseRequest)] == [asked.request_id]
    assert len(of_kind(stage.commands, MakePlan)) == plans + 1
    assert Atom("holding", ("ann", "box")) in stage.request().problem.state.facts


@pytest.mark.parametrize("answered", [0, 1], ids=["while a plan was made", "while a hand-over was sought"])
def test_what_changed_before_the_answer_came_is_planned_with_and_nobody_is_asked(answered: int) -> None:
    """As when a robot whose agent was killed tells a moment too late what it holds."""
    stage = Stage()
    stage.begin(goal("bring", "on(box, dock)"), {"bring": ("ann",)})
    heard(stage, "ann", holding=("box",))
    stage.report("ann", "bring", TaskStatus.RUNNING)
    heard(stage, "ann", holding=())
    stage.report("ann", "bring", TaskStatus.FAILED, cause=Cause.PEER_LOST)
    answers = [lambda: stage.answer(NO_PLAN), stage.no_hand_over]
    for answer in answers[:answered]:
        answer()
    plans = len(of_kind(stage.commands, MakePlan))
    heard(stage, "ann", holding=("box",))
    assert len(of_kind(stage.commands, MakePlan)) == plans
    for answer in answers[answered:]:
        answer()
    assert of_kind(stage.commands, AskHuman) == []
    assert len(of_kind(stage.commands, MakePlan)) == plans + 1
    assert Atom("holding", ("ann", "box")) in stage.request().problem.state.facts


def test_a_robot_that_takes_work_again_is_reason_to_plan_again() -> None:
    stage = Stage()
    heard(stage, "ann", available=False)
    stage.begin(goal("bring", "on(box, dock)"), {"bring": ("ben",)})
    stage.see(EventKind.ROBOT_SILENT, subjects=("ben",))
    give_no_plan(stage)
    assert of_kind(stage.commands, AskHuman)
    plans = len(of_kind(stage.commands, MakePlan))
    heard(stage, "cid", available=True)
    assert len(of_kind(stage.commands, MakePlan)) == plans, "it took work before"
    heard(stage, "ann", available=True)
    assert len(of_kind(stage.commands, MakePlan)) == plans + 1


def test_after_a_stop_the_mission_is_planned_with_the_robots_that_were_stopped() -> None:
    stage = Stage()
    stage.begin(goal("bring", "on(box, dock)"), {"bring": ("ann",)})
    stage.see(EventKind.STOP_PRESSED)
    for robot in ("ann", "ben", "cid"):
        heard(stage, robot, available=False)
    stage.see(EventKind.RESUMED)
    assert [status.robot for status in stage.request().problem.team] == ["ann", "ben", "cid"]


def test_where_there_is_still_no_plan_the_person_is_asked_anew_and_nothing_spins() -> None:
    stage = without_a_plan()
    seen(stage, "pit")
    give_no_plan(stage)
    plans = len(of_kind(stage.commands, MakePlan))
    for _ in range(5):
        stage.tick()
    assert len(of_kind(stage.commands, AskHuman)) == 2
    assert len(of_kind(stage.commands, MakePlan)) == plans


def test_while_a_robot_still_lets_go_nobody_is_asked_and_then_the_plan_is_made_again() -> None:
    stage = Stage()
    stage.begin(goal("carry", "on(box, dock)", robots=2), {"carry": ("ann", "ben")})
    for robot in ("ann", "ben"):
        stage.report(robot, "carry", TaskStatus.RUNNING)
    stage.report("ann", "carry", TaskStatus.FAILED, cause=Cause.GRASP_FAILED)
    give_no_plan(stage)
    assert of_kind(stage.commands, AskHuman) == []
    plans = len(of_kind(stage.commands, MakePlan))
    stage.report("ben", "carry", TaskStatus.CANCELLED)
    stage.tick()
    assert len(of_kind(stage.commands, MakePlan)) == plans + 1
