"""Hand-overs: fewest steps against breadth-first search, partial orders that work, plans allocated."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import replace
from itertools import permutations

import pytest
import unified_planning.shortcuts as up

from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import Exclusion
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState
from comuros.planning import solve
from comuros.planning.handover import plan_goal, widened
from comuros.planning.handover.encoding import encoded
from comuros.planning.handover.grounding import Step, covered, ground_steps
from support.small_building import CARRIER, CUP, GridTravel, WorldObject, goal, literals, problem, scenario


def zones(robots: int, cups: int, seed: int) -> tuple[Scenario, GridTravel, str]:
    """A row of places; each robot reaches two of its own and one shared with the next; cups cross over."""
    dice = random.Random(seed)
    positions = {f"z{n}": (10.0 * n, 0.0) for n in range(2 * robots + 1)}
    types = [replace(CARRIER, name=f"carrier{n}") for n in range(robots)]
    reach = {
        f"z{p}": tuple(t.name for n, t in enumerate(types) if 2 * n <= p <= 2 * n + 2)
        for p in range(2 * robots + 1)
    }
    team = tuple(Robot(f"r{n}", types[n], f"z{2 * n + 1}") for n in range(robots))
    base = scenario(team, positions)
    things = tuple(WorldObject(f"cup{n}", CUP, f"z{dice.randrange(2 * robots + 1)}") for n in range(cups))
    target = "; ".join(f"on(cup{n}, z{dice.randrange(2 * robots + 1)})" for n in range(cups))
    return replace(base, objects=things), GridTravel(positions, reach), target


def holds(step: Step, state: frozenset) -> bool:
    return all((need.atom in state) if need.positive else not covered(need, state) for need in step.needs)


def fewest_steps(steps: tuple[Step, ...], state: WorldState, target: tuple) -> int:
    """Breadth-first search over states: the number of steps of a shortest plan."""
    queue = deque([(state.facts, 0)])
    seen = {state.facts}
    while queue:
        facts, depth = queue.popleft()
        if all((literal.atom in facts) is literal.positive for literal in target):
            return depth
        for step in steps:
            if holds(step, facts):
                after = (facts - step.deletes) | step.adds
                if after not in seen:
                    seen.add(after)
                    queue.append((after, depth + 1))
    raise AssertionError("unreachable")


@pytest.mark.parametrize("seed", range(20))
def test_the_number_of_steps_is_the_least_possible(seed: int) -> None:
    world, ways, target = zones(3, 1, seed)
    wanted = literals(target)
    state = world.initial_state()
    found = plan_goal(wanted, state=state, robots=world.robots, scenario=world, travel=ways)
    steps = ground_steps(scenario=world, travel=ways, state=state, robots=world.robots)
    assert found is not None
    assert len(found.steps) == fewest_steps(steps, state, wanted)


def test_every_order_that_keeps_the_pairs_reaches_the_goal() -> None:
    world, ways, target = zones(3, 1, 1)
    wanted = literals("on(cup0, z0)") if "z0" not in target else literals("on(cup0, z6)")
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
    world, ways, _ = zones(3, 1, 0)
    world = replace(world, objects=(WorldObject("cup0", CUP, "z0"),))
    asked = problem(goal("bring", "on(cup0, z6)"), world=world)
    assert solve(asked, scenario=world, travel=ways).status is PlanningStatus.INFEASIBLE
    wider = widened(asked, "bring", scenario=world, travel=ways)
    assert wider is not None
    outcome = solve(wider, scenario=world, travel=ways)
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert {robot for entry in outcome.plan.assignments for robot in entry.robots} == {"r0", "r1", "r2"}


def test_what_no_hand_over_reaches_stays_impossible() -> None:
    world, ways, _ = zones(2, 1, 0)
    ways.islands["z4"] = ()
    asked = problem(
        goal("bring", "on(cup0, z4)"), world=replace(world, objects=(WorldObject("cup0", CUP, "z0"),))
    )
    assert widened(asked, "bring", scenario=world, travel=ways) is None


def test_empty_hands_among_many_objects_are_no_more_operators() -> None:
    world, ways, _ = zones(2, 6, 0)
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
    world, ways, _ = zones(2, 1, 0)
    world = replace(world, objects=(WorldObject("cup0", CUP, "z0"),))
    asked = problem(goal("bring", "on(cup0, z2)"), world=world)
    alone = widened(asked, "bring", scenario=world, travel=ways)
    assert alone is not None
    assert {task.eligibility.only for task in alone.tree.tasks()} == {("r0",), ()}
    failed = replace(asked, excluded=(Exclusion("bring", "r0", "grasp_failed at r0"),))
    assert widened(failed, "bring", scenario=world, travel=ways) is None


def test_where_one_failed_alone_two_others_may_still_hand_over() -> None:
    world, ways, _ = zones(2, 1, 0)
    world = replace(
        world,
        objects=(WorldObject("cup0", CUP, "z0"),),
        robots=(*world.robots, Robot("r9", CARRIER, "z0")),
    )
    ways.islands.update({place: (*types, CARRIER.name) for place, types in ways.islands.items()})
    asked = problem(goal("bring", "on(cup0, z4)"), world=world)
    alone = widened(asked, "bring", scenario=world, travel=ways)
    assert {robot for task in alone.tree.tasks() for robot in task.eligibility.only} <= {"r9"}
    failed = replace(asked, excluded=(Exclusion("bring", "r9", "grasp_failed at r9"),))
    wider = widened(failed, "bring", scenario=world, travel=ways)
    assert wider is not None
    assert solve(wider, scenario=world, travel=ways).status is PlanningStatus.SOLVED
