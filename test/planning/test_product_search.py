"""The last resort for clauses: a search on the product of schedule and automata."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.tree import FormulaConstraint, Node
from comuros.planning import product_search, solve, validate
from comuros.planning.clause_check import broken_clauses
from comuros.planning.clauses import violated_clauses
from comuros.planning.product_search import METHOD, MOST_TASKS, plan_by_search
from support.small_building import (
    any_of,
    call,
    goal,
    parallel,
    problem,
    scenario,
    sequence,
    together,
    travel,
)

WIPE = goal("wipe", "clean(lab)")
LOOK = goal("look", "inspected(hall)")
SERVE = goal("serve", "on(cup, dock)")
CHOICE = any_of("c", goal("near", "inspected(hall)"), goal("far", "inspected(store)"))
TAKE = goal("take", "holding(carrier_1, cup)", only=("carrier_1",))
BRING = goal("bring", "on(cup, hall)")


def with_clauses(root: Node, *formulas: str, **more: object) -> PlanningProblem:
    clauses = tuple(
        FormulaConstraint(f"c{n}", root.id, formula, "as asked") for n, formula in enumerate(formulas)
    )
    return problem(root, constraints=clauses, **more)


def kept(asked: PlanningProblem) -> Plan:
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert outcome.plan is not None
    assert violated_clauses(outcome.plan, asked) == ()
    assert broken_clauses(outcome.plan, asked, scenario=scenario(), travel=travel()) == ()
    assert validate(outcome.plan, asked, scenario=scenario(), travel=travel()) == ()
    assert outcome.plan.certificate.lower_bound_s <= outcome.plan.certificate.makespan_s
    return outcome.plan


@pytest.mark.parametrize(
    ("root", "formulas"),
    [
        (parallel("p", WIPE, LOOK, SERVE), ("!look_starts W wipe_starts", "!wipe W look")),
        (parallel("p", WIPE, LOOK, SERVE), ("F (wipe & look)",)),
        (parallel("p", WIPE, LOOK), ("G (wipe -> X look)",)),
        (parallel("p", CHOICE, WIPE), ("F near",)),
        (parallel("p", SERVE, WIPE), ("F holding(carrier_1, cup)",)),
        (sequence("s", SERVE, parallel("p", WIPE, LOOK)), ("F (wipe & look)",)),
        (parallel("p", together("t", call("rest", "wait"), WIPE), LOOK), ("F (rest & look)",)),
        (parallel("p", sequence("s", TAKE, BRING), LOOK), ("F (bring & look)",)),
    ],
    ids=["within", "same_end", "right_after", "choice", "who", "sequence", "together", "same_robot"],
)
def test_what_no_added_order_brings_about_is_found(root: Node, formulas: tuple[str, ...]) -> None:
    plan = kept(with_clauses(root, *formulas))
    assert plan.certificate.method == METHOD


def test_a_deadline_and_a_release_bind_the_search_too() -> None:
    last = goal("wipe", "clean(lab)", deadline_s=11.0)
    late = replace(goal("look", "inspected(store)"), release_s=6.0)
    plan = kept(with_clauses(parallel("p", last, late), "!wipe W look", "!look_starts W wipe_starts"))
    assert (plan.assignment("wipe").start_s, plan.assignment("look").start_s) == (1.0, 6.0)


@pytest.mark.parametrize(
    "root",
    [
        parallel("p", WIPE, LOOK, SERVE),
        parallel("p", CHOICE, WIPE),
        sequence("s", SERVE, LOOK),
        parallel("p", together("t", call("rest", "wait"), WIPE), LOOK),
        goal("carry", "on(crate, dock)", robots=2),
    ],
    ids=lambda root: root.id,
)
def test_without_clauses_it_ends_as_soon_as_the_best_plan(root: Node) -> None:
    asked = problem(root)
    best = solve(asked, scenario=scenario(), travel=travel()).plan
    found = plan_by_search(asked, scenario(), travel()).plan
    assert found is not None
    assert found.certificate.makespan_s == pytest.approx(best.certificate.makespan_s)


def test_where_nothing_is_found_the_number_of_states_is_told() -> None:
    asked = with_clauses(parallel("p", WIPE, SERVE), "!serve_starts W wipe_starts", "!wipe W serve")
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.UNSUPPORTED
    assert "it is not proved that there is none; a search over" in outcome.reason


def test_the_budget_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product_search, "MOST_STATES", 3)
    asked = with_clauses(parallel("p", WIPE, LOOK, SERVE), "F (wipe & look)")
    outcome = plan_by_search(asked, scenario(), travel())
    assert outcome.plan is None
    assert "3 states" in outcome.reason


def test_a_plan_that_the_validator_refuses_is_not_let_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product_search, "validate", lambda *_, **__: ("no",))
    outcome = plan_by_search(with_clauses(parallel("p", WIPE, LOOK), "F (wipe & look)"), scenario(), travel())
    assert outcome.plan is None


def test_large_problems_are_not_searched() -> None:
    tasks = [call(f"t{n}", "wait") for n in range(MOST_TASKS + 1)]
    outcome = plan_by_search(problem(parallel("p", *tasks)), scenario(), travel())
    assert outcome.status is PlanningStatus.UNSUPPORTED
    assert "too large" in outcome.reason
