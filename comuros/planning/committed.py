"""Tasks given to robots that have not begun them: the same robots keep them where a plan allows it, at
any time.

`solve` plans with the commitment first and without it only where that fails.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.planning_problem import PlanningProblem
from comuros.core.task import Eligibility, Task
from comuros.core.tree import Branch, Node


def with_commitments_kept(problem: PlanningProblem) -> PlanningProblem:
    """The same problem in which only the committed robots may do what they were given."""
    committed = dict(problem.committed)
    if not committed:
        return problem
    root = _restricted(problem.tree.root, committed)
    return replace(problem, tree=replace(problem.tree, root=root), committed=())


def _restricted(node: Node, committed: dict[str, tuple[str, ...]]) -> Node:
    if isinstance(node, Branch):
        return replace(node, children=tuple(_restricted(child, committed) for child in node.children))
    return _kept_by(node, committed[node.id]) if node.id in committed else node


def _kept_by(task: Task, robots: tuple[str, ...]) -> Task:
    said = task.eligibility
    return replace(task, eligibility=Eligibility(only=robots, never=said.never, types=said.types))
