"""Trees on one line, for tables of wordings: seq(t1:on(cup, table_2) @waiter, any(…)); the way the tests
write them.
"""

from __future__ import annotations

from comuros.core.task import Task
from comuros.core.tree import FormulaConstraint, Node, OrderConstraint, TaskTree

_SHORT = {"sequence": "seq", "parallel": "par", "any": "any", "together": "tog"}


def on_one_line(tree: TaskTree) -> str:
    """The tree, then its constraints after `+`."""
    return " + ".join((_node(tree.root), *map(_constraint, tree.constraints)))


def _node(node: Node) -> str:
    if not isinstance(node, Task):
        return f"{_SHORT[node.relation.value]}({', '.join(map(_node, node.children))})"
    allowed = node.eligibility
    parts = [f"{node.id}:{node.work}"]
    parts += [f"x{node.robots}"] if node.robots > 1 else []
    parts += [f"@{'/'.join(allowed.only)}"] if allowed.only else []
    parts += [f"not @{'/'.join(allowed.never)}"] if allowed.never else []
    parts += [f"type {'/'.join(allowed.types)}"] if allowed.types else []
    parts += [f"within {node.deadline_s:g} s"] if node.deadline_s is not None else []
    return " ".join(parts)


def _constraint(constraint: OrderConstraint | FormulaConstraint) -> str:
    if isinstance(constraint, OrderConstraint):
        return f"{constraint.before}<{constraint.after}"
    return f"{constraint.scope}: {constraint.formula}"
