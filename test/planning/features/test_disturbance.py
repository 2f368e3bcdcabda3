"""Replanning: work under way goes on or is stopped at a price; tasks move only where that gains more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem, RunningTask
from comuros.planning import solve, validate, why_not
from support.small_building import call, goal, parallel, problem, scenario, travel


def planned(asked: PlanningProblem) -> Plan:
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert validate(outcome.plan, asked, scenario=scenario(), travel=travel()) == ()
    return outcome.plan


def given_to_the_second() -> PlanningProblem:
    """The mug was promised to the second carrier, who is 20 s slower than the first."""
    asked = problem(goal("serve", "on(mug, dock)"))
    first = planned(replace(asked, team=tuple(s for s in asked.team if s.robot != "carrier_1")))
    assert first.assignment("serve").robots == ("carrier_2",)
    return replace(asked, previous=first, revision=2)


@pytest.mark.parametrize(("price_s", "doer"), [(0.0, "carrier_1"), (19.0, "carrier_1"), (21.0, "carrier_2")])
def test_a_robot_stays_undisturbed_where_the_gain_is_below_the_price(price_s: float, doer: str) -> None:
    plan = planned(replace(given_to_the_second(), disturbance_price_s=price_s))
    assert plan.assignment("serve").robots == (doer,)
    assert plan.certificate.penalty_s == (price_s if doer == "carrier_1" else 0.0)


def test_why_not_names_the_price_of_disturbing() -> None:
    asked = replace(given_to_the_second(), disturbance_price_s=21.0)
    reason = why_not(planned(asked), asked, "serve", "carrier_1", scenario=scenario(), travel=travel())
    assert "21 s of penalties" in reason
    assert "carrier 2 had it in the plan before" in reason


def under_way(remaining_s: float, price_s: float | None) -> PlanningProblem:
    """The cleaner works in the lab, but slowly; wiping anew takes 10 s."""
    running = RunningTask("wipe", ("cleaner_1",), remaining_s, price_s)
    tree = parallel("p", goal("wipe", "clean(lab)"), call("rest", "wait"))
    return problem(tree, running=(running,))


@pytest.mark.parametrize(
    ("price_s", "end_s", "aborted"), [(None, 60.0, ()), (51.0, 60.0, ()), (49.0, 10.0, ("wipe",))]
)
def test_work_under_way_is_stopped_only_where_that_gains_more_than_its_price(
    price_s: float | None, end_s: float, aborted: tuple[str, ...]
) -> None:
    plan = planned(under_way(60.0, price_s))
    assert plan.assignment("wipe").end_s == end_s
    assert plan.aborted == aborted
    assert plan.certificate.is_optimal


def test_stopping_for_nothing_is_free_where_the_price_says_so() -> None:
    assert planned(under_way(60.0, 0.0)).aborted == ("wipe",)


def test_the_scenarios_price_holds_where_the_problem_names_none() -> None:
    world = replace(scenario(), disturbance_price_s=21.0)
    asked = given_to_the_second()
    plan = solve(asked, scenario=world, travel=travel()).plan
    assert plan.assignment("serve").robots == ("carrier_2",)
    assert validate(plan, asked, scenario=world, travel=travel()) == ()
