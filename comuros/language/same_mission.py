"""Do two trees ask for the same mission? The same work, by the same robots, and, as the specification engine
finds, the same courses of events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from comuros.core.errors import BudgetExceeded
from comuros.core.task import Task
from comuros.core.tree import (
    Branch,
    Constraint,
    FormulaConstraint,
    Node,
    OrderConstraint,
    TaskTree,
    tasks_below,
)
from comuros.spec.hltlf.agreement import course_apart
from comuros.spec.hltlf.specification import specification


def is_same_mission(one: TaskTree, other: TaskTree) -> bool:
    """Whether nothing that a robot does could tell the two apart. What is too large to compare counts as
    different.
    """
    names = _matched(one, other)
    if names is None:
        return False
    renamed = _renamed(other, names)
    if _clauses(one) != _clauses(renamed):
        return False
    if _shape(one.root) == _shape(renamed.root) and _orders(one) == _orders(renamed):
        return True
    try:
        return course_apart(specification(one), specification(renamed)) is None
    except BudgetExceeded:
        return False


def _matched(one: TaskTree, other: TaskTree) -> dict[str, str] | None:
    """The tasks of the one by those of the other that ask for the same; None where the work differs."""
    ours: dict[str, list[str]] = defaultdict(list)
    for task in one.tasks():
        ours[_asked(task)].append(task.id)
    names: dict[str, str] = {}
    for task in other.tasks():
        if not ours[_asked(task)]:
            return None
        names[task.id] = ours[_asked(task)].pop(0)
    return None if any(ours.values()) else names


def _asked(task: Task) -> str:
    return str((task.work, task.robots, task.eligibility, task.deadline_s))


def _renamed(tree: TaskTree, names: Mapping[str, str]) -> TaskTree:
    """The tree with its tasks named as they are in the other, its inner nodes as nothing is there."""
    inner = {node.id: f"other_{node.id}" for node in tree.nodes() if isinstance(node, Branch)}
    new = {**names, **inner}

    def node(old: Node) -> Node:
        if isinstance(old, Branch):
            return replace(old, id=new[old.id], children=tuple(node(child) for child in old.children))
        return replace(old, id=new[old.id])

    def constraint(old: Constraint) -> Constraint:
        if isinstance(old, OrderConstraint):
            return replace(old, before=new[old.before], after=new[old.after])
        return replace(old, scope=new[old.scope])

    return TaskTree(node(tree.root), tuple(map(constraint, tree.constraints)), tree.instruction_id)


def _clauses(tree: TaskTree) -> list[tuple[str, list[str]]]:
    """What is forbidden, and during which tasks: the engine compares what trees demand, not how long."""
    scoped = (c for c in tree.constraints if isinstance(c, FormulaConstraint))
    return sorted((c.formula, sorted(t.id for t in tasks_below(tree.node(c.scope)))) for c in scoped)


def _shape(node: Node) -> object:
    if isinstance(node, Branch):
        return (node.relation, tuple(_shape(child) for child in node.children))
    return node.id


def _orders(tree: TaskTree) -> list[tuple[list[str], list[str]]]:
    orders = (c for c in tree.constraints if isinstance(c, OrderConstraint))
    pairs = ((tree.node(c.before), tree.node(c.after)) for c in orders)
    return sorted(([t.id for t in tasks_below(a)], [t.id for t in tasks_below(b)]) for a, b in pairs)
