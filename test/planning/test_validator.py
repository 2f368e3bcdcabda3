"""The validator accepts what the planner makes and rejects every corruption of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from comuros.core.plan import Assignment, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.planning import solve, validate
from support.small_building import (
    any_of,
    call,
    goal,
    parallel,
    problem,
    scenario,
    sequence,
    together,
    travel,
)

SERVE, DUST = goal("a", "on(cup, dock)"), goal("b", "clean(hall)")
TREES = {
    "chain": sequence("s", goal("a", "on(cup, hall)"), goal("b", "clean(lab)"), goal("c", "inspected(hall)")),
    "free": parallel("p", SERVE, goal("b", "on(mug, hall)"), goal("c", "inspected(roof)")),
    "crew": sequence("s", goal("a", "on(crate, kitchen)", robots=2), goal("b", "clean(kitchen)")),
    "choice": sequence("s", any_of("x", SERVE, DUST), goal("c", "on(mug, lab)")),
    "group": sequence(
        "s",
        together("t", call("a", "wait", only=("carrier_1",)), goal("b", "clean(lab)")),
        goal("c", "on(cup, hall)", deadline_s=200.0),
    ),
}  # fmt: skip

Mutation = Callable[[Plan, PlanningProblem, random.Random], Plan]


def edited(plan: Plan, task_id: str, **changes: object) -> Plan:
    entries = tuple(replace(e, **changes) if e.task_id == task_id else e for e in plan.assignments)  # type: ignore[arg-type]
    last = max(entry.end_s for entry in entries)
    return replace(plan, assignments=entries, certificate=replace(plan.certificate, makespan_s=last))


def picked(plan: Plan, dice: random.Random) -> Assignment:
    return dice.choice(plan.assignments)


def drop_a_task(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    gone = picked(plan, dice)
    return replace(plan, assignments=tuple(entry for entry in plan.assignments if entry is not gone))


def plan_a_task_twice(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    return replace(plan, assignments=(*plan.assignments, picked(plan, dice)))


def give_it_to_a_robot_that_cannot(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    entry = picked(plan, dice)
    able = {"clean": "cleaner_1", "inspected": "scout_1", "on": "carrier_1", "wait": "carrier_1"}
    doer = able[str(asked.tree.node(entry.task_id).work).split("(")[0]]  # type: ignore[union-attr]
    wrong = dice.choice([r for r in ("cleaner_1", "scout_1", "carrier_1") if r != doer])
    return edited(plan, entry.task_id, robots=(wrong, *entry.robots[1:]))


def send_a_stranger(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    entry = picked(plan, dice)
    return edited(plan, entry.task_id, robots=("stranger", *entry.robots[1:]))


def add_a_robot(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    entry = picked(plan, dice)
    spare = [status.robot for status in asked.team if status.robot not in entry.robots]
    return edited(plan, entry.task_id, robots=(*entry.robots, dice.choice(spare)))


def start_before_arrival_or_predecessor(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    late = [entry for entry in plan.assignments if entry.start_s > 0.5]
    entry = dice.choice(late)
    shift = dice.uniform(0.2, 0.4)
    return edited(plan, entry.task_id, start_s=entry.start_s - shift, end_s=entry.end_s - shift)


def work_too_briefly(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    entry = picked(plan, dice)
    return edited(
        plan, entry.task_id, end_s=entry.end_s - dice.uniform(0.1, 0.9) * (entry.end_s - entry.start_s)
    )


def begin_in_the_past(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    return edited(plan, picked(plan, dice).task_id, departure_s=-dice.uniform(1, 9))


def begin_elsewhere(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    movers = [e for e in plan.assignments if str(asked.tree.node(e.task_id).label) != "wait"]
    entry = dice.choice(movers)
    return edited(plan, entry.task_id, start="roof" if entry.start != "roof" else "dock")


def claim_a_shorter_mission(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    shorter = plan.certificate.makespan_s - dice.uniform(1, 5)
    return replace(plan, certificate=replace(plan.certificate, makespan_s=shorter, lower_bound_s=0.0))


def claim_a_bound_above_the_plan(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    return replace(plan, certificate=replace(plan.certificate, lower_bound_s=plan.certificate.makespan_s + 1))


def claim_less_travel(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    return replace(
        plan, certificate=replace(plan.certificate, total_travel_m=plan.certificate.total_travel_m - 3)
    )


def leave_out_what_must_be_done(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    gone = picked(plan, dice)
    left = tuple(entry for entry in plan.assignments if entry is not gone)
    return replace(plan, assignments=left, not_chosen=(*plan.not_chosen, gone.task_id))


def name_an_unknown_task(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    return replace(plan, not_chosen=(*plan.not_chosen, "ghost"))


def promise_an_order_it_does_not_keep(plan: Plan, asked: PlanningProblem, dice: random.Random) -> Plan:
    first, *_, last = sorted(plan.assignments, key=lambda entry: entry.end_s)
    return replace(plan, order=((last.task_id, first.task_id),))


MUTATIONS: tuple[Mutation, ...] = (
    drop_a_task, plan_a_task_twice, give_it_to_a_robot_that_cannot, send_a_stranger, add_a_robot,
    start_before_arrival_or_predecessor, work_too_briefly, begin_in_the_past, begin_elsewhere,
    claim_a_shorter_mission,
    claim_a_bound_above_the_plan, claim_less_travel, leave_out_what_must_be_done, name_an_unknown_task,
    promise_an_order_it_does_not_keep,
)  # fmt: skip


def planned(tree: str) -> tuple[Plan, PlanningProblem]:
    asked = problem(TREES[tree])
    plan = solve(asked, scenario=scenario(), travel=travel()).plan
    assert plan is not None
    return plan, asked


@pytest.mark.parametrize("tree", TREES)
def test_a_plan_of_the_solver_is_accepted(tree: str) -> None:
    plan, asked = planned(tree)
    assert validate(plan, asked, scenario=scenario(), travel=travel()) == ()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
@pytest.mark.parametrize("tree", TREES)
def test_three_corruptions_of_each_kind_are_rejected(tree: str, mutation: Mutation) -> None:
    plan, asked = planned(tree)
    for seed in range(3):
        corrupted = mutation(plan, asked, random.Random(seed))
        assert corrupted != plan
        assert validate(corrupted, asked, scenario=scenario(), travel=travel()), corrupted


def test_a_goal_that_is_undone_by_an_overlapping_task_is_noticed() -> None:
    asked = problem(parallel("p", goal("a", "on(cup, hall)"), goal("b", "on(cup, dock)")))
    plan = solve(asked, scenario=scenario(), travel=travel()).plan
    first, second = sorted(plan.assignments, key=lambda entry: entry.start_s)
    apart = edited(plan, second.task_id, start_s=first.start_s + 1, end_s=first.start_s + 40)
    assert validate(replace(apart, order=()), asked, scenario=scenario(), travel=travel())
