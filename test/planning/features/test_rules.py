"""Static rules of a scenario: who must, who must not, who had rather not, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.assignment_rule import AssignmentRule, Work
from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.planning import solve, validate, why_not
from support.small_building import goal, parallel, problem, scenario, travel

CUPS = Work(objects=("cup",))


def ruled(*rules: AssignmentRule) -> Scenario:
    return replace(scenario(), assignment_rules=rules)


def planned(asked: PlanningProblem, world: Scenario) -> Plan:
    outcome = solve(asked, scenario=world, travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert validate(outcome.plan, asked, scenario=world, travel=travel()) == ()
    return outcome.plan


@pytest.mark.parametrize("who", [("carrier_2",), ("scout", "carrier_2")])
def test_a_task_goes_to_the_robots_a_rule_names(who: tuple[str, ...]) -> None:
    world = ruled(AssignmentRule("cups are for the second carrier", CUPS, only=who))
    assert planned(problem(goal("serve", "on(mug, dock)")), world).assignment("serve").robots == (
        "carrier_2",
    )


def test_a_rule_about_a_kind_leaves_other_work_alone() -> None:
    world = ruled(AssignmentRule("no cups for it", CUPS, never=("carrier_1",)))
    plan = planned(
        problem(parallel("p", goal("serve", "on(mug, dock)"), goal("look", "inspected(hall)"))), world
    )
    assert plan.assignment("serve").robots == ("carrier_2",)


def test_a_rule_nobody_can_keep_is_part_of_the_conflict_in_its_own_words() -> None:
    world = ruled(AssignmentRule("carriers never touch cups", CUPS, never=("carrier",)))
    outcome = solve(problem(goal("serve", "on(mug, dock)")), scenario=world, travel=travel())
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert "the rule: carriers never touch cups" in str(outcome.conflict)


def test_why_not_quotes_the_rule() -> None:
    world = ruled(AssignmentRule("no cups for it", CUPS, never=("carrier_1",)))
    asked = problem(goal("serve", "on(mug, dock)"))
    reason = why_not(planned(asked, world), asked, "serve", "carrier_1", scenario=world, travel=travel())
    assert reason == "carrier 1 cannot do serve: must not do it: no cups for it"


@pytest.mark.parametrize(("cost_s", "doer"), [(19.0, "carrier_1"), (21.0, "carrier_2")])
def test_a_preference_is_kept_as_long_as_it_costs_no_more_than_it_says(cost_s: float, doer: str) -> None:
    """The first carrier ends at 24 s, the second at 44 s."""
    world = ruled(AssignmentRule("rather not the first", CUPS, avoid=("carrier_1",), cost_s=cost_s))
    plan = planned(problem(goal("serve", "on(mug, dock)")), world)
    assert plan.assignment("serve").robots == (doer,)
    assert plan.certificate.penalty_s == (cost_s if doer == "carrier_1" else 0.0)
    assert plan.certificate.is_optimal


def test_why_not_names_the_preference_and_its_price() -> None:
    world = ruled(AssignmentRule("rather not the first", CUPS, avoid=("carrier_1",), cost_s=21.0))
    asked = problem(goal("serve", "on(mug, dock)"))
    reason = why_not(planned(asked, world), asked, "serve", "carrier_1", scenario=world, travel=travel())
    assert "24 s" in reason
    assert "21 s of penalties" in reason
    assert "rather not the first" in reason


def test_times_of_a_rule_hold_for_the_work_it_speaks_of() -> None:
    opening = AssignmentRule("the hall opens at 60 s", Work(places=("hall",)), not_before_s=60.0)
    closing = AssignmentRule("the lab closes at 30 s", Work(places=("lab",)), not_after_s=30.0)
    plan = planned(
        problem(parallel("p", goal("a", "inspected(hall)"), goal("b", "inspected(lab)"))),
        ruled(opening, closing),
    )
    assert plan.assignment("a").start_s == 60.0
    assert plan.assignment("b").end_s <= 30.0
