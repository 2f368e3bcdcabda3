"""Subtasks, precedence, exclusion, coalitions and alternatives, read off automata; what is left is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.core.literal import parse_literal
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, FormulaConstraint, OrderConstraint, Relation, checked_tree
from comuros.spec.hltlf import specification
from comuros.spec.hltlf.task_network import FormulaNetwork, Precedence, network_of, same_robots, task_network
from comuros.spec.ltlf import parse
from comuros.spec.published import load_published, published

DATA = Path(__file__).parents[3] / "benchmarks" / "data" / "hltl"
IDS = frozenset("abcd")


def network(text: str) -> FormulaNetwork:
    return network_of("x", parse(text), IDS)


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("F a & F b", [("a", "b")]),
        ("F a | F b", [("a",), ("b",)]),
        ("F a & (F b | F c & F d)", [("a", "b"), ("a", "c", "d")]),
        ("!(!a U b) -> F c", [("b",), ("c",)]),
        ("F a & G !a", []),
    ],
)
def test_alternatives_are_kept(text: str, alternatives: list[tuple[str, ...]]) -> None:
    assert network(text).alternatives == tuple(alternatives)


def test_precedence_is_read_off_whatever_its_wording() -> None:
    for text in ("F b & (!b_starts U a)", "F b & !(!a U (b_starts & !a))", "F b & (a R (!b_starts | a))"):
        assert network(text).precedence == (Precedence(("a",), "b"),), text


def test_a_disjunctive_precedence_stays_one() -> None:
    found = network("F a & F b & F c & (!c_starts U (a | b))")
    assert found.precedence == (Precedence(("a", "b"), "c"),)
    assert found.is_complete


def test_either_order_is_an_exclusion_and_not_chosen_early() -> None:
    found = network("F a & F b & ((!a_starts W b) | (!b_starts W a))")
    assert found.exclusions == (("a", "b"),)
    assert found.precedence == ()
    assert found.is_complete


def test_members_of_a_coalition_start_and_end_in_one_instant() -> None:
    found = network("F (a & b) & G (a_starts <-> b_starts)")
    assert found.coalitions == (("a", "b"),)
    assert found.is_complete


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("F a & G !at(r, dock)", "G !at(r, dock)"),
        ("F (a & X b)", "F (a & X b)"),
        ("F a & (F b | G !at(r, dock))", "F b | G !at(r, dock)"),
    ],
)
def test_what_the_network_cannot_say_is_left_to_plan_and_verify(text: str, left: str) -> None:
    found = network(text)
    assert found.left == (left,)
    assert found.statement() == f"x: left to plan and verify: {left}"


def test_every_relation_of_a_tree_is_said_completely_and_clauses_are_read_too() -> None:
    def task(name: str) -> Task:
        return Task(name, name, Goal((parse_literal(f"on({name}, dock)"),)))

    inner = [
        Branch(f"n_{relation.value}", relation, (task(f"a{i}"), task(f"b{i}")))
        for i, relation in enumerate(Relation)
    ]
    constraints = (
        OrderConstraint("o", "a0", "a1"),
        FormulaConstraint("c1", "root", "!b2_starts W a2"),
        FormulaConstraint("c2", "root", "G !at(r, dock)"),
    )
    spec = specification(
        checked_tree(Branch("root", Relation.PARALLEL, tuple(inner)), constraints=constraints)
    )
    found = {each.owner: each for each in task_network(spec)}
    assert [owner for owner, each in found.items() if not each.is_complete] == ["c2"]
    assert found["o"].precedence == (Precedence(("a0",), "a1"),)
    assert found["c1"].precedence == (Precedence(("a2",), "b2"),)
    assert found["n_any"].alternatives == (("a2",), ("b2",))


def test_equal_groups_of_typed_atoms_are_the_same_robots() -> None:
    (case,) = load_published(DATA / "milp_cases.json", "nav/4")
    assert same_robots(case) == (("p0", "p200"), ("p200", "p300"))
    assert same_robots(published([{"p0": "<> a"}])) == ()
