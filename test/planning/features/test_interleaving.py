"""A mission is planned as it is and in parts; the parts are kept only where they are better."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.capability import Capability
from comuros.core.objective import Objective
from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import Exclusion, PlanningProblem, RunningTask
from comuros.core.scenario import Scenario
from comuros.core.skill import Method, SkillCall
from comuros.planning import interleaved, solve_interleaving, validate
from support.small_building import (
    call,
    goal,
    literals,
    parallel,
    problem,
    scenario,
    sequence,
    team_of,
    travel,
)
from support.trays import world


def two_trays(place: Scenario, **more: object) -> PlanningProblem:
    tree = parallel("p", goal("a", "on(tray0, hall)"), goal("b", "on(tray1, hall)"))
    return problem(tree, world=place, **more)


def ids(asked: PlanningProblem) -> list[str]:
    return [task.id for task in asked.tree.tasks()]


def test_the_tree_in_parts_comes_with_a_better_plan_that_is_valid() -> None:
    place = world(2)
    asked = two_trays(place)
    plain, parts = solve_interleaving(asked, scenario=place, travel=travel())
    assert plain.plan is not None
    assert parts is not None
    assert plain.plan.certificate.makespan_s == 48.0
    assert parts.plan.certificate.makespan_s == 28.0
    within = asked.with_tree(parts.tree)
    assert validate(parts.plan, within, scenario=place, travel=travel()) == ()


def test_where_two_robots_bring_one_each_as_fast_nothing_is_split() -> None:
    place = world(2, stands=("hall", "hall"))
    other = replace(scenario().robots[1], overrides=(Capability("capacity", 2.0),))
    place = replace(place, robots=(*place.robots, other))
    tree = parallel(
        "p",
        goal("a", "on(tray0, lab)", only=("carrier_1",)),
        goal("b", "on(tray1, lab)", only=("carrier_2",)),
    )
    asked = problem(tree, world=place)
    assert interleaved(asked, scenario=place) is not asked
    plain, parts = solve_interleaving(asked, scenario=place, travel=travel())
    assert plain.status is PlanningStatus.SOLVED
    assert parts is None


@pytest.mark.parametrize(
    "objective",
    [Objective.TRAVEL_THEN_MAKESPAN, Objective.COST_THEN_MAKESPAN, Objective.WEIGHTED_THEN_TRAVEL],
)
def test_better_is_what_the_objective_says(objective: Objective) -> None:
    place = world(2)
    plain, parts = solve_interleaving(two_trays(place, objective=objective), scenario=place, travel=travel())
    assert plain.plan is not None
    assert parts is not None
    ours, theirs = (plan.certificate.criteria[0] for plan in (parts.plan, plain.plan))
    assert ours.criterion == theirs.criterion
    assert ours.value < theirs.value


def test_a_deadline_that_only_one_trip_meets_is_met_by_it() -> None:
    place = world(2)
    tree = parallel(
        "p", goal("a", "on(tray0, hall)", deadline_s=30.0), goal("b", "on(tray1, hall)", deadline_s=30.0)
    )
    plain, parts = solve_interleaving(problem(tree, world=place), scenario=place, travel=travel())
    assert plain.status is PlanningStatus.INFEASIBLE
    assert parts is not None
    assert parts.plan.certificate.makespan_s == 28.0


def test_what_is_impossible_is_so_in_parts_and_says_why() -> None:
    place = world(2)
    tree = parallel("p", goal("a", "on(tray0, roof)"), goal("b", "on(tray1, hall)"))
    plain, parts = solve_interleaving(problem(tree, world=place), scenario=place, travel=travel())
    assert plain.status is PlanningStatus.INFEASIBLE
    assert "roof" in plain.reason
    assert parts is None


def test_one_object_alone_is_not_worth_two_tasks() -> None:
    place = world(2)
    asked = problem(goal("a", "on(tray0, hall)"), world=place)
    assert interleaved(asked, scenario=place) is asked


def test_what_is_in_parts_already_is_not_split_again() -> None:
    place = world(2)
    once = interleaved(two_trays(place), scenario=place)
    assert ids(once) == ["a_take", "a_put", "b_take", "b_put"]
    assert interleaved(once, scenario=place) is once


def test_a_goal_that_joins_is_split_next_to_one_in_parts() -> None:
    place = world(2)
    take, put = call("a_take", "pick", "tray0", "kitchen"), goal("a_put", "on(tray0, hall)")
    tree = parallel("p", sequence("a", take, put), goal("b", "on(tray1, hall)"))
    assert ids(interleaved(problem(tree, world=place), scenario=place))[2:] == ["b_take", "b_put"]


@pytest.mark.parametrize("whole", ["under way", "failed at"])
def test_what_is_under_way_and_what_a_robot_failed_at_stays_whole(whole: str) -> None:
    place = world(2)
    known: dict[str, object] = {"excluded": (Exclusion("a", "carrier_2", "its grip failed"),)}
    if whole == "under way":
        known = {"running": (RunningTask("a", ("carrier_1",), 9.0),)}
    asked = two_trays(place, **known)
    assert interleaved(asked, scenario=place) is asked


def test_what_lies_on_the_floor_again_is_brought_as_its_goal_and_by_anybody() -> None:
    place = world(2)
    once = interleaved(two_trays(place), scenario=place)
    fallen = place.initial_state().after(literals("on(tray0, lab); !on(tray0, kitchen)"))
    again = replace(once, done=("a_take",), state=fallen)
    plain, parts = solve_interleaving(again, scenario=place, travel=travel())
    best = parts.plan if parts is not None else plain.plan
    assert best is not None
    assert parts is None or "a_put_take" in [task.id for task in parts.tree.tasks()]
    assert max(entry.end_s for entry in best.assignments) == best.certificate.makespan_s


def test_who_holds_something_does_not_put_it_aside_for_work_that_can_come_later() -> None:
    """Without an order it would put the tray aside, take the other, and then bring what it no longer has."""
    base = world(2)
    (wipe,) = [skill for skill in base.skills if skill.name == "clean"]
    free = replace(wipe, preconditions=(*literals("!holding(?self, _)"), *wipe.preconditions))
    aside = Method(
        "aside",
        literals("!holding(?self, _)")[0],
        literals("holding(?self, ?object)"),
        (SkillCall("place", ("?object", "kitchen")),),
    )
    kind = replace(base.robots[0].type, skills=("clean", *base.robots[0].type.skills))
    place = replace(
        base,
        skills=tuple(free if skill is wipe else skill for skill in base.skills),
        methods=(*base.methods, aside),
        robots=(replace(base.robots[0], type=kind),),
    )
    held = place.initial_state().after(
        literals("holding(carrier_1, tray0); !on(tray0, kitchen); at(carrier_1, kitchen)")
    )
    (status,) = team_of(place)
    there = replace(status, place="kitchen", holding=("tray0",))
    tree = parallel(
        "p",
        call("wipe", "clean", "kitchen"),
        goal("a", "on(tray0, hall)"),
        call("b", "pick", "tray1", "kitchen"),
    )
    asked = problem(tree, world=place, state=held, team=(there,))
    plain, parts = solve_interleaving(asked, scenario=place, travel=travel())
    assert plain.status is PlanningStatus.SOLVED, plain.reason
    best = plain.plan if parts is None else parts.plan
    assert best is not None
    order = [entry.task_id for entry in best.of_robot("carrier_1")]
    assert order == ["a", "wipe", "b"]
