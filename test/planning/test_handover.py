"""Hand-overs, doors, keys: fewest steps against breadth-first search, partial orders, plans allocated."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
import unified_planning.shortcuts as up

from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import Exclusion
from comuros.core.robot import Robot
from comuros.core.task import Goal
from comuros.planning import solve
from comuros.planning.handover import HandOver, hand_overs, plan_goal, widened
from comuros.planning.handover.encoding import encoded
from comuros.planning.handover.grounding import Step, covered, ground_steps
from support.hand_over_cases import ARM, CASES, HandOverCase, building, fewest_steps, row
from support.small_building import CARRIER, goal, literals, problem


def holds(step: Step, state: frozenset) -> bool:
    return all((need.atom in state) if need.positive else not covered(need, state) for need in step.needs)


def number_of_steps(case: HandOverCase) -> int:
    """By exhaustive search, whatever the planner says."""
    state = case.world.initial_state()
    steps = ground_steps(scenario=case.world, travel=case.ways, state=state, robots=case.world.robots)
    return fewest_steps(steps, state, literals(case.target))


def found_by_planner(case: HandOverCase) -> HandOver:
    found = plan_goal(
        literals(case.target),
        state=case.world.initial_state(),
        robots=case.world.robots,
        scenario=case.world,
        travel=case.ways,
    )
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_number_of_steps_is_the_least_possible(case: HandOverCase) -> None:
    found = found_by_planner(case)
    assert found.is_shortest
    assert len(found.steps) == number_of_steps(case) == case.steps


@pytest.mark.parametrize("family", sorted({case.family for case in CASES}))
def test_what_the_steps_are_is_planned_and_holds(family: str) -> None:
    case = next(case for case in reversed(CASES) if case.family == family)
    asked = problem(goal("bring", case.target), world=case.world)
    assert solve(asked, scenario=case.world, travel=case.ways).status is PlanningStatus.INFEASIBLE
    tree = hand_overs(asked, scenario=case.world, travel=case.ways)
    assert tree is not None
    outcome = solve(replace(asked, tree=tree), scenario=case.world, travel=case.ways)
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert len({robot for entry in outcome.plan.assignments for robot in entry.robots}) > 1


def test_who_cannot_give_is_no_giver() -> None:
    world, ways = building("arm dog porter", {"sample": "bench"}, ())
    without = replace(ARM, skills=tuple(name for name in ARM.skills if name not in ("give", "place")))
    robots = tuple(replace(robot, type=without) if robot.name == "arm" else robot for robot in world.robots)
    world = replace(world, robots=robots)
    state = world.initial_state()
    assert (
        plan_goal(literals("on(sample, gate)"), state=state, robots=robots, scenario=world, travel=ways)
        is None
    )


def test_every_order_that_keeps_the_pairs_reaches_the_goal() -> None:
    world, ways = row(3, cup0=5)
    wanted = literals("on(cup0, z0)")
    state = world.initial_state()
    found = plan_goal(wanted, state=state, robots=world.robots, scenario=world, travel=ways)
    tried = 0
    for order in permutations(range(min(8, len(found.steps)))):
        numbers = [*order, *range(len(order), len(found.steps))]
        if any(numbers.index(a) > numbers.index(b) for a, b in found.order):
            continue
        tried += 1
        facts = state.facts
        for number in numbers:
            assert holds(found.steps[number], facts)
            facts = (facts - found.steps[number].deletes) | found.steps[number].adds
        assert all((literal.atom in facts) is literal.positive for literal in wanted)
    assert tried >= 1


def test_a_goal_no_robot_reaches_alone_is_allocated_as_a_hand_over() -> None:
    world, ways = row(3, cup0=0)
    asked = problem(goal("bring", "on(cup0, z6)"), world=world)
    assert solve(asked, scenario=world, travel=ways).status is PlanningStatus.INFEASIBLE
    wider = widened(asked, "bring", scenario=world, travel=ways)
    assert wider is not None
    outcome = solve(wider, scenario=world, travel=ways)
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert {robot for entry in outcome.plan.assignments for robot in entry.robots} == {"r0", "r1", "r2"}


def test_what_no_hand_over_reaches_stays_impossible() -> None:
    world, ways = row(2, cup0=0)
    ways.islands["z4"] = ()
    asked = problem(goal("bring", "on(cup0, z4)"), world=world)
    assert widened(asked, "bring", scenario=world, travel=ways) is None


def test_empty_hands_among_many_objects_are_no_more_operators() -> None:
    world, ways = row(2, **{f"cup{n}": n % 5 for n in range(6)})
    state, target = world.initial_state(), literals("on(cup0, z4)")
    actions = ground_steps(scenario=world, travel=ways, state=state, robots=world.robots)
    known = encoded(actions, state, target, up)
    conditions = [each for action in known.actions for each in action.preconditions]
    assert len(known.actions) == len(actions)
    assert len(conditions) > len(actions)
    assert not any(each.is_not() for each in conditions)
    found = plan_goal(target, state=state, robots=world.robots, scenario=world, travel=ways)
    assert found is not None
    assert found.is_shortest


def test_one_robot_that_failed_at_the_whole_is_no_hand_over() -> None:
    world, ways = row(2, cup0=0)
    asked = problem(goal("bring", "on(cup0, z2)"), world=world)
    alone = widened(asked, "bring", scenario=world, travel=ways)
    assert alone is not None
    assert {task.eligibility.only for task in alone.tree.tasks()} == {("r0",), ()}
    failed = replace(asked, excluded=(Exclusion("bring", "r0", "grasp_failed at r0"),))
    assert widened(failed, "bring", scenario=world, travel=ways) is None


def test_where_one_failed_alone_two_others_may_still_hand_over() -> None:
    world, ways = row(2, cup0=0)
    world = replace(world, robots=(*world.robots, Robot("r9", CARRIER, "z0")))
    ways.islands.update({place: (*types, CARRIER.name) for place, types in ways.islands.items()})
    asked = problem(goal("bring", "on(cup0, z4)"), world=world)
    alone = widened(asked, "bring", scenario=world, travel=ways)
    assert {robot for task in alone.tree.tasks() for robot in task.eligibility.only} <= {"r9"}
    failed = replace(asked, excluded=(Exclusion("bring", "r9", "grasp_failed at r9"),))
    wider = widened(failed, "bring", scenario=world, travel=ways)
    assert wider is not None
    assert solve(wider, scenario=world, travel=ways).status is PlanningStatus.SOLVED


def test_two_goals_planned_at_once_do_not_read_each_others_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(2) as workers:
        found = list(workers.map(found_by_planner, CASES[:2], timeout=100))
    assert [len(each.steps) for each in found] == [case.steps for case in CASES[:2]]
    assert not list(tmp_path.iterdir())


def test_where_a_robot_shall_be_at_the_end_is_work_though_travel_reaches_it() -> None:
    world, ways = building("warden porter", {"parcel": "depot"}, ())
    asked = problem(goal("bring", "on(parcel, ward); at(warden, hall)"), world=world)
    tree = hand_overs(asked, scenario=world, travel=ways)
    assert tree is not None
    plan = solve(replace(asked, tree=tree), scenario=world, travel=ways).plan
    last = max(
        (entry for entry in plan.assignments if entry.robots == ("warden",)), key=lambda entry: entry.end_s
    )
    assert tree.node(last.task_id).work == Goal(literals("at(warden, hall)"))
