"""A task tree as a person would say it, so that two readings of the same words can be told apart."""

from __future__ import annotations

from dataclasses import replace

from comuros.core.scenario import Scenario
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, FormulaConstraint, Node, Relation, TaskTree, tasks_below
from comuros.spec.phrasing import phrasing


def in_words(tree: TaskTree) -> str:
    """'first clean table 1, then clean table 2': tasks with who does them, their order, what is forbidden."""
    parts = [_said(tree.root, inner=False)]
    for constraint in tree.constraints:
        if isinstance(constraint, FormulaConstraint):
            scope = tree.node(constraint.scope)
            within = "" if scope is tree.root else f" during {_named(scope)}"
            parts.append(f"{constraint.words or constraint.formula}{within}")
        else:
            before, after = tree.node(constraint.before), tree.node(constraint.after)
            parts.append(f"{_named(after)} only after {_named(before)}")
    return "; ".join(parts)


def by_its_works(tree: TaskTree, scenario: Scenario) -> TaskTree:
    """The tree with labels that say its works in the scenario's words, whatever its labels said: those of a
    model may say something else.
    """
    phrase = phrasing(scenario=scenario)

    def said(task: Task) -> str:
        if not isinstance(task.work, Goal):
            return str(task.work)
        return " and ".join(phrase(str(part.atom), holds=part.positive) for part in task.work.literals)

    def relabelled(node: Node) -> Node:
        if isinstance(node, Task):
            return replace(node, label=said(node))
        return replace(node, label="", children=tuple(map(relabelled, node.children)))

    return replace(tree, root=relabelled(tree.root))


def _said(node: Node, *, inner: bool) -> str:
    if isinstance(node, Task):
        return _task(node)
    if len(node.children) == 1:
        return _said(node.children[0], inner=inner)
    children = [_said(child, inner=True) for child in node.children]
    whole = _JOINED[node.relation](children)
    return f"({whole})" if inner else whole


def _task(task: Task) -> str:
    allowed = task.eligibility
    said = [task.label or str(task.work)]
    said += [f"by {' or '.join(_plain(name) for name in allowed.only)}"] if allowed.only else []
    said += [f"not by {' or '.join(_plain(name) for name in allowed.never)}"] if allowed.never else []
    said += [f"with {task.robots} robots"] if task.robots > 1 else []
    said += [f"within {_time(task.deadline_s)}"] if task.deadline_s is not None else []
    return " ".join(said)


def _time(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds % 60 == 0 else f"{seconds:g} s"


def _named(node: Node) -> str:
    labels = [task.label or str(task.work) for task in tasks_below(node)]
    return f"'{node.label}'" if isinstance(node, Branch) and node.label else f"'{_listed(labels, 'and')}'"


def _listed(parts: list[str], last: str) -> str:
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else parts[0]


def _plain(name: str) -> str:
    return name.replace("_", " ")


_JOINED = {
    Relation.SEQUENCE: lambda parts: "first " + ", then ".join(parts),
    Relation.PARALLEL: lambda parts: _listed(parts, "and") + ", in any order",
    Relation.ANY: lambda parts: "either " + _listed(parts, "or"),
    Relation.TOGETHER: lambda parts: "together: " + _listed(parts, "and"),
}
