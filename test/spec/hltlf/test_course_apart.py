"""Two trees over the same tasks: a course of events that tells them apart, or none."""

from __future__ import annotations

import pytest

from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.tree import Branch, OrderConstraint, Relation, TaskTree, checked_tree
from comuros.spec.hltlf.agreement import course_apart
from comuros.spec.hltlf.specification import specification


def over(root: str, relation: Relation, *orders: tuple[str, str]) -> TaskTree:
    tasks = tuple(Task(name, name, SkillCall("wait", ())) for name in ("a", "b", "c"))
    constraints = tuple(OrderConstraint(f"o{n}", *pair) for n, pair in enumerate(orders))
    return checked_tree(Branch(root, relation, tasks), constraints=constraints)


def apart(one: TaskTree, other: TaskTree) -> bool:
    return course_apart(specification(one), specification(other)) is not None


def test_a_sequence_is_its_orders_said_one_by_one() -> None:
    chain = over("n1", Relation.SEQUENCE)
    assert not apart(chain, over("m1", Relation.PARALLEL, ("a", "b"), ("b", "c")))
    assert not apart(chain, over("m1", Relation.PARALLEL, ("b", "c"), ("a", "b"), ("a", "c")))


@pytest.mark.parametrize(
    "other",
    [
        over("m1", Relation.PARALLEL),
        over("m1", Relation.PARALLEL, ("a", "b")),
        over("m1", Relation.ANY),
        over("m1", Relation.TOGETHER),
    ],
)
def test_whatever_allows_more_or_less_is_told_apart_both_ways(other: TaskTree) -> None:
    chain = over("n1", Relation.SEQUENCE)
    assert apart(chain, other)
    assert apart(other, chain)


def test_trees_of_other_tasks_or_with_shared_inner_nodes_are_refused() -> None:
    chain = over("n1", Relation.SEQUENCE)
    lone = checked_tree(Task("a", "a", SkillCall("wait", ())))
    for other in (lone, over("n1", Relation.PARALLEL)):
        with pytest.raises(ValueError, match="the same task ids and different ids of inner nodes"):
            course_apart(specification(chain), specification(other))
