"""The coordinator as a pure state machine: events in, commands out."""

from __future__ import annotations

from comuros.coordinator import CoordinatorSettings
from comuros.core.command import (
    AskHuman,
    CancelTask,
    EndMission,
    Interpret,
    MakePlan,
    PublishPlan,
    PublishVerdict,
    ReleaseBarrier,
    StartTask,
)
from comuros.core.event import Event, EventKind, HumanAnswered, InstructionGiven, Interpreted, Planned
from comuros.core.instruction import Interpretation, InterpretationStatus, Question
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.plan import Conflict, PlanningOutcome, PlanningStatus
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import Branch, FormulaConstraint, Relation, checked_tree
from comuros.core.verdict import Response
from support.stage import Stage, goal, of_kind

A = goal("a", "on(box, dock)")
B = goal("b", "on(cup, dock)")
SEQUENCE = Branch("root", Relation.SEQUENCE, (A, B))
PARALLEL = Branch("root", Relation.PARALLEL, (A, B))


def outcome_of(stage: Stage) -> MissionOutcome | None:
    ended = of_kind(stage.commands, EndMission)
    assert len(ended) <= 1, "a mission ended twice"
    return ended[0].outcome if ended else None


def test_text_is_given_to_an_interpreter_and_a_tree_is_planned_at_once() -> None:
    stage = Stage()
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("tidy up"))
    assert [c.instruction.text for c in of_kind(stage.commands, Interpret)] == ["tidy up"]
    assert not of_kind(stage.commands, MakePlan)
    stage.see(
        EventKind.INTERPRETED,
        Interpreted(Interpretation(InterpretationStatus.UNDERSTOOD, checked_tree(PARALLEL))),
        mission_id="m1",
    )
    assert stage.request().problem.revision == 1


def test_a_mission_runs_to_its_end() -> None:
    stage = Stage()
    stage.begin(PARALLEL, {"a": ("ann",), "b": ("ben",)})
    assert stage.given() == [("ann", "a"), ("ben", "b")]
    stage.finish("ann", "a")
    assert outcome_of(stage) is None
    stage.finish("ben", "b")
    assert outcome_of(stage) is MissionOutcome.SUCCEEDED


def test_a_robot_travels_ahead_but_its_barrier_opens_only_when_the_predecessor_is_done() -> None:
    stage = Stage()
    stage.begin(SEQUENCE, {"a": ("ann",), "b": ("ben",)})
    second = next(c for c in of_kind(stage.commands, StartTask) if c.task.id == "b")
    assert second.barrier_id, "work on b must wait at a barrier"
    assert not of_kind(stage.ready("ben", second.barrier_id), ReleaseBarrier)
    released = of_kind(stage.finish("ann", "a"), ReleaseBarrier)
    assert [r.barrier_id for r in released] == [second.barrier_id]


def test_a_coalition_starts_only_when_all_its_robots_stand_ready_and_ends_only_when_all_are_done() -> None:
    stage = Stage()
    stage.begin(goal("lift", "on(crate, dock)", robots=2), {"lift": ("ann", "ben")})
    barrier = of_kind(stage.commands, StartTask)[0].barrier_id
    assert not of_kind(stage.ready("ann", barrier), ReleaseBarrier)
    assert of_kind(stage.ready("ben", barrier), ReleaseBarrier)
    stage.finish("ann", "lift")
    assert outcome_of(stage) is None
    stage.finish("ben", "lift")
    assert outcome_of(stage) is MissionOutcome.SUCCEEDED


def test_tasks_of_a_together_node_are_done_in_one_instant() -> None:
    stage = Stage()
    stage.begin(Branch("root", Relation.TOGETHER, (A, B)), {"a": ("ann",), "b": ("ben",)}, in_step=True)
    barrier = of_kind(stage.commands, StartTask)[0].barrier_id
    stage.ready("ann", barrier)
    assert of_kind(stage.ready("ben", barrier), ReleaseBarrier)
    stage.finish("ann", "a")
    assert outcome_of(stage) is None
    stage.finish("ben", "b")
    assert outcome_of(stage) is MissionOutcome.SUCCEEDED


def test_unlike_tasks_done_together_hold_until_all_of_them_are_done() -> None:
    stage = Stage()
    stage.begin(Branch("root", Relation.TOGETHER, (A, B)), {"a": ("ann",), "b": ("ben",)}, in_step=True)
    starts = of_kind(stage.commands, StartTask)
    assert all(start.hold for start in starts)
    barrier = f"{starts[0].barrier_id}#hold"
    assert not of_kind(stage.ready("ann", barrier), ReleaseBarrier)
    (released,) = of_kind(stage.ready("ben", barrier), ReleaseBarrier)
    assert (released.barrier_id, released.coalition) == (barrier, ("ann", "ben"))


def test_tasks_that_are_not_done_together_do_not_hold() -> None:
    stage = Stage()
    stage.begin(PARALLEL, {"a": ("ann",), "b": ("ben",)})
    assert not any(start.hold for start in of_kind(stage.commands, StartTask))


def test_when_one_of_a_coalition_fails_the_others_give_up_too_and_robots_outside_it_do_not() -> None:
    stage = Stage()
    pair = Branch("pair", Relation.TOGETHER, (A, B))
    tree = Branch("root", Relation.PARALLEL, (pair, goal("c", "on(crate, dock)")))
    stage.begin(tree, {"a": ("ann",), "b": ("ben",), "c": ("cid",)}, in_step=True)
    for robot, task in (("ann", "a"), ("ben", "b"), ("cid", "c")):
        stage.report(robot, task, TaskStatus.RUNNING)
    commands = stage.report("ann", "a", TaskStatus.FAILED, cause=Cause.GRASP_FAILED)
    assert [(c.robot, c.task_id) for c in of_kind(commands, CancelTask)] == [("ben", "b")]
    assert [r.task_id for r in of_kind(commands, MakePlan)[0].problem.running] == ["c"]


def test_a_failed_task_is_planned_anew_and_the_other_robot_is_not_disturbed() -> None:
    stage = Stage()
    stage.begin(PARALLEL, {"a": ("ann",), "b": ("ben",)})
    stage.report("ben", "b", TaskStatus.RUNNING)
    commands = stage.report("ann", "a", TaskStatus.FAILED, cause=Cause.GRASP_FAILED)
    assert of_kind(commands, PublishVerdict)[0].verdict.response is Response.RETRY
    assert not of_kind(commands, CancelTask)
    problem = of_kind(commands, MakePlan)[0].problem
    assert [(r.task_id, r.robots) for r in problem.running] == [("b", ("ben",))]
    repaired = stage.plan({"b": ("ben",), "a": ("cid",)})
    diff = of_kind(repaired, PublishPlan)[0].diff
    assert diff is not None
    assert (diff.moved, diff.kept, diff.undisturbed) == (("a",), ("b",), ("ben",))
    assert [(c.robot, c.task.id) for c in of_kind(repaired, StartTask)] == [("cid", "a")]


def test_after_too_many_failures_the_robot_is_excluded_from_the_task() -> None:
    stage = Stage(CoordinatorSettings(max_attempts=1))
    stage.begin(A, {"a": ("ann",)})
    commands = stage.report("ann", "a", TaskStatus.FAILED, cause=Cause.GRASP_FAILED)
    assert of_kind(commands, PublishVerdict)[0].verdict.response is Response.REALLOCATE
    assert [(e.task_id, e.robot) for e in stage.request().problem.excluded] == [("a", "ann")]


def test_a_silent_robot_is_left_out_of_the_repair() -> None:
    stage = Stage()
    stage.begin(A, {"a": ("ann",)})
    stage.see(EventKind.ROBOT_SILENT, subjects=("ann",), evidence="not heard for 3 s")
    problem = stage.request().problem
    assert problem.revision == 2
    assert [status.robot for status in problem.team] == ["ben", "cid"]
    assert problem.running == ()


def test_an_event_that_concerns_no_open_task_is_ignored_with_a_reason() -> None:
    stage = Stage()
    stage.begin(A, {"a": ("ann",)})
    verdict = of_kind(stage.see(EventKind.ROBOT_SILENT, subjects=("cid",)), PublishVerdict)[0].verdict
    assert (verdict.relevant, verdict.response) == (False, Response.IGNORE)
    assert "cid" in verdict.reason


def test_a_plan_for_a_stale_revision_is_discarded() -> None:
    stage = Stage()
    stage.begin(A, {"a": ("ann",)})
    late = Planned(1, PlanningOutcome(PlanningStatus.INFEASIBLE, reason="late"))
    assert stage.see(EventKind.PLANNED, late, mission_id="m1") == []


def test_a_second_failure_while_a_repair_is_being_planned_makes_the_planner_answer_again() -> None:
    stage = Stage()
    stage.begin(PARALLEL, {"a": ("ann",), "b": ("ben",)})
    stage.report("ann", "a", TaskStatus.FAILED, cause=Cause.BLOCKED)
    assert not of_kind(stage.report("ben", "b", TaskStatus.FAILED, cause=Cause.BLOCKED), MakePlan)
    again = of_kind(stage.plan({"b": ("ben",), "a": ("cid",)}), MakePlan)
    assert len(again) == 1
    assert again[0].problem.running == ()


def test_a_first_plan_that_is_infeasible_ends_the_mission_with_the_conflict_and_moves_nobody() -> None:
    stage = Stage()
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("", checked_tree(A)), mission_id="m1")
    conflict = Conflict(("box weighs 90 kg", "ann carries 20 kg"))
    stage.answer(PlanningOutcome(PlanningStatus.INFEASIBLE, conflict=conflict))
    assert outcome_of(stage) is None, "robots may yet hand over what none brings alone"
    stage.no_hand_over()
    assert outcome_of(stage) is MissionOutcome.INFEASIBLE
    assert "90 kg" in of_kind(stage.commands, EndMission)[0].reason
    assert stage.given() == []


def test_when_no_repair_exists_a_person_is_asked_and_a_robot_that_comes_back_goes_on() -> None:
    stage = Stage()
    stage.begin(A, {"a": ("ann",)})
    stage.see(EventKind.ROBOT_SILENT, subjects=("ann",))
    stage.answer(PlanningOutcome(PlanningStatus.INFEASIBLE, reason="nobody"))
    asked = of_kind(stage.no_hand_over(), AskHuman)
    assert asked
    assert asked[0].choices == ("wait", "cancel")
    stage.see(EventKind.ROBOT_BACK, subjects=("ann",))
    stage.plan({"a": ("ann",)})
    stage.finish("ann", "a")
    assert outcome_of(stage) is MissionOutcome.SUCCEEDED


def test_a_question_nobody_answers_ends_the_mission_after_the_deadline() -> None:
    stage = Stage(CoordinatorSettings(answer_timeout_s=30.0))
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("fetch it"))
    question = Interpretation(InterpretationStatus.QUESTION, questions=(Question("Fetch what?", "it"),))
    stage.see(EventKind.INTERPRETED, Interpreted(question), mission_id="m1")
    assert of_kind(stage.commands, AskHuman)[0].question == "Fetch what?"
    stage.tick(29.0)
    assert outcome_of(stage) is None
    stage.tick(2.0)
    assert outcome_of(stage) is MissionOutcome.NOT_UNDERSTOOD


def test_an_answer_goes_back_to_the_interpreter_with_the_question() -> None:
    stage = Stage()
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("fetch it"))
    question = Interpretation(InterpretationStatus.QUESTION, questions=(Question("Fetch what?", "it"),))
    stage.see(EventKind.INTERPRETED, Interpreted(question), mission_id="m1")
    again = of_kind(stage.see(EventKind.HUMAN_ANSWERED, HumanAnswered("m1/q1", "the box")), Interpret)
    assert len(again) == 1
    assert "Fetch what?" in again[0].feedback[0]
    assert "the box" in again[0].feedback[0]


def test_a_contradictory_tree_is_sent_back_with_the_reason_and_given_up_after_three_rounds() -> None:
    stage = Stage()
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("impossible"))
    clause = FormulaConstraint("never", "a", "F x & G !x")
    tree = checked_tree(A, constraints=(clause,))
    for _ in range(3):
        understood = Interpreted(Interpretation(InterpretationStatus.UNDERSTOOD, tree))
        stage.see(EventKind.INTERPRETED, understood, mission_id="m1")
    assert len(of_kind(stage.commands, Interpret)) == 3
    assert outcome_of(stage) is MissionOutcome.INFEASIBLE
    assert "never" in of_kind(stage.commands, EndMission)[0].reason


def test_cancelling_waits_until_every_robot_is_at_rest() -> None:
    stage = Stage()
    stage.begin(PARALLEL, {"a": ("ann",), "b": ("ben",)})
    cancelled = of_kind(stage.see(EventKind.MISSION_CANCELLED, mission_id="m1"), CancelTask)
    assert sorted(c.robot for c in cancelled) == ["ann", "ben"]
    stage.report("ann", "a", TaskStatus.CANCELLED)
    assert outcome_of(stage) is None
    stage.report("ben", "b", TaskStatus.CANCELLED)
    assert outcome_of(stage) is MissionOutcome.CANCELLED


def test_cancelling_does_not_wait_for_a_robot_that_died() -> None:
    stage = Stage()
    stage.begin(A, {"a": ("ann",)})
    stage.see(EventKind.MISSION_CANCELLED, mission_id="m1")
    stage.see(EventKind.ROBOT_SILENT, subjects=("ann",))
    assert outcome_of(stage) is MissionOutcome.CANCELLED


def test_a_second_instruction_waits_for_the_first_mission() -> None:
    stage = Stage()
    stage.begin(A, {"a": ("ann",)})
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("", checked_tree(B)), mission_id="m2")
    assert stage.coordinator.missions["m2"].state is MissionState.PLANNING
    assert stage.request().problem.mission_id == "m1"
    stage.finish("ann", "a")
    stage.tick()
    assert stage.request().problem.mission_id == "m2"


def test_a_preview_publishes_a_plan_and_moves_nobody() -> None:
    stage = Stage()
    given = InstructionGiven("", checked_tree(A), preview=True)
    stage.see(EventKind.INSTRUCTION_GIVEN, given, mission_id="m1")
    commands = stage.plan({"a": ("ann",)})
    assert of_kind(commands, PublishPlan)
    assert stage.given() == []
    assert outcome_of(stage) is MissionOutcome.PREVIEWED


def test_a_plan_that_the_automata_reject_is_never_carried_out() -> None:
    stage = Stage()
    stage.begin(SEQUENCE, {"b": ("ben",), "a": ("ann",)})
    assert stage.given() == []
    assert outcome_of(stage) is MissionOutcome.FAILED


def test_an_achieved_effect_that_the_world_undoes_is_owed_again() -> None:
    stage = Stage()
    stage.begin(SEQUENCE, {"a": ("ann",), "b": ("ben",)})
    stage.finish("ann", "a")
    commands = stage.see(EventKind.OBJECT_MOVED, subjects=("box",), evidence="lay at dock")
    assert of_kind(commands, PublishVerdict)[0].verdict.tasks == ("a",)
    assert "a" not in stage.request().problem.done


def test_the_same_events_give_the_same_commands() -> None:
    def run() -> list[str]:
        stage = Stage()
        stage.begin(PARALLEL, {"a": ("ann",), "b": ("ben",)})
        stage.report("ann", "a", TaskStatus.FAILED, cause=Cause.BLOCKED)
        stage.plan({"b": ("ben",), "a": ("cid",)})
        stage.finish("cid", "a")
        stage.finish("ben", "b")
        return [repr(command) for command in stage.commands]

    assert run() == run()


def test_a_report_for_an_unknown_mission_changes_nothing() -> None:
    stage = Stage()
    event = Event(EventKind.MISSION_CANCELLED, "test", 0.0, mission_id="nowhere")
    assert stage.coordinator.observe(event) == []
