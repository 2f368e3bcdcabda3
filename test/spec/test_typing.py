"""Propositions typed against a scenario."""

from __future__ import annotations

import pytest

from comuros.core.errors import FormulaError
from comuros.core.literal import parse_literal
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, FormulaConstraint, Relation, checked_tree
from comuros.scenario import load_scenario
from comuros.spec.typing import check_types, ill_typed

SCENARIO = load_scenario("food_court").scenario
ROBOT, PLACE, OBJECT = SCENARIO.robots[0].name, SCENARIO.places[0].name, SCENARIO.objects[0].name


@pytest.mark.parametrize(
    "formula",
    [
        f"F at({ROBOT}, {PLACE})",
        f"G !(in({ROBOT}, {PLACE}) & holding({ROBOT}, {OBJECT}))",
        f"F on({OBJECT}, {PLACE})",
        f"G (carrying({ROBOT}) -> !inside({ROBOT}, {PLACE}))",
        "!b_starts W a",
    ],
)
def test_well_typed_formulas_pass(formula: str) -> None:
    check_types(formula, SCENARIO, node_ids=("a", "b"))


@pytest.mark.parametrize(
    ("formula", "culprit", "expected"),
    [
        (f"F at({PLACE}, {PLACE})", PLACE, "expected a robot"),
        (f"F at( {ROBOT} ,  {OBJECT})", OBJECT, "expected a place"),
        (f"F on({ROBOT}, {PLACE})", ROBOT, "expected an object"),
        (f"F at({ROBOT}, atlantis)", "atlantis", "expected a place"),
        (f"G flies({ROBOT})", "flies", "no predicate or skill 'flies'"),
        (f"F at({ROBOT})", "at", "expected 2"),
        ("F a & F ghost", "ghost", "one of the nodes a"),
    ],
)
def test_an_ill_typed_proposition_names_the_sort_expected_under_a_caret(
    formula: str, culprit: str, expected: str
) -> None:
    with pytest.raises(FormulaError, match=expected) as caught:
        check_types(formula, SCENARIO, node_ids=("a",))
    assert formula[caught.value.position :].startswith(culprit)


def test_every_ill_typed_formula_of_a_tree_is_named() -> None:
    task = Task("a", "a", Goal((parse_literal(f"on({OBJECT}, {PLACE})"),)))
    clauses = (
        FormulaConstraint("c1", "root", f"G !at({PLACE}, {PLACE})"),
        FormulaConstraint("c2", "root", f"F at({ROBOT}, {PLACE})"),
    )
    tree = checked_tree(Branch("root", Relation.PARALLEL, (task,)), constraints=clauses)
    found = ill_typed(tree, SCENARIO)
    assert len(found) == 1
    assert found[0].startswith("c1: ")
