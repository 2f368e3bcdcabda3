"""Instructions about a mission under way: changes, questions, stop, go on, cancel."""

from __future__ import annotations

from comuros.core.command import (
    CancelTask,
    EndMission,
    Interpret,
    MakePlan,
    PublishPlan,
    PublishTree,
    StartTask,
)
from comuros.core.event import EventKind, InstructionGiven, Interpreted
from comuros.core.instruction import Interpretation, InterpretationStatus
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.core.plan import Conflict, PlanningOutcome, PlanningStatus
from comuros.core.task_status import TaskStatus
from comuros.core.tree import Branch, FormulaConstraint, Node, Relation, TaskTree, checked_tree
from support.stage import Stage, goal, of_kind

A, B = goal("t1", "on(box, dock)"), goal("t2", "on(cup, dock)")
C, D = goal("t3", "on(crate, dock)"), goal("t4", "on(crate, pit)")
WHO = {"t1": ("ann",), "t2": ("ben",)}


def par(*children: Node, root: str = "n1") -> TaskTree:
    return checked_tree(Branch(root, Relation.PARALLEL, children))


def running() -> Stage:
    stage = Stage()
    stage.begin(Branch("n1", Relation.PARALLEL, (A, B)), WHO)
    for robot, task in (("ann", "t1"), ("ben", "t2")):
        stage.report(robot, task, TaskStatus.RUNNING)
    return stage


def say(stage: Stage, found: Interpretation, mission_id: str = "m2") -> None:
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("and …"), mission_id=mission_id)
    stage.see(EventKind.INTERPRETED, Interpreted(found), mission_id=mission_id)


def edit(tree: TaskTree) -> Interpretation:
    return Interpretation(InterpretationStatus.EDIT, tree, reason="more", mission_id="m1")


def ends(stage: Stage) -> dict[str, MissionOutcome]:
    return {command.mission_id: command.outcome for command in of_kind(stage.commands, EndMission)}


def test_an_interpreter_is_told_what_was_said_and_how_the_mission_stands() -> None:
    stage = running()
    stage.finish("ann", "t1")
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("who is free?"), mission_id="m2")
    session = of_kind(stage.commands, Interpret)[-1].session
    assert session.active is not None
    assert [(t.task_id, t.state, t.robots) for t in session.active.tasks] == [
        ("t1", NodeState.DONE, ("ann",)),
        ("t2", NodeState.ACTIVE, ("ben",)),
    ]
    assert [status.robot for status in session.team] == ["ann", "ben", "cid"]


def test_a_question_is_answered_and_the_plan_is_not_touched() -> None:
    stage = running()
    before = len(of_kind(stage.commands, MakePlan))
    say(stage, Interpretation(InterpretationStatus.ANSWER, reason="cid is free"))
    assert ends(stage) == {"m2": MissionOutcome.ANSWERED}
    assert len(of_kind(stage.commands, MakePlan)) == before
    assert stage.coordinator.missions["m1"].state is MissionState.EXECUTING


def test_more_work_is_planned_with_the_rest_and_stops_nobody() -> None:
    stage = running()
    say(stage, edit(par(A, B, C)))
    problem = stage.request().problem
    assert [task.id for task in problem.tree.tasks()] == ["t1", "t2", "t3"]
    assert [entry.task_id for entry in problem.running] == ["t1", "t2"]
    assert ends(stage) == {}, "nothing is adopted before it is planned"
    commands = stage.plan({**WHO, "t3": ("cid",)})
    assert not of_kind(commands, CancelTask)
    diff = of_kind(commands, PublishPlan)[0].diff
    assert diff is not None
    assert (diff.added, diff.kept, diff.disturbed) == (("t3",), ("t1", "t2"), ())
    assert ends(stage) == {"m2": MissionOutcome.MERGED}
    assert of_kind(commands, PublishTree)
    for robot, task in (("ann", "t1"), ("ben", "t2"), ("cid", "t3")):
        stage.finish(robot, task)
    assert ends(stage)["m1"] is MissionOutcome.SUCCEEDED


def test_only_the_robot_whose_work_is_taken_out_is_stopped() -> None:
    stage = running()
    say(stage, edit(par(A, C)))
    commands = stage.plan({"t1": ("ann",), "t3": ("cid",)})
    assert [(c.robot, c.task_id) for c in of_kind(commands, CancelTask)] == [("ben", "t2")]
    diff = of_kind(commands, PublishPlan)[0].diff
    assert diff is not None
    assert (diff.disturbed, diff.undisturbed, diff.removed) == (("ben",), ("ann",), ("t2",))
    stage.report("ben", "t2", TaskStatus.CANCELLED)
    stage.finish("ann", "t1")
    stage.finish("cid", "t3")
    assert ends(stage)["m1"] is MissionOutcome.SUCCEEDED


def test_a_change_that_cannot_be_planned_leaves_the_mission_as_it_was() -> None:
    stage = running()
    say(stage, edit(par(A, C)))
    impossible = PlanningOutcome(PlanningStatus.INFEASIBLE, conflict=Conflict(("nobody can lift the crate",)))
    commands = stage.answer(impossible)
    assert not of_kind(commands, CancelTask)
    assert ends(stage) == {"m2": MissionOutcome.INFEASIBLE}
    assert [task.id for task in stage.request().problem.tree.tasks()] == ["t1", "t2"]
    stage.plan(WHO)
    stage.finish("ann", "t1")
    stage.finish("ben", "t2")
    assert ends(stage)["m1"] is MissionOutcome.SUCCEEDED


def test_the_mission_does_not_end_while_more_work_is_being_planned() -> None:
    stage = running()
    say(stage, edit(par(A, B, C)))
    stage.finish("ann", "t1")
    stage.finish("ben", "t2")
    assert "m1" not in ends(stage)
    stage.plan({"t3": ("cid",)})
    stage.finish("cid", "t3")
    assert ends(stage) == {"m1": MissionOutcome.SUCCEEDED, "m2": MissionOutcome.MERGED}


def test_two_changes_in_a_row_are_planned_as_one() -> None:
    stage = running()
    say(stage, edit(par(A, B, C)))
    session = None
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("also"), mission_id="m3")
    session = of_kind(stage.commands, Interpret)[-1].session
    assert session.active is not None
    assert [task.id for task in session.active.tree.tasks()] == ["t1", "t2", "t3"]
    stage.see(EventKind.INTERPRETED, Interpreted(edit(par(A, B, C, D))), mission_id="m3")
    first = stage.request().problem.revision
    stage.plan({**WHO, "t3": ("cid",)})
    assert ends(stage) == {}, "an answer to the smaller question is asked again"
    assert stage.request().problem.revision == first
    stage.plan({**WHO, "t3": ("cid",), "t4": ("cid",)})
    assert ends(stage) == {"m2": MissionOutcome.MERGED, "m3": MissionOutcome.MERGED}


def test_words_read_against_a_mission_that_changed_meanwhile_are_read_again() -> None:
    stage = running()
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("first"), mission_id="m2")
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("second"), mission_id="m3")
    stage.see(EventKind.INTERPRETED, Interpreted(edit(par(A, B, C))), mission_id="m2")
    commands = stage.see(EventKind.INTERPRETED, Interpreted(edit(par(A, B, D))), mission_id="m3")
    asked = of_kind(commands, Interpret)
    assert [c.mission_id for c in asked] == ["m3"]
    assert asked[0].feedback == ("the mission under way has changed meanwhile",)


def test_what_is_done_cannot_be_taken_out_and_a_task_keeps_its_meaning() -> None:
    stage = running()
    stage.finish("ann", "t1")
    for wrong, reason in (
        (par(B), "done already"),
        (par(A, goal("t2", "on(cup, pit)")), "needs an id of its own"),
    ):
        stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("no"), mission_id="m2")
        commands = stage.see(EventKind.INTERPRETED, Interpreted(edit(wrong)), mission_id="m2")
        assert reason in of_kind(commands, Interpret)[-1].feedback[-1]
        assert stage.coordinator.missions["m1"].state is MissionState.EXECUTING


def test_what_has_begun_cannot_be_put_after_something_new() -> None:
    stage = running()
    later = checked_tree(Branch("n2", Relation.SEQUENCE, (C, Branch("n1", Relation.PARALLEL, (A, B)))))
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("first …"), mission_id="m2")
    commands = stage.see(EventKind.INTERPRETED, Interpreted(edit(later)), mission_id="m2")
    assert "begun already" in of_kind(commands, Interpret)[-1].feedback[-1]


def test_a_clause_added_later_watches_from_then_on() -> None:
    stage = running()
    clause = FormulaConstraint("c1", "n1", "G !(on(box, pit))", "never there")
    tree = checked_tree(Branch("n1", Relation.PARALLEL, (A, B)), constraints=(clause,))
    say(stage, edit(tree))
    stage.plan(WHO)
    stage.finish("ann", "t1")
    stage.finish("ben", "t2")
    assert ends(stage)["m1"] is MissionOutcome.SUCCEEDED


def test_stop_pauses_go_on_resumes_and_done_work_stays_done() -> None:
    stage = running()
    stage.finish("ann", "t1")
    say(stage, Interpretation(InterpretationStatus.STOP, mission_id="m1"))
    assert [(c.robot, c.task_id) for c in of_kind(stage.commands, CancelTask)] == [("ben", "t2")]
    assert stage.coordinator.missions["m1"].state is MissionState.PAUSED
    stage.report("ben", "t2", TaskStatus.CANCELLED)
    say(stage, Interpretation(InterpretationStatus.RESUME, mission_id="m1"), "m3")
    assert stage.request().problem.done == ("t1",)
    stage.plan({"t2": ("ben",)})
    stage.finish("ben", "t2")
    assert ends(stage)["m1"] is MissionOutcome.SUCCEEDED


def test_a_change_while_paused_is_part_of_what_is_resumed() -> None:
    stage = running()
    say(stage, Interpretation(InterpretationStatus.STOP, mission_id="m1"))
    stage.report("ann", "t1", TaskStatus.CANCELLED)
    stage.report("ben", "t2", TaskStatus.CANCELLED)
    say(stage, edit(par(A, C)), "m3")
    assert ends(stage)["m3"] is MissionOutcome.MERGED
    assert stage.coordinator.missions["m1"].state is MissionState.PAUSED
    say(stage, Interpretation(InterpretationStatus.RESUME, mission_id="m1"), "m4")
    assert [task.id for task in stage.request().problem.tree.tasks()] == ["t1", "t3"]


def test_cancel_ends_the_mission_and_a_pending_change_ends_with_it() -> None:
    stage = running()
    say(stage, edit(par(A, B, C)))
    say(stage, Interpretation(InterpretationStatus.CANCEL, mission_id="m1"), "m3")
    stage.report("ann", "t1", TaskStatus.CANCELLED)
    stage.report("ben", "t2", TaskStatus.CANCELLED)
    assert ends(stage) == {
        "m1": MissionOutcome.CANCELLED,
        "m2": MissionOutcome.CANCELLED,
        "m3": MissionOutcome.ANSWERED,
    }


def test_a_preview_is_read_by_itself() -> None:
    stage = running()
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("also …", preview=True), mission_id="m2")
    assert of_kind(stage.commands, Interpret)[-1].session.active is None


def test_work_given_but_not_begun_waits_for_what_a_change_puts_before_it() -> None:
    stage = Stage()
    stage.begin(Branch("n1", Relation.PARALLEL, (A,)), {"t1": ("ann",)})
    before = FormulaConstraint("c1", "n1", "!t1_starts W t2")
    say(stage, edit(checked_tree(Branch("n1", Relation.SEQUENCE, (B, A)), constraints=(before,))))
    commands = stage.plan({"t2": ("ben",), "t1": ("ann",)})
    assert [(c.robot, c.task_id) for c in of_kind(commands, CancelTask)] == [("ann", "t1")]
    again = stage.report("ann", "t1", TaskStatus.CANCELLED)
    (start,) = [c for c in of_kind(again, StartTask) if c.robot == "ann"]
    assert start.barrier_id, "t1 must wait for t2 now"
