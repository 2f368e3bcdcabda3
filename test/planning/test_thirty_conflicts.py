"""Thirty impossible problems of six kinds: proved, explained, possible once one requirement goes."""

from __future__ import annotations

import pytest

from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import Exclusion, PlanningProblem
from comuros.core.task import Task
from comuros.core.tree import OrderConstraint
from comuros.planning import SolverSettings, solve, validate
from comuros.planning.conflicts import is_feasible, minimal_core
from comuros.planning.relaxation import Question
from support.small_building import any_of, call, goal, parallel, problem, scenario, sequence, together, travel

LOOK, WIPE, SERVE = (
    goal("look", "inspected(hall)"),
    goal("wipe", "clean(hall)"),
    goal("serve", "on(cup, hall)"),
)
SETTINGS = SolverSettings()


def late(task_id: str, literal: str, by_s: float) -> Task:
    return goal(task_id, literal, deadline_s=by_s)


PROBLEMS: dict[str, tuple[PlanningProblem, ...]] = {
    "capability": (
        problem(goal("a", "on(safe, dock)", robots=2)),
        problem(sequence("s", WIPE, goal("a", "on(safe, hall)", robots=2))),
        problem(goal("a", "on(crate, hall)")),
        problem(parallel("p", LOOK, goal("a", "on(safe, kitchen)"))),
        problem(any_of("x", goal("a", "on(safe, dock)"), goal("b", "on(crate, dock)"))),
    ),
    "reachability": (
        problem(goal("a", "on(cup, roof)")),
        problem(goal("a", "clean(roof)")),
        problem(sequence("s", LOOK, goal("a", "on(mug, roof)"))),
        problem(call("a", "go_to", "roof", only=("carrier_1",))),
        problem(any_of("x", goal("a", "clean(roof)"), goal("b", "on(cup, roof)"))),
    ),
    "deadline": (
        problem(late("a", "on(cup, hall)", 5.0)),
        problem(late("a", "clean(hall)", 12.0)),
        problem(sequence("s", WIPE, late("a", "inspected(hall)", 20.0))),
        problem(parallel("p", *(late(*t) for t in (("a", "clean(lab)", 15.0), ("b", "clean(dock)", 60.0),
                                                   ("c", "clean(hall)", 40.0))))),
        problem(goal("a", "on(crate, dock)", robots=2, deadline_s=45.0)),
    ),
    "permission": (
        problem(goal("a", "clean(hall)", only=("carrier_1",))),
        problem(goal("a", "clean(hall)", never=("cleaner_1",))),
        problem(goal("a", "inspected(hall)", types=("carrier",))),
        problem(WIPE, excluded=(Exclusion("wipe", "cleaner_1", "its brush broke"),)),
        problem(SERVE, excluded=tuple(Exclusion("serve", f"carrier_{n}", "fell") for n in (1, 2))),
    ),
    "crew": (
        problem(goal("a", "inspected(hall)", robots=2)),
        problem(call("a", "wait", robots=5)),
        problem(together("t", goal("a", "clean(hall)"), goal("b", "clean(lab)"))),
        problem(together("t", LOOK, goal("b", "inspected(lab)"))),
        problem(together("t", call("a", "wait", only=("scout_1",)), LOOK)),
    ),
    "order": (
        problem(together("t", LOOK, WIPE), constraints=(OrderConstraint("c", "look", "wipe"),)),
        problem(together("t", SERVE, LOOK), constraints=(OrderConstraint("c", "serve", "look"),)),
        problem(sequence("s", WIPE, late("a", "inspected(roof)", 30.0))),
        problem(parallel("p", LOOK, late("b", "on(mug, dock)", 25.0)),
                constraints=(OrderConstraint("c", "look", "b"),)),
        problem(together("t", goal("a", "on(cup, dock)"), WIPE),
                constraints=(OrderConstraint("c", "wipe", "a"),)),
    ),
}  # fmt: skip
CASES = [(kind, number) for kind, problems in PROBLEMS.items() for number in range(len(problems))]


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_it_is_proved_impossible_and_any_one_requirement_left_out_makes_it_possible(
    kind: str, number: int
) -> None:
    asked = PROBLEMS[kind][number]
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.INFEASIBLE
    core = minimal_core(Question(asked, scenario(), travel()), SETTINGS)
    assert len(core.requirements) == len(outcome.conflict.requirements) > 0
    assert not is_feasible(core.question, SETTINGS)
    for requirement in core.requirements:
        eased = requirement.without(core.question)
        answer = solve(eased.problem, scenario=eased.scenario, travel=eased.travel)
        assert answer.plan is not None, requirement.words
        assert validate(answer.plan, eased.problem, scenario=eased.scenario, travel=eased.travel) == ()


def test_there_are_thirty_of_six_kinds() -> None:
    assert len(CASES) == 30
    assert len(PROBLEMS) == 6
