"""Batteries last, robots charge where they must, and what they cannot do is explained in watt-hours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.capability import Capability
from comuros.core.energy import energy_model
from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.core.tree import Node
from comuros.planning import solve, validate, why_not
from support.small_building import atom, call, goal, parallel, problem, scenario, sequence, travel

# A metre takes 1 Wh, work nothing, and a charger gives 1 Wh a second.
PER_METRE = (("travel_wh_per_m", 1.0), ("charge_w", 3600.0), ("battery_reserve", 0.1))


def world(battery_wh: float, *, chargers: tuple[str, ...] = (), **more: float) -> Scenario:
    """The small building with one carrier, whose battery holds that much."""
    small = scenario()
    facts = tuple(Capability(n, v) for n, v in {**dict(PER_METRE), "battery_wh": battery_wh, **more}.items())
    carrier = replace(small.robots[0], overrides=facts)
    return replace(
        small, robots=(carrier,), initial_facts=tuple(atom(f"charger({place})") for place in chargers)
    )


def asked(tree: Node, place: Scenario, *, battery: float = 1.0) -> PlanningProblem:
    base = problem(tree, world=place)
    return replace(base, team=tuple(replace(status, battery=battery) for status in base.team))


def planned(tree: Node, place: Scenario, *, battery: float = 1.0) -> Plan:
    question = asked(tree, place, battery=battery)
    outcome = solve(question, scenario=place, travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert validate(outcome.plan, question, scenario=place, travel=travel()) == ()
    return outcome.plan


THREE = sequence(
    "s", call("a", "go_to", "hall"), call("b", "go_to", "dock"), call("c", "go_to", "hall")
)  # 60 m from the dock


def test_a_robot_whose_battery_lasts_does_not_charge() -> None:
    plan = planned(THREE, world(70.0, chargers=("dock",)))
    assert plan.stops == ()
    assert plan.certificate.makespan_s == 60.0


def test_a_robot_charges_on_the_way_as_long_as_it_must_and_no_longer() -> None:
    plan = planned(THREE, world(50.0, chargers=("dock",)))
    (stop,) = plan.stops
    assert stop.place == "dock"
    assert stop.before_task in ("b", "c")
    assert stop.to_wh - stop.from_wh == pytest.approx(15.0)
    assert plan.certificate.makespan_s == pytest.approx(75.0)
    assert plan.certificate.total_travel_m == pytest.approx(60.0)


def test_the_detour_to_a_charger_is_part_of_the_travel() -> None:
    plan = planned(THREE, world(60.0, chargers=("store",)))
    assert plan.stops
    assert plan.certificate.total_travel_m == pytest.approx(80.0)


def test_the_level_heard_of_counts_not_a_full_battery() -> None:
    assert planned(call("a", "go_to", "hall"), world(50.0, chargers=("dock",)), battery=0.2).stops


def test_a_robot_charges_at_its_own_charger_only() -> None:
    place = world(60.0, chargers=("dock", "store"))
    place = replace(place, initial_facts=(*place.initial_facts, atom("home(carrier_1, store)")))
    assert {stop.place for stop in planned(THREE, place).stops} == {"store"}


def test_without_a_charger_the_conflict_names_the_battery() -> None:
    place = world(50.0)
    outcome = solve(asked(THREE, place), scenario=place, travel=travel())
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert "carrier 1 has 50 Wh of 50 Wh and keeps 5 Wh in reserve" in str(outcome.conflict)


def test_why_not_names_both_energies() -> None:
    small = scenario()
    low = tuple(Capability(n, v) for n, v in (*PER_METRE, ("battery_wh", 30.0)))
    place = replace(small, robots=(replace(small.robots[0], overrides=low), *small.robots[1:]))
    question = problem(goal("serve", "on(cup, hall)"), world=place)
    question = replace(question, team=tuple(replace(s, battery=0.5) for s in question.team))
    plan = solve(question, scenario=place, travel=travel()).plan
    assert plan.assignment("serve").robots == ("carrier_2",)
    reason = why_not(plan, question, "serve", "carrier_1", scenario=place, travel=travel())
    assert reason == ("serve takes carrier 1 20.0 Wh; it has 12.0 Wh above its reserve and nowhere to charge")


def test_working_takes_energy_too() -> None:
    place = world(50.0, work_w=3600.0 * 10)
    outcome = solve(asked(call("rest", "wait"), place, battery=1.0), scenario=place, travel=travel())
    assert outcome.plan is not None
    twice = parallel("p", call("rest", "wait"), call("more", "wait"))
    assert solve(asked(twice, place), scenario=place, travel=travel()).status is PlanningStatus.INFEASIBLE


def test_a_robot_without_a_stated_battery_has_no_energy_model() -> None:
    assert energy_model(scenario().robots[0]) is None
