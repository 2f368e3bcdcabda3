"""A tree and a proposed formula are compared; what tells them apart is a course of events, in words."""

from __future__ import annotations

import pytest

from comuros.core.errors import FormulaError
from comuros.core.literal import parse_literal
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, FormulaConstraint, Node, OrderConstraint, Relation, checked_tree
from comuros.spec.hltlf import MissionMonitor, Specification, specification
from comuros.spec.hltlf.agreement import agreement
from comuros.spec.ltlf import holds, parse


def task(task_id: str) -> Task:
    return Task(task_id, f"fetch {task_id}", Goal((parse_literal(f"on({task_id}_box, dock)"),)))


def node(relation: Relation, *children: Node, name: str = "root") -> Branch:
    return Branch(name, relation, children)


def spec(root: Branch) -> Specification:
    return specification(checked_tree(root))


A, B, C = task("a"), task("b"), task("c")
NESTED = node(Relation.SEQUENCE, node(Relation.PARALLEL, A, B, name="n"), C)
CHOICE = node(Relation.SEQUENCE, node(Relation.ANY, A, B, name="n"), C)


@pytest.mark.parametrize(
    ("root", "formula"),
    [
        (node(Relation.SEQUENCE, A, B), "F a & F b & (!b_starts U a)"),
        (node(Relation.PARALLEL, A, B), "F root"),
        (node(Relation.ANY, A, B), "F a | F b"),
        (node(Relation.TOGETHER, A, B), "F (a & b) & G (a_starts <-> b_starts)"),
        (NESTED, "F c & (!c_starts U a) & (!c_starts U b)"),
        (CHOICE, "F c & (!c_starts U (a | b))"),
    ],
)
def test_what_means_the_same_agrees(root: Branch, formula: str) -> None:
    assert agreement(spec(root), formula).agrees


@pytest.mark.parametrize(
    ("root", "formula", "tree_allows"),
    [
        (node(Relation.SEQUENCE, A, B), "F a & F b", False),
        (node(Relation.SEQUENCE, A, B), "F (a & F b)", False),
        (node(Relation.PARALLEL, A, B), "F b & (!b_starts U a)", True),
        (node(Relation.ANY, A, B), "F a", True),
        (node(Relation.TOGETHER, A, B), "F a & F b", False),
        (NESTED, "F c & (!c_starts U a)", False),
        (CHOICE, "F c & (!c_starts U a)", True),
    ],
)
def test_the_course_of_events_that_tells_them_apart_is_judged_so_by_the_monitors(
    root: Branch, formula: str, tree_allows: bool
) -> None:
    of = spec(root)
    found = agreement(of, formula)
    assert found.trace is not None
    assert found.tree_allows is tree_allows
    assert holds(parse(formula), found.trace) is not tree_allows
    monitor = MissionMonitor(of)
    tasks = [each.id for each in of.tree.tasks()]
    for letter in found.trace:
        monitor.step(
            started=[each for each in tasks if f"{each}_starts" in letter],
            done=[each for each in tasks if each in letter],
        )
    assert monitor.complete is tree_allows


def test_the_words_tell_who_allows_what() -> None:
    words = agreement(spec(node(Relation.SEQUENCE, A, B)), "F a & F b").words
    assert words.startswith("the formula allows this and the tree does not: 1. ")
    assert "'fetch b' starts" in words


def test_orders_and_clauses_belong_to_the_tree() -> None:
    constraints = (OrderConstraint("o", "a", "b"), FormulaConstraint("c1", "root", "!c_starts W b"))
    of = specification(checked_tree(node(Relation.PARALLEL, A, B, C), constraints=constraints))
    assert agreement(of, "F a & F b & F c & (!b_starts U a) & (!c_starts U b)").agrees
    assert not agreement(of, "F a & F b & F c & (!b_starts U a)").agrees


def test_a_formula_over_nodes_the_tree_does_not_have_is_refused() -> None:
    with pytest.raises(FormulaError, match="'ghost' names no node of the tree; expected one of a, b, root"):
        agreement(spec(node(Relation.PARALLEL, A, B)), "F ghost")
