"""Formula constraints the network cannot express: proposed, read by the automata, repaired with orders."""

from __future__ import annotations

import pytest

from comuros.core.plan import PlanningStatus
from comuros.core.tree import FormulaConstraint
from comuros.planning import solve, validate
from comuros.planning.clauses import violated_clauses
from comuros.spec.hltlf import plan_violations, specification
from support.small_building import call, goal, parallel, problem, scenario, sequence, together, travel


@pytest.mark.parametrize(
    "formula",
    [
        "!wipe_starts W look",
        "G (wipe_starts -> F look)",
        "G !(wipe_starts & look_starts)",
        "F (look & F wipe_starts)",
    ],
)
def test_a_clause_between_tasks_is_kept(formula: str) -> None:
    tree = parallel(
        "p", goal("wipe", "clean(lab)"), goal("look", "inspected(hall)"), goal("serve", "on(cup, dock)")
    )
    asked = problem(tree, constraints=(FormulaConstraint("c", "p", formula),))
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert violated_clauses(outcome.plan, asked) == ()
    assert validate(outcome.plan, asked, scenario=scenario(), travel=travel()) == ()
    assert outcome.plan.certificate.lower_bound_s <= outcome.plan.certificate.makespan_s


def test_a_clause_nothing_can_keep_is_never_answered_with_a_plan() -> None:
    tree = parallel("p", goal("wipe", "clean(lab)"), goal("look", "inspected(hall)"))
    outcome = solve(
        problem(tree, constraints=(FormulaConstraint("c", "p", "G !wipe_starts", "never clean"),)),
        scenario=scenario(),
        travel=travel(),
    )
    assert outcome.status is PlanningStatus.UNSUPPORTED
    assert outcome.plan is None
    assert "never clean" in outcome.reason


def test_plans_of_every_relation_are_accepted_by_the_automata_of_their_tree() -> None:
    trees = (
        sequence(
            "s",
            goal("a", "on(cup, hall)"),
            parallel("p", goal("b", "clean(lab)"), goal("c", "inspected(hall)")),
        ),
        together(
            "t", call("a", "wait", only=("carrier_1",)), goal("b", "clean(lab)"), goal("c", "inspected(hall)")
        ),
        sequence("s", goal("a", "on(crate, dock)", robots=2), goal("b", "clean(dock)")),
    )
    for tree in trees:
        asked = problem(tree)
        plan = solve(asked, scenario=scenario(), travel=travel()).plan
        assert plan_violations(specification(asked.tree), plan) == ()
