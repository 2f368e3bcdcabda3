"""A plan for the tree in parts is an edit of the mission: taken with its tree where nothing objects, else the
plan for the tree as it is.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.coordination.edits import edit_faults
from comuros.core.command import Command, EndMission, PublishPlan, PublishTree
from comuros.core.event import EventKind, InstructionGiven, Planned
from comuros.core.interleaving import Interleaving
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.plan import Assignment, Certificate, Conflict, Plan, PlanningOutcome, PlanningStatus
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.tree import Branch, Relation, TaskTree, checked_tree
from comuros.spec.hltlf import specification
from support.small_building import SKILLS
from support.stage import Stage, goal, of_kind, scenario

PICK = next(skill for skill in SKILLS if skill.name == "pick")
WHOLE = checked_tree(Branch("n", Relation.PARALLEL, (goal("a", "on(box, dock)"), goal("b", "on(cup, dock)"))))
IN_TURN = ("a_take", "b_take", "a_put", "b_put")


def pair(name: str, thing: str) -> Branch:
    take = Task(f"{name}_take", "", SkillCall("pick", (thing, "depot")))
    return Branch(name, Relation.SEQUENCE, (take, goal(f"{name}_put", f"on({thing}, dock)")))


def in_parts() -> TaskTree:
    return checked_tree(Branch("n", Relation.PARALLEL, (pair("a", "box"), pair("b", "cup"))))


def plan(*tasks: str, revision: int = 1) -> Plan:
    entries = tuple(
        Assignment(task, ("ann",), 10.0 * n, 10.0 * n, 10.0 * n + 10.0) for n, task in enumerate(tasks)
    )
    return Plan("m1", revision, entries, Certificate(10.0 * len(tasks), 0.0, 0.0, 0.0))


def answered(*tasks: str, tree: TaskTree | None = None, plain: PlanningOutcome | None = None) -> Stage:
    """A mission whose first plan comes with one in parts, these tasks in turn."""
    stage = Stage(world=replace(scenario(), skills=(PICK,)))
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("", WHOLE), mission_id="m1")
    outcome = plain or PlanningOutcome(PlanningStatus.SOLVED, plan("a", "b"))
    found = Interleaving(tree or in_parts(), plan(*tasks))
    stage.see(EventKind.PLANNED, Planned(1, outcome, 0.0, found), mission_id="m1")
    return stage


def shown_plan(commands: list[Command]) -> Plan:
    (shown,) = of_kind(commands, PublishPlan)
    assert isinstance(shown, PublishPlan)
    return shown.plan


def test_the_tree_and_its_plan_are_adopted_together() -> None:
    stage = answered(*IN_TURN)
    trees = of_kind(stage.commands, PublishTree)
    assert [c.tree for c in trees if isinstance(c, PublishTree)] == [WHOLE, in_parts()]
    assert shown_plan(stage.commands) == plan(*IN_TURN)
    assert stage.given() == [("ann", "a_take")]
    for task in IN_TURN:
        stage.finish("ann", task)
    (end,) = of_kind(stage.commands, EndMission)
    assert isinstance(end, EndMission)
    assert end.outcome is MissionOutcome.SUCCEEDED


def test_the_class_shown_is_that_of_what_was_asked() -> None:
    stage = answered(*IN_TURN)
    assert [c.mission_class for c in stage.commands if isinstance(c, PublishTree)] == ["independent"] * 2


def test_where_the_automata_reject_it_the_plan_for_the_tree_as_it_is_is_taken() -> None:
    stage = answered("a_put", "a_take", "b_take", "b_put")
    assert shown_plan(stage.commands) == plan("a", "b")
    assert stage.coordinator.missions["m1"].tree == WHOLE
    assert stage.coordinator.missions["m1"].edit is None


def test_where_the_mission_cannot_become_the_tree_the_plan_for_the_tree_as_it_is_is_taken() -> None:
    other = checked_tree(Branch("n", Relation.PARALLEL, (goal("a", "on(box, pit)"), pair("b", "cup"))))
    stage = answered("b_take", "a", "b_put", tree=other)
    assert shown_plan(stage.commands) == plan("a", "b")


def test_a_mission_that_is_possible_only_in_parts_is_carried_out() -> None:
    impossible = PlanningOutcome(PlanningStatus.INFEASIBLE, conflict=Conflict(("too late",)))
    stage = answered(*IN_TURN, plain=impossible)
    assert shown_plan(stage.commands) == plan(*IN_TURN)
    assert stage.coordinator.missions["m1"].state is MissionState.EXECUTING


def test_whoever_takes_out_a_goal_takes_out_what_is_done_of_it() -> None:
    stage = answered(*IN_TURN)
    stage.finish("ann", "a_take")
    stage.finish("ann", "b_take")
    run = stage.coordinator.missions["m1"]
    without_b = checked_tree(pair("a", "box"))
    assert edit_faults(run, without_b, specification(without_b)) == ()
    stage.finish("ann", "a_put")
    stage.finish("ann", "b_put")
    (fault,) = (f for f in edit_faults(run, without_b, specification(without_b)) if "b_put" not in f)
    assert "is done already and cannot be taken out" in fault
