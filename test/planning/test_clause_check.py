"""A plan that would break what a person forbade is not let out; one that keeps it is."""

from __future__ import annotations

import pytest

from comuros.core.literal import parse_literal
from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import RobotStatus
from comuros.core.task import Eligibility, Goal, Task
from comuros.core.tree import FormulaConstraint, checked_tree
from comuros.planning import solve
from comuros.scenario import LoadedScenario, load_scenario


@pytest.fixture(scope="module")
def food_court() -> LoadedScenario:
    return load_scenario("food_court")


def status_of(loaded: LoadedScenario, formula: str, *, scope: str = "serve") -> tuple[PlanningStatus, str]:
    scenario = loaded.scenario
    serve = Task("serve", "serve", Goal((parse_literal("on(soup, table_4)"),)), 1, Eligibility(("waiter",)))
    tree = checked_tree(serve, constraints=(FormulaConstraint("c", scope, formula, "as forbidden"),))
    team = tuple(
        RobotStatus(robot.name, loaded.world.start_pose(robot), robot.start, 1.0) for robot in scenario.robots
    )
    problem = PlanningProblem("m", 1, tree, scenario.initial_state(), team)
    outcome = solve(problem, scenario=scenario, travel=loaded.travel)
    return outcome.status, outcome.reason


@pytest.mark.parametrize(
    "formula",
    [
        "G !holding(cleaner, soup)",
        "F holding(waiter, soup)",
        "G !inside(cleaner, play_area)",
        "F on(soup, table_4)",
    ],
)
def test_a_plan_that_keeps_the_clause_is_let_out(food_court: LoadedScenario, formula: str) -> None:
    assert status_of(food_court, formula)[0] is PlanningStatus.SOLVED


@pytest.mark.parametrize(
    "formula",
    ["G !holding(waiter, soup)", "F on(soup, table_1)", "F inside(cleaner, play_area)"],
)
def test_a_plan_that_breaks_the_clause_is_kept_back_with_the_words(
    food_court: LoadedScenario, formula: str
) -> None:
    status, reason = status_of(food_court, formula)
    assert status is PlanningStatus.UNSUPPORTED
    assert "as forbidden" in reason


def test_zones_on_the_way_are_part_of_the_trace(food_court: LoadedScenario) -> None:
    waiter = food_court.scenario.robot("waiter")
    crossed = food_court.roadmap.zones_between(waiter, "waiter_dock", "kitchen")
    crossed += food_court.roadmap.zones_between(waiter, "kitchen", "table_4")
    assert "play_area" in crossed
    assert status_of(food_court, "F inside(waiter, play_area)")[0] is PlanningStatus.SOLVED
