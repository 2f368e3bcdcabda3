"""Task trees keep their rules, and their class follows from their shape."""

from __future__ import annotations

import pytest

from comuros.core.errors import TreeError
from comuros.core.literal import parse_literal
from comuros.core.task import Eligibility, Goal, Task
from comuros.core.tree import (
    Branch,
    FormulaConstraint,
    MissionClass,
    Node,
    OrderConstraint,
    Relation,
    checked_tree,
    class_reason,
    mission_class,
    task_edges,
)


def task(task_id: str, *, robots: int = 1) -> Task:
    return Task(task_id, task_id, Goal((parse_literal("on(box, dock)"),)), robots=robots)


def branch(relation: Relation, *children: Node, node_id: str = "root") -> Branch:
    return Branch(node_id, relation, children)


A, B, C = task("a"), task("b"), task("c")
LIFT = task("lift", robots=2)


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (A, MissionClass.INDEPENDENT),
        (branch(Relation.PARALLEL, A, B), MissionClass.INDEPENDENT),
        (branch(Relation.ANY, A, B), MissionClass.INDEPENDENT),
        (branch(Relation.SEQUENCE, A, B, C), MissionClass.SEQUENTIAL),
        (LIFT, MissionClass.COORDINATED),
        (branch(Relation.TOGETHER, A, B), MissionClass.COORDINATED),
        (branch(Relation.SEQUENCE, LIFT, A), MissionClass.MIXED),
        (branch(Relation.PARALLEL, LIFT, A), MissionClass.MIXED),
        (
            branch(Relation.PARALLEL, branch(Relation.SEQUENCE, A, B, node_id="n"), C),
            MissionClass.MIXED,
        ),
    ],
)
def test_the_class_follows_from_the_shape(root: Node, expected: MissionClass) -> None:
    tree = checked_tree(root)
    assert mission_class(tree) is expected
    assert class_reason(tree)


def test_an_order_constraint_makes_two_parallel_tasks_a_sequence() -> None:
    tree = checked_tree(branch(Relation.PARALLEL, A, B), constraints=(OrderConstraint("o", "b", "a"),))
    assert task_edges(tree) == {("b", "a")}
    assert mission_class(tree) is MissionClass.SEQUENTIAL


def test_orders_between_branches_are_orders_between_all_their_tasks() -> None:
    first = branch(Relation.PARALLEL, A, B, node_id="n")
    tree = checked_tree(branch(Relation.SEQUENCE, first, C))
    assert task_edges(tree) == {("a", "c"), ("b", "c")}


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: checked_tree(branch(Relation.PARALLEL, A, A)), "'a' is used 2 times"),
        (lambda: checked_tree(task("a_starts")), "does not end in '_starts'"),
        (lambda: checked_tree(task("not an id")), "must be an identifier"),
        (lambda: checked_tree(task("a", robots=0)), "asks for 0 robots; expected at least 1"),
        (lambda: checked_tree(branch(Relation.ANY, A)), "has 1 children; expected at least 2"),
        (lambda: checked_tree(branch(Relation.SEQUENCE)), "has 0 children; expected at least 1"),
        (
            lambda: checked_tree(A, constraints=(OrderConstraint("o", "a", "ghost"),)),
            "no node 'ghost' in the task tree; it has a",
        ),
        (
            lambda: checked_tree(A, constraints=(FormulaConstraint("f", "ghost", "F x"),)),
            "no node 'ghost'",
        ),
        (
            lambda: checked_tree(
                branch(Relation.SEQUENCE, A, B), constraints=(OrderConstraint("o", "b", "a"),)
            ),
            "circular",
        ),
    ],
)
def test_a_tree_that_breaks_a_rule_is_refused_with_the_value(build, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TreeError, match=words):
        build()


def test_eligibility_is_what_a_person_allowed() -> None:
    said = Eligibility(only=("ann", "ben"), never=("ben",), types=("cart",))
    assert said.permits("ann", "cart")
    assert not said.permits("ben", "cart")
    assert not said.permits("ann", "drone")
    assert Eligibility().permits("anybody", "at_all")
