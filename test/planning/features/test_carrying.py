"""Robots with room for several objects fetch several, bring them one by one, and never hold too much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.literal import parse_literal
from comuros.core.place import WorldObject
from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.planning import interleaved, solve, validate, why_not
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
from support.trays import TRAY, world


def brought(place: Scenario, trays: int = 2) -> PlanningProblem:
    tree = parallel("p", *(goal(f"bring{n}", f"on(tray{n}, hall)") for n in range(trays)))
    return interleaved(problem(tree, world=place), scenario=place)


def planned(asked: PlanningProblem, place: Scenario) -> Plan:
    outcome = solve(asked, scenario=place, travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert validate(outcome.plan, asked, scenario=place, travel=travel()) == ()
    return outcome.plan


def test_two_trays_go_on_one_trip_where_there_is_room_for_two() -> None:
    place = world(2)
    plan = planned(brought(place), place)
    assert plan.certificate.makespan_s == 10.0 + 2 * 2.0 + 10.0 + 2 * 2.0
    assert plan.certificate.is_optimal


def test_a_third_tray_takes_a_second_trip() -> None:
    place = world(2)
    plan = planned(brought(place, 3), place)
    assert plan.certificate.makespan_s == 10.0 + 3 * 10.0 + 3 * 4.0


def test_a_robot_with_room_for_one_goes_twice_and_its_problem_is_left_as_it_is() -> None:
    place = world(1)
    asked = problem(parallel("p", goal("a", "on(tray0, hall)"), goal("b", "on(tray1, hall)")), world=place)
    assert interleaved(asked, scenario=place) is asked
    assert planned(asked, place).certificate.makespan_s == 10.0 + 4.0 + 10.0 + 10.0 + 4.0 + 10.0


def test_what_two_trays_weigh_together_counts() -> None:
    place = world(2, payload_kg=3.0)
    assert planned(brought(place), place).certificate.makespan_s == 48.0


def test_a_deadline_and_an_order_of_the_goal_hold_for_its_parts() -> None:
    place = world(2)
    tree = sequence("s", goal("first", "on(tray0, hall)", deadline_s=40.0), goal("then", "on(tray1, lab)"))
    asked = interleaved(problem(tree, world=place), scenario=place)
    plan = planned(asked, place)
    assert plan.assignment("first_put").end_s <= plan.assignment("then_take").start_s
    assert asked.tree.node("first_put").deadline_s == 40.0


def test_taking_in_separate_tasks_never_fills_the_only_hand_twice() -> None:
    place = world(1)
    pairs = (
        sequence(f"s{n}", call(f"take{n}", "pick", f"tray{n}", "kitchen"),
                 call(f"put{n}", "place", f"tray{n}", "hall"))
        for n in range(2)
    )  # fmt: skip
    plan = planned(problem(parallel("p", *pairs), world=place), place)
    ordered = [entry.task_id[:-1] for entry in plan.of_robot("carrier_1")]
    assert ordered == ["take", "put", "take", "put"]


def test_too_many_at_once_is_explained_by_the_room() -> None:
    place = world(2)
    takes = tuple(call(f"take{n}", "pick", f"tray{n}", "kitchen") for n in range(3))
    outcome = solve(problem(parallel("p", *takes), world=place), scenario=place, travel=travel())
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert "robots hold no more at once than they have room for (carrier 1 2)" in str(outcome.conflict)


@pytest.mark.parametrize("capacity", [1, 2])
def test_work_that_needs_empty_hands_waits_until_they_are(capacity: int) -> None:
    place = world(capacity)
    wipe = next(skill for skill in place.skills if skill.name == "clean")
    free = replace(wipe, preconditions=(parse_literal("!holding(?self, _)"), *wipe.preconditions))
    kind = place.robots[0].type
    able = replace(place.robots[0], type=replace(kind, skills=("clean", *kind.skills)))
    skills = tuple(free if skill is wipe else skill for skill in place.skills)
    place = replace(place, skills=skills, robots=(able,))
    take, put = call("take", "pick", "tray0", "kitchen"), call("put", "place", "tray0", "hall")
    tree = parallel("p", sequence("s", take, put), call("wipe", "clean", "kitchen"))
    plan = planned(problem(tree, world=place), place)
    assert [entry.task_id for entry in plan.of_robot("carrier_1")] == ["wipe", "take", "put"]


def test_why_not_names_the_room_of_the_robot() -> None:
    base = scenario()
    cups = tuple(WorldObject(f"cup{n}", TRAY, "kitchen") for n in range(2))
    place = replace(base, objects=cups)
    first = call("take0", "pick", "cup0", "kitchen", only=("carrier_1",))
    asked = problem(parallel("p", first, call("take1", "pick", "cup1", "kitchen")), world=place)
    plan = planned(asked, place)
    assert plan.assignment("take1").robots == ("carrier_2",)
    reason = why_not(plan, asked, "take1", "carrier_1", scenario=place, travel=travel())
    assert "room for (carrier 1 1, carrier 2 1)" in reason


def test_who_holds_one_of_two_fetches_the_other_before_it_brings_both() -> None:
    place = world(2)
    tree = parallel("p", goal("held", "on(tray0, hall)"), goal("other", "on(tray1, hall)"))
    asked = interleaved(problem(tree, world=place, **in_hand(place, "tray0")), scenario=place)
    plan = planned(asked, place)
    assert plan.certificate.makespan_s == 2.0 + 10.0 + 2 * 2.0


def test_what_is_held_stays_whole_and_the_other_goal_is_split() -> None:
    place = world(2)
    tree = parallel("p", goal("held", "on(tray0, hall)"), goal("other", "on(tray1, hall)"))
    asked = interleaved(problem(tree, world=place, **in_hand(place, "tray0")), scenario=place)
    assert [task.id for task in asked.tree.tasks()] == ["held", "other_take", "other_put"]


def in_hand(place: Scenario, thing: str) -> dict[str, object]:
    """Fields of a problem in which the carrier stands in the kitchen and holds something."""
    facts = literals(f"holding(carrier_1, {thing}); !on({thing}, kitchen); at(carrier_1, kitchen)")
    carrier, *others = team_of(place)
    there = replace(carrier, place="kitchen", pose=place.place("kitchen").pose, holding=(thing,))
    return {"state": place.initial_state().after(facts), "team": (there, *others)}
