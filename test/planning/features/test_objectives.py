"""Every objective is reached, and bounded, by its own criterion first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.objective import Criterion, Objective
from comuros.core.plan import Plan, PlanningStatus
from comuros.planning import solve, validate
from support.small_building import POSITIONS, GridTravel, goal, parallel, problem, scenario, travel

TREE = parallel(
    "p",
    goal("a", "on(cup, hall)"),
    goal("b", "on(mug, kitchen)"),
    goal("c", "clean(dock)"),
    goal("d", "inspected(hall)"),
)


def planned(objective: Objective) -> Plan:
    asked = problem(TREE, objective=objective)
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert validate(outcome.plan, asked, scenario=scenario(), travel=travel()) == ()
    return outcome.plan


def busy_s(plan: Plan) -> dict[str, float]:
    """Seconds every robot travels and works, from the plan alone."""
    ways = GridTravel(POSITIONS)
    found = {}
    for robot in scenario().robots:
        place, total_s = robot.start, 0.0
        for entry in plan.of_robot(robot.name):
            total_s += ways.duration_s(robot, place, entry.start) + entry.end_s - entry.start_s
            place = entry.end
        found[robot.name] = total_s
    return found


@pytest.mark.parametrize("objective", Objective)
def test_the_first_criterion_is_proved_and_no_other_objective_beats_it(objective: Objective) -> None:
    plan = planned(objective)
    first = plan.certificate.criteria[0]
    assert first.criterion == objective.criteria[0].value
    assert first.value == pytest.approx(first.lower_bound)
    for other in Objective:
        rival = {part.criterion: part.value for part in planned(other).certificate.criteria}
        assert rival.get(first.criterion, float("inf")) >= first.value - 1e-6


def test_total_cost_and_balanced_load_are_what_robots_travel_and_work() -> None:
    costs = planned(Objective.COST_THEN_MAKESPAN)
    assert costs.certificate.criteria[0].value == pytest.approx(sum(busy_s(costs).values()))
    even = planned(Objective.BALANCE_THEN_MAKESPAN)
    assert even.certificate.criteria[0].value == pytest.approx(max(busy_s(even).values()))


def test_the_weighted_sum_is_the_sum_of_the_documented_weights() -> None:
    plan = planned(Objective.WEIGHTED_THEN_TRAVEL)
    busy = busy_s(plan).values()
    expected = plan.certificate.makespan_s + 0.1 * sum(busy) + 0.1 * max(busy)
    assert plan.certificate.criteria[0].value == pytest.approx(expected)


def test_three_criteria_in_a_row_are_all_reported() -> None:
    names = [
        part.criterion for part in planned(Objective.MAKESPAN_THEN_BALANCE_THEN_TRAVEL).certificate.criteria
    ]
    assert names == [Criterion.MAKESPAN.value, Criterion.BALANCE.value, Criterion.TRAVEL.value]


def test_the_scenarios_objective_holds_where_the_problem_names_none() -> None:
    world = replace(scenario(), objective=Objective.COST_THEN_MAKESPAN)
    plan = solve(problem(TREE), scenario=world, travel=travel()).plan
    assert plan.certificate.objective == "total cost, then makespan"
