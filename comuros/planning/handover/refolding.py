"""A hand-over that cannot be finished as it was found: what is left of it becomes the goal it is for again,
so that another way can be looked for. What is done or under way stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.core.task import Eligibility, Goal, Task
from comuros.core.tree import (
    Branch,
    Constraint,
    FormulaConstraint,
    Node,
    OrderConstraint,
    Relation,
    TaskTree,
    checked_tree,
    tasks_below,
)

HAND_OVER_WORDS = "the hand-over needs it"


def refolded(
    problem: PlanningProblem,
    stuck: Collection[str],
    *,
    sought: Sequence[tuple[str, Task]],
    scenario: Scenario,
) -> PlanningProblem:
    """The problem with every hand-over whose calls are among the stuck tasks folded; unchanged where there is
    none.

    `sought` are the hand-overs of the tree as pairs of the branch's id and the goal it is for. The goal takes
    the place of the calls not begun, under an id of its own; people who said no to one of these are not asked
    again.
    """
    tree, goals = problem.tree, dict(sought)
    for branch in _outermost(tree, goals):
        if any(task.id in stuck and not isinstance(task.work, Goal) for task in tasks_below(branch)):
            tree = _Folding(problem, branch, goals[branch.id], scenario).tree(tree)
    return problem.with_tree(tree)


def _outermost(tree: TaskTree, goals: Collection[str]) -> list[Branch]:
    inside: set[str] = set()
    found = []
    for node in tree.nodes():
        if isinstance(node, Branch) and node.id in goals and node.id not in inside:
            found.append(node)
            inside.update(each.id for each in TaskTree(node).nodes())
    return found


@dataclass(frozen=True, slots=True)
class _Folding:
    """One hand-over that is folded."""

    problem: PlanningProblem
    branch: Branch
    goal: Task
    scenario: Scenario

    def tree(self, old: TaskTree) -> TaskTree:
        """The tree with what is left of the hand-over as its goal; unchanged where a formula speaks of a
        part of it.
        """
        kept = tuple(node for child in self.branch.children for node in self._kept(child))
        left = {node.id for each in kept for node in TaskTree(each).nodes()}
        dropped = {node.id for node in TaskTree(self.branch).nodes()} - left - {self.branch.id}
        if any(_speaks_of(constraint, dropped) for constraint in old.constraints):
            return old
        goal = replace(self.goal, id=self._fresh_id(), eligibility=self._without_those_who_refused(dropped))
        branch = replace(self.branch, children=(*kept, goal))
        orders = (*_moved(old.constraints, dropped, goal.id), *self._after_what_goes_on(kept, goal.id))
        return checked_tree(
            with_node(old.root, branch),
            constraints=tuple(dict.fromkeys(orders)),
            instruction_id=old.instruction_id,
        )

    def _fresh_id(self) -> str:
        return f"{self.branch.id}_again{self.problem.revision}"

    def _kept(self, node: Node) -> tuple[Node, ...]:
        """The node without tasks not begun; a `together` is kept whole or not at all."""
        if isinstance(node, Task):
            return (node,) if node.id in self._begun else ()
        if node.relation in (Relation.TOGETHER, Relation.ANY):
            return (node,) if all(task.id in self._begun for task in tasks_below(node)) else ()
        children = tuple(each for child in node.children for each in self._kept(child))
        return (replace(node, children=children),) if children else ()

    @property
    def _begun(self) -> frozenset[str]:
        problem = self.problem
        return frozenset((*problem.done, *problem.abandoned, *(entry.task_id for entry in problem.running)))

    def _after_what_goes_on(self, kept: Iterable[Node], goal_id: str) -> list[Constraint]:
        running = {entry.task_id for entry in self.problem.running}
        ahead = [task.id for node in kept for task in tasks_below(node) if task.id in running]
        return [OrderConstraint(f"{each}_before_{goal_id}", each, goal_id, HAND_OVER_WORDS) for each in ahead]

    def _without_those_who_refused(self, dropped: Collection[str]) -> Eligibility:
        refused = {
            entry.robot
            for entry in self.problem.excluded
            if entry.task_id in dropped and self.scenario.robot(entry.robot).is_human
        }
        never = tuple(sorted({*self.goal.eligibility.never, *refused}))
        return replace(self.goal.eligibility, never=never)


def with_node(node: Node, replacement: Node) -> Node:
    """The tree below a node with the node of the replacement's id replaced by it."""
    if node.id == replacement.id:
        return replacement
    if isinstance(node, Branch):
        return replace(node, children=tuple(with_node(child, replacement) for child in node.children))
    return node


def _speaks_of(constraint: Constraint, ids: Collection[str]) -> bool:
    if not isinstance(constraint, FormulaConstraint):
        return False
    return constraint.scope in ids or not set(re.findall(r"\w+", constraint.formula)).isdisjoint(ids)


def _moved(constraints: Iterable[Constraint], dropped: Collection[str], goal_id: str) -> list[Constraint]:
    """Orders of the hand-over's own go with its calls; others hold for the goal instead."""
    moved: list[Constraint] = []
    for each in constraints:
        if not isinstance(each, OrderConstraint) or not {each.before, each.after} & set(dropped):
            moved.append(each)
        elif each.words != HAND_OVER_WORDS:
            before, after = (goal_id if end in dropped else end for end in (each.before, each.after))
            moved.append(replace(each, before=before, after=after))
    return moved
