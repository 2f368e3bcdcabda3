"""What is impossible is proved, and explained by requirements of which any one left out would help."""

from __future__ import annotations

import pytest

from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import Exclusion, PlanningProblem
from comuros.core.tree import OrderConstraint
from comuros.planning import SolverSettings, solve
from comuros.planning.conflicts import is_feasible, minimal_core
from comuros.planning.relaxation import Question
from support.small_building import call, goal, parallel, problem, scenario, sequence, together, travel

CASES = {
    "payload": (problem(goal("move", "on(safe, dock)", robots=2)), "payload_kg >= 40", "have 30"),
    "reach": (problem(goal("serve", "on(cup, roof)")), "no way", "roof"),
    "deadline": (problem(goal("serve", "on(cup, hall)", deadline_s=5.0)), "done by 5 s", "serve"),
    "permission": (problem(goal("wipe", "clean(hall)", only=("carrier_1",))), "only for carrier 1", "wipe"),
    "history": (
        problem(goal("wipe", "clean(hall)"), excluded=(Exclusion("wipe", "cleaner_1", "its brush broke"),)),
        "its brush broke",
        "ruled out",
    ),
    "crew": (problem(goal("look", "inspected(hall)", robots=2)), "2 robots at once", "look"),
    "roles": (
        problem(together("t", goal("one", "clean(hall)"), goal("two", "clean(lab)"))),
        "together by different robots",
        "clean",
    ),
    "order": (
        problem(
            together("t", goal("one", "clean(hall)"), goal("two", "inspected(lab)")),
            constraints=(OrderConstraint("c", "one", "two", "clean before looking"),),
        ),
        "clean before looking",
        "together",
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_the_conflict_names_the_numbers(kind: str) -> None:
    asked, *expected = CASES[kind]
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.INFEASIBLE
    for words in expected:
        assert words in str(outcome.conflict)


@pytest.mark.parametrize("kind", CASES)
def test_leaving_out_any_one_requirement_of_the_conflict_makes_it_feasible(kind: str) -> None:
    asked: PlanningProblem = CASES[kind][0]
    core = minimal_core(Question(asked, scenario(), travel()), SolverSettings())
    assert core.requirements
    assert not is_feasible(core.question, SolverSettings())
    for requirement in core.requirements:
        assert is_feasible(requirement.without(core.question), SolverSettings()), requirement.words


def test_tasks_that_are_not_at_fault_stay_out_of_the_conflict() -> None:
    tree = parallel("p", goal("fine", "clean(hall)"), goal("stuck", "on(cup, roof)"), call("rest", "wait"))
    outcome = solve(problem(tree), scenario=scenario(), travel=travel())
    assert "stuck" in str(outcome.conflict)
    assert "fine" not in str(outcome.conflict)
    assert "rest" not in str(outcome.conflict)


def test_running_out_of_time_is_not_called_infeasible() -> None:
    tree = sequence("s", *(goal(f"g{n}", f"inspected({p})") for n, p in enumerate(("hall", "lab", "roof"))))
    outcome = solve(problem(tree, time_limit_s=0.0), scenario=scenario(), travel=travel())
    assert outcome.status in (PlanningStatus.TIMED_OUT, PlanningStatus.SOLVED)
    assert outcome.conflict is None
