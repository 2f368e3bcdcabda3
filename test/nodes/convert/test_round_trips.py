"""Every pair of conversions gives back what went in, for whatever the core can say."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comuros.core.capability import Capability, Comparison, Requirement
from comuros.core.command import (
    AbortBarrier,
    AskHuman,
    EndMission,
    NodeProgress,
    PublishPlan,
    PublishState,
    PublishTree,
    ReleaseBarrier,
    RequestKind,
    StartTask,
)
from comuros.core.event import BarrierReady, Event, EventKind, ObjectSeen, TaskReported
from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.keep_out import KeepOut
from comuros.core.literal import Atom, Literal
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.core.plan import Assignment, Certificate, ChargingStop, Passage, Plan, PlanDiff
from comuros.core.predicate import Sort
from comuros.core.robot import Locomotion, Robot, RobotStatus, RobotType
from comuros.core.robot_port import SkillReport
from comuros.core.scenario import Fault, FaultKind
from comuros.core.skill import DurationModel, Parameter, SkillCall, SkillModel
from comuros.core.task import Eligibility, FormulaGoal, Goal, Task
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import Branch, FormulaConstraint, OrderConstraint, Relation, checked_tree
from comuros.core.velocity import Velocity
from comuros.core.verdict import Response, Verdict
from comuros.nodes.convert.barrier import barrier_from_ros, barrier_to_ros
from comuros.nodes.convert.battery import battery_from_ros, battery_to_ros
from comuros.nodes.convert.capability import capability_from_ros, capability_to_ros
from comuros.nodes.convert.event import event_from_ros, event_to_ros
from comuros.nodes.convert.fault import fault_from_ros, fault_to_ros
from comuros.nodes.convert.human_request import human_request_from_ros, human_request_to_ros
from comuros.nodes.convert.literal import literal_from_ros, literal_to_ros
from comuros.nodes.convert.mission_state import (
    mission_outcome_from_ros,
    mission_state_from_ros,
    mission_state_to_ros,
)
from comuros.nodes.convert.odometry import odometry_from_ros, odometry_to_ros
from comuros.nodes.convert.plan import published_plan_from_ros, published_plan_to_ros
from comuros.nodes.convert.pose import pose_from_ros, pose_to_ros
from comuros.nodes.convert.requirement import requirement_from_ros, requirement_to_ros
from comuros.nodes.convert.robot import robot_from_ros, robot_to_ros
from comuros.nodes.convert.robot_state import robot_status_from_ros, robot_status_to_ros
from comuros.nodes.convert.skill import skill_from_ros, skill_to_ros
from comuros.nodes.convert.skill_call import SkillGoal, skill_goal_from_ros, skill_goal_to_ros
from comuros.nodes.convert.start_task import start_task_from_ros, start_task_to_ros
from comuros.nodes.convert.task import task_from_ros, task_to_ros
from comuros.nodes.convert.task_report import (
    skill_report_from_ros,
    skill_report_to_ros,
    task_report_from_ros,
    task_report_to_ros,
)
from comuros.nodes.convert.time import time_from_ros, time_to_ros
from comuros.nodes.convert.tree import published_tree_from_ros, published_tree_to_ros
from comuros.nodes.convert.velocity import velocity_from_ros, velocity_to_ros
from comuros.nodes.convert.verdict import verdict_from_ros, verdict_to_ros

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: not name.endswith("_starts")
)
texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20
)
numbers = st.floats(-1e6, 1e6, allow_nan=False)
shares = st.floats(0.0, 1.0)
times = st.floats(0.0, 1e6)
counts = st.integers(0, 1000)
many_names = st.lists(names, max_size=3, unique=True).map(tuple)
angles = st.floats(-3.0, 3.0)
poses = st.builds(Pose, numbers, numbers, numbers, angles)
velocities = st.builds(Velocity, numbers, numbers, numbers, numbers)
atoms = st.builds(Atom, names, many_names)
literals = st.builds(Literal, atoms, st.booleans())
calls = st.builds(SkillCall, names, many_names)
works = st.one_of(
    calls,
    st.builds(Goal, st.lists(literals, min_size=1, max_size=3).map(tuple)),
    st.builds(FormulaGoal, texts.filter(bool)),
)
tasks = st.builds(
    Task,
    id=names,
    label=texts.filter(bool),
    work=works,
    robots=st.integers(1, 4),
    eligibility=st.builds(Eligibility, many_names, many_names, many_names),
    deadline_s=st.one_of(st.none(), st.floats(1.0, 1e4)),
    words=texts,
)
values = st.one_of(st.booleans(), numbers, st.frozensets(names, max_size=3))
capabilities = st.builds(Capability, names, values)
certificates = st.builds(Certificate, times, times, times, times, texts)
assignments = st.builds(Assignment, names, many_names, times, times, times, texts, texts, times)
charging_stops = st.builds(ChargingStop, names, names, names, times, times, times, times)
passages = st.builds(Passage, names, names, names, times, times, times, st.booleans())
plans = st.builds(
    Plan,
    mission_id=names,
    revision=st.integers(2, 99),
    assignments=st.lists(assignments, max_size=3).map(tuple),
    certificate=certificates,
    order=st.lists(st.tuples(names, names), max_size=3).map(tuple),
    not_chosen=many_names,
    stops=st.lists(charging_stops, max_size=2).map(tuple),
    passages=st.lists(passages, max_size=2).map(tuple),
    aborted=many_names,
    keep_out=st.lists(st.builds(KeepOut, names, names, many_names, texts, texts), max_size=2).map(tuple),
)
diffs = st.builds(PlanDiff, many_names, many_names, many_names, many_names, many_names, many_names)


def close(one: Pose, other: Pose) -> bool:
    """Yaw goes through a quaternion and comes back to the last bits only."""
    return (one.x_m, one.y_m, one.z_m) == (other.x_m, other.y_m, other.z_m) and math.isclose(
        wrapped_angle_rad(one.yaw_rad - other.yaw_rad), 0.0, abs_tol=1e-9
    )


@given(poses)
def test_a_pose_survives(pose: Pose) -> None:
    assert close(pose_from_ros(pose_to_ros(pose)), pose)


@given(times)
def test_an_instant_survives_to_the_nanosecond(time_s: float) -> None:
    assert time_from_ros(time_to_ros(time_s)) == pytest.approx(time_s, abs=1e-9)


@given(velocities, poses)
def test_motion_survives(velocity: Velocity, pose: Pose) -> None:
    assert velocity_from_ros(velocity_to_ros(velocity)) == velocity
    at, moving = odometry_from_ros(odometry_to_ros(pose, velocity, robot="r", time_s=1.0))
    assert close(at, pose)
    assert moving == velocity


@given(shares)
def test_a_charge_survives(charge: float) -> None:
    assert battery_from_ros(battery_to_ros(charge, time_s=0.0)) == pytest.approx(charge, abs=1e-6)


@given(literals)
def test_a_literal_survives(literal: Literal) -> None:
    assert literal_from_ros(literal_to_ros(literal)) == literal


@given(capabilities)
def test_a_capability_survives(capability: Capability) -> None:
    assert capability_from_ros(capability_to_ros(capability)) == capability


@given(
    st.one_of(
        st.builds(Requirement, names, st.just(Comparison.AT_LEAST), numbers, shared=st.booleans()),
        st.builds(Requirement, names, st.just(Comparison.IS), st.booleans()),
        st.builds(Requirement, names, st.just(Comparison.HAS), names),
        st.builds(
            Requirement, names, st.just(Comparison.AT_LEAST), st.just("mass_kg"), names.map(lambda n: f"?{n}")
        ),
    )
)
def test_a_requirement_survives(requirement: Requirement) -> None:
    assert requirement_from_ros(requirement_to_ros(requirement)) == requirement


skills = st.builds(
    SkillModel,
    name=names,
    parameters=st.lists(
        st.builds(Parameter, names.map(lambda n: f"?{n}"), st.sampled_from(Sort)), max_size=2
    ).map(tuple),
    preconditions=st.lists(literals, max_size=2).map(tuple),
    effects=st.lists(literals, max_size=2).map(tuple),
    duration=st.builds(DurationModel, times, st.sampled_from(["", "?place"]), shares),
    action=texts,
    needs_approval=st.booleans(),
    team=st.booleans(),
    synonyms=many_names,
    english=texts,
)


@given(skills)
def test_a_skill_model_survives(skill: SkillModel) -> None:
    assert skill_from_ros(skill_to_ros(skill)) == skill


@given(tasks)
def test_a_task_survives(task: Task) -> None:
    assert task_from_ros(task_to_ros(task)) == task


@given(tasks, many_names, st.lists(atoms, max_size=3).map(tuple), times, texts, st.booleans())
def test_a_start_command_survives(
    task: Task, coalition: tuple[str, ...], facts, deadline_s, program, hold
) -> None:
    command = StartTask("m1", 3, task, "waiter", coalition or ("waiter",), "b", 0.0, facts, program, hold)
    command = replace(command, checkpoint=program[:8])
    assert start_task_from_ros(start_task_to_ros(command), robot="waiter") == command
    late = replace(command, deadline_s=deadline_s)
    back = start_task_from_ros(start_task_to_ros(late), robot="waiter")
    assert back.deadline_s == pytest.approx(deadline_s, abs=1e-9)


@given(tasks, st.lists(charging_stops, max_size=2).map(tuple))
def test_the_charging_stops_of_a_task_survive(task, stops) -> None:
    command = StartTask("m1", 2, task, "waiter", ("waiter",), stops=stops)
    assert start_task_from_ros(start_task_to_ros(command), robot="waiter") == command


@given(names, calls, many_names, texts, texts)
def test_a_skill_goal_survives(call_id, call, coalition, mission_id, task_id) -> None:
    goal = SkillGoal(call_id, call, coalition, mission_id, task_id)
    assert skill_goal_from_ros(skill_goal_to_ros(goal, skill=None)) == goal


@st.composite
def trees(draw):
    ids = iter([f"n{number}" for number in range(30)])

    def node(depth: int):
        if depth == 0 or draw(st.booleans()):
            return replace(draw(tasks), id=next(ids))
        relation = draw(st.sampled_from(Relation))
        return Branch(next(ids), relation, tuple(node(depth - 1) for _ in range(2)), draw(texts))

    root = node(2)
    constraints = [FormulaConstraint("c1", root.id, "G p", draw(texts))]
    if isinstance(root, Branch) and root.relation is Relation.PARALLEL:
        constraints.append(OrderConstraint("c2", root.children[0].id, root.children[1].id, "first"))
    return checked_tree(root, constraints=tuple(constraints), instruction_id=draw(texts))


@settings(max_examples=50)
@given(trees(), texts)
def test_a_published_tree_survives(tree, reason) -> None:
    formulas = tuple((node.id, f"F {node.id}") for node in tree.nodes())
    shown = PublishTree("m1", tree, "mixed", reason, formulas)
    assert published_tree_from_ros(published_tree_to_ros(shown, instruction="do it", time_s=1.0)) == shown


@given(plans, diffs, times, texts)
def test_a_published_plan_survives(plan: Plan, diff: PlanDiff, latency_s: float, reason: str) -> None:
    shown = PublishPlan(plan, diff, latency_s, reason)
    assert published_plan_from_ros(published_plan_to_ros(shown, origin_s=4.0, time_s=5.0)) == shown


@given(plans)
def test_a_first_plan_has_no_difference(plan: Plan) -> None:
    shown = PublishPlan(replace(plan, revision=1), None)
    assert published_plan_from_ros(published_plan_to_ros(shown, origin_s=0.0, time_s=0.0)) == shown


@given(names, names, st.booleans(), st.sampled_from(Response), texts, many_names, names)
def test_a_verdict_survives(event_id, mission_id, relevant, response, reason, task_ids, verdict_id) -> None:
    verdict = Verdict(event_id, mission_id, relevant, response, reason, task_ids, id=verdict_id)
    assert verdict_from_ros(verdict_to_ros(verdict, time_s=1.0, revision=2)) == verdict


@given(st.sampled_from(EventKind), texts, many_names, texts, shares, texts, texts)
def test_an_event_survives(kind, source, subjects, evidence, confidence, mission_id, event_id) -> None:
    event = Event(kind, source, 2.5, subjects, evidence, confidence, mission_id, event_id)
    assert event_from_ros(event_to_ros(event)) == event


@given(names, texts, many_names)
def test_what_an_event_saw_of_an_object_survives(thing, location, held_by) -> None:
    seen = ObjectSeen(thing, Pose(1.0, 2.0, 0.5), location, held_by)
    event = Event(EventKind.OBJECT_MOVED, "scene", 2.0, (thing,), body=seen)
    assert event_from_ros(event_to_ros(event)) == event


progresses = st.builds(NodeProgress, names, st.sampled_from(NodeState), shares, many_names, texts)


@given(st.sampled_from(MissionState), st.lists(progresses, max_size=3).map(tuple), counts, shares, texts)
def test_a_mission_state_survives(state, nodes, revision, progress, note) -> None:
    shown = PublishState("m1", state, nodes, revision, progress, note)
    message = mission_state_to_ros(shown, instruction="do it", time_s=1.0)
    assert mission_state_from_ros(message) == shown
    assert mission_outcome_from_ros(message) is None


@given(st.sampled_from(MissionOutcome), texts, times, counts)
def test_the_end_of_a_mission_survives(outcome, reason, makespan_s, revisions) -> None:
    end = EndMission("m1", outcome, reason, makespan_s, revisions)
    state = PublishState("m1", MissionState.DONE, (), revisions, 1.0)
    message = mission_state_to_ros(state, instruction="", time_s=1.0, ended=end)
    assert mission_outcome_from_ros(message) == end
    assert message.state == MissionState.DONE.value


@given(names, st.sampled_from(Locomotion), st.lists(capabilities, max_size=4, unique_by=lambda c: c.name))
def test_a_robot_announces_its_capabilities(name, locomotion, facts) -> None:
    kind = RobotType("mover", locomotion, 0.4, tuple(facts), ())
    robot = Robot(name, kind, "dock", synonyms=("carrier",))
    back = robot_from_ros(robot_to_ros(robot, skills=(), start_pose=Pose(0, 0), time_s=0.0))
    assert back.capabilities() == robot.capabilities()
    assert (back.name, back.start, back.synonyms) == (robot.name, robot.start, robot.synonyms)
    assert back.type.locomotion is locomotion


@given(names, poses, texts, shares, many_names, texts, texts, st.booleans())
def test_a_robot_status_survives(robot, pose, place, battery, holding, task, stage, available) -> None:
    status = RobotStatus(robot, pose, place, battery, holding, task, stage, available, 3.5)
    back = robot_status_from_ros(robot_status_to_ros(status, mission_id="m1"))
    assert close(back.pose, pose)
    assert replace(back, pose=pose) == status


@given(st.sampled_from(TaskStatus), shares, texts, st.sampled_from(Cause), texts, counts)
def test_a_task_report_survives(status, progress, stage, cause, message, calls_done) -> None:
    report = TaskReported("t1", "waiter", 2, status, progress, stage, cause, message, calls_done)
    back = task_report_from_ros(task_report_to_ros(report), task_id="t1", robot="waiter", revision=2)
    assert back == report


@given(st.sampled_from(TaskStatus), shares, st.sampled_from(Cause), texts)
def test_a_skill_report_survives(status, progress, cause, message) -> None:
    report = SkillReport("c1", status, progress, cause, message)
    assert skill_report_from_ros(skill_report_to_ros(report), call_id="c1") == report


@given(
    st.one_of(
        st.builds(BarrierReady, names, st.just("waiter"), texts),
        st.builds(ReleaseBarrier, names, many_names, st.just(12.5), st.lists(atoms, max_size=2).map(tuple)),
        st.builds(AbortBarrier, names, many_names, texts),
    )
)
def test_what_is_said_at_a_barrier_survives(word) -> None:
    assert barrier_from_ros(barrier_to_ros(word, sender="waiter", time_s=1.0)) == word


@given(names, names, texts, many_names, st.sampled_from(RequestKind), st.one_of(st.just(""), names))
def test_a_question_survives(mission_id, request_id, question, choices, kind, person) -> None:
    asked = AskHuman(mission_id, request_id, question, choices, 42.5, kind, person)
    assert human_request_from_ros(human_request_to_ros(asked, time_s=0.0)) == asked


@given(st.sampled_from(FaultKind), names, st.sampled_from([0.0, 7.5]), shares, texts)
def test_a_timed_fault_counts_from_now(kind, subject, delay_s, progress, detail) -> None:
    fault = Fault(kind, subject, 10.0 + delay_s, "", progress, detail)
    assert fault_from_ros(fault_to_ros(fault, now_s=10.0), now_s=10.0) == fault


@given(names, names, shares)
def test_a_fault_for_a_skill_survives(subject, skill, progress) -> None:
    fault = Fault(FaultKind.SKILL_FAILS, subject, None, skill, progress)
    assert fault_from_ros(fault_to_ros(fault, now_s=3.0), now_s=3.0) == fault
