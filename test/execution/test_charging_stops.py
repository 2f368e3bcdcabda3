"""A robot charges where its plan says, as much as it says, and then does its task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.capability import Capability
from comuros.core.literal import Atom, parse_literal
from comuros.core.plan import ChargingStop
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.skill import DurationModel, Parameter, SkillModel
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.scripted_port import Ending
from support.agent_bench import Bench, goal

CHARGE = SkillModel(
    "charge",
    (Parameter("?place", Sort.PLACE),),
    (parse_literal("charger(?place)"), parse_literal("at(?self, ?place)")),
    (),
    DurationModel(30.0),
)
STOP = ChargingStop("waiter", "table_2", "t1", 3.0, 23.0, 10.0, 50.0)


@pytest.fixture
def electric(scenario: Scenario) -> Scenario:
    """The small world with a charger at a table and a waiter of 100 Wh."""
    waiter = scenario.robot("waiter")
    body = replace(waiter.type, skills=(*waiter.type.skills, "charge"))
    battery = (Capability("battery_wh", 100.0), Capability("charge_w", 3600.0))
    robots = (replace(waiter, type=body, overrides=battery), *scenario.robots[1:])
    facts = (*scenario.initial_facts, Atom("charger", ("table_2",)))
    return replace(scenario, robots=robots, skills=(*scenario.skills, CHARGE), initial_facts=facts)


def at_work(electric: Scenario, *script: tuple[str, Ending], level: float | None) -> Bench:
    bench = Bench(electric, *script)
    bench.agent.sense(place="dock", holding=(), battery=level)
    bench.give(goal("inspected(table_1)"), stops=(STOP,))
    return bench


def test_a_robot_charges_before_it_approaches_and_leaves_with_what_the_plan_counts_with(
    electric: Scenario,
) -> None:
    bench = at_work(electric, ("charge", Ending(duration_s=float("inf"))), level=0.2)
    bench.pass_time(5.0)
    assert bench.port.log == ["go_to(table_2)", "charge(table_2)"]
    assert bench.last.status is TaskStatus.APPROACHING
    bench.agent.sense(place="table_2", holding=(), battery=0.5)
    bench.pass_time(5.0)
    assert bench.port.cancelled == ["charge(table_2)"]
    assert bench.port.log[2:] == ["go_to(table_1)", "inspect(table_1)"]
    assert bench.last.status is TaskStatus.SUCCEEDED


def test_a_robot_that_holds_enough_goes_past(electric: Scenario) -> None:
    bench = at_work(electric, level=0.7)
    bench.pass_time(5.0)
    assert bench.port.log == ["go_to(table_1)", "inspect(table_1)"]


def test_a_charger_that_ends_by_itself_ends_the_stop(electric: Scenario) -> None:
    bench = at_work(electric, level=None)
    bench.pass_time(6.0)
    assert bench.port.log == ["go_to(table_2)", "charge(table_2)", "go_to(table_1)", "inspect(table_1)"]


def test_a_charger_that_fails_fails_the_task_with_its_cause(electric: Scenario) -> None:
    broken = Ending(TaskStatus.FAILED, Cause.SKILL_FAILED)
    bench = at_work(electric, ("charge", broken), level=0.2)
    bench.pass_time(5.0)
    assert (bench.last.status, bench.last.cause) == (TaskStatus.FAILED, Cause.SKILL_FAILED)
    assert "inspect(table_1)" not in bench.port.log


def test_a_robot_without_a_skill_to_charge_says_so(electric: Scenario) -> None:
    waiter = electric.robot("waiter")
    body = replace(waiter.type, skills=tuple(s for s in waiter.type.skills if s != "charge"))
    plain = replace(electric, robots=(replace(waiter, type=body), *electric.robots[1:]))
    bench = at_work(plain, level=0.2)
    bench.pass_time(1.0)
    assert bench.last.cause is Cause.PRECONDITION
    assert "shall charge at table_2 and has no skill to charge" in bench.last.message


def test_cancelling_while_it_charges_brings_the_robot_to_rest(electric: Scenario) -> None:
    bench = at_work(electric, ("charge", Ending(duration_s=float("inf"))), level=0.2)
    bench.pass_time(4.0)
    bench.agent.cancel("t1")
    bench.pass_time(1.0)
    assert bench.last.status is TaskStatus.CANCELLED
    assert not bench.port.moving


def test_a_pause_at_the_charger_goes_on_with_charging(electric: Scenario) -> None:
    bench = at_work(electric, ("charge", Ending(duration_s=float("inf"))), level=0.2)
    bench.pass_time(4.0)
    bench.agent.pause()
    bench.pass_time(1.0)
    assert not bench.port.moving
    bench.agent.resume()
    bench.pass_time(6.0)
    assert bench.port.log[:3] == ["go_to(table_2)", "charge(table_2)", "charge(table_2)"]
    assert bench.last.status is TaskStatus.SUCCEEDED


def test_a_newer_plan_sends_a_robot_on_its_way_to_the_charger_first(electric: Scenario) -> None:
    bench = Bench(electric, ("go_to", Ending(duration_s=20.0)))
    bench.agent.sense(place="dock", holding=(), battery=0.2)
    bench.give(goal("inspected(table_1)"))
    bench.pass_time(2.0)
    bench.give(goal("inspected(table_1)"), stops=(STOP,), revision=2)
    bench.pass_time(8.0)
    assert bench.port.cancelled == ["go_to(table_1)"]
    assert bench.port.log[1:] == ["go_to(table_2)", "charge(table_2)", "go_to(table_1)", "inspect(table_1)"]
    assert bench.last.status is TaskStatus.SUCCEEDED
