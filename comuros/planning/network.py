"""The task network: tasks with the precedence, choices and coalitions their tree implies.

Candidates and models read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from comuros.core.planning_problem import PlanningProblem
from comuros.core.task import Task
from comuros.core.tree import Branch, Node, Relation, TaskTree, task_edges, tasks_below


@dataclass(frozen=True, slots=True)
class Choice:
    """An `any` node: exactly one of `alternatives` (child ids) is carried out where `inside` is.

    `inside` is the enclosing alternative of another choice, "" where there is none.
    """

    node_id: str
    alternatives: tuple[str, ...]
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """A `together` node: the task ids below each child.

    All children start at once and hold until all are done.
    """

    node_id: str
    members: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TaskNetwork:
    """What is left to plan. `edges` (before, after) are transitively closed over the tasks of the whole
    tree.

    `alternative_of` gives the innermost choice alternative a task lies in, absent where it lies in none.
    """

    tasks: tuple[Task, ...]
    edges: frozenset[tuple[str, str]]
    choices: tuple[Choice, ...]
    togethers: tuple[Together, ...]
    alternative_of: dict[str, str]
    not_chosen: tuple[str, ...] = ()

    def task(self, task_id: str) -> Task:
        """The task with this id; KeyError where it needs no plan."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise KeyError(task_id)

    def before(self, task_id: str) -> tuple[str, ...]:
        """Ids of the tasks that must be done before this one, left to right."""
        return self.predecessors.get(task_id, ())

    @cached_property
    def predecessors(self) -> dict[str, tuple[str, ...]]:
        """For every task that has some: the tasks before it, left to right."""
        if not self.edges:
            return {}
        rank = {task.id: number for number, task in enumerate(self.tasks)}
        found: dict[str, list[str]] = {}
        for before, after in self.edges:
            found.setdefault(after, []).append(before)
        return {task: tuple(sorted(names, key=rank.__getitem__)) for task, names in found.items()}

    def in_order(self) -> tuple[Task, ...]:
        """The tasks, every one after those that precede it, otherwise left to right."""
        placed: dict[str, Task] = {}
        waiting = list(self.tasks)
        before = self.predecessors
        while waiting:
            ready = [task for task in waiting if all(b in placed for b in before.get(task.id, ()))]
            placed.update((task.id, task) for task in ready)
            waiting = [task for task in waiting if task.id not in placed]
        return tuple(placed.values())

    def with_edges(self, extra: Iterable[tuple[str, str]]) -> TaskNetwork:
        """The network with more precedence, closed again."""
        closed = transitive_closure(self.edges | frozenset(extra))
        return TaskNetwork(
            self.tasks, closed, self.choices, self.togethers, self.alternative_of, self.not_chosen
        )


def build_network(problem: PlanningProblem) -> TaskNetwork:
    """The network of a problem's tree without what is done, abandoned or ruled out by work already begun.

    Work begun waits for nothing any more: a predecessor owed again, because the world undid it, comes late.
    """
    tree = problem.tree
    finished = {*problem.done, *problem.abandoned}
    begun = {*problem.done, *(running.task_id for running in problem.running)}
    skipped: dict[str, None] = {}
    choices = _choices(tree, begun, set(problem.abandoned), skipped)
    tasks = tuple(task for task in tree.tasks() if task.id not in finished and task.id not in skipped)
    left = {task.id for task in tasks}
    can_wait = left - begun
    return TaskNetwork(
        tasks=tasks,
        edges=frozenset(
            (a, b) for a, b in transitive_closure(task_edges(tree)) if a in left and b in can_wait
        ),
        choices=choices,
        togethers=_togethers(tree, left),
        alternative_of=_alternatives_of(tree, choices, left),
        not_chosen=tuple(task_id for task_id in skipped if task_id not in finished),
    )


def transitive_closure(edges: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """All pairs (a, b) such that b is reachable from a."""
    after: dict[str, set[str]] = {}
    for before, later in edges:
        after.setdefault(before, set()).add(later)
    closed: set[tuple[str, str]] = set()
    for start in sorted(after):
        seen: set[str] = set()
        stack = sorted(after[start])
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(sorted(after.get(node, ())))
        closed.update((start, node) for node in seen)
    return frozenset(closed)


def _choices(
    tree: TaskTree, begun: set[str], abandoned: set[str], skipped: dict[str, None]
) -> tuple[Choice, ...]:
    made: list[Choice] = []
    for node in tree.nodes():
        if not isinstance(node, Branch) or node.relation is not Relation.ANY or _all_in(node, skipped):
            continue
        open_children = _open_children(node, begun, abandoned)
        for child in node.children:
            if child not in open_children:
                skipped.update(dict.fromkeys(task.id for task in tasks_below(child)))
        if len(open_children) > 1:
            made.append(Choice(node.id, tuple(c.id for c in open_children), _enclosing(tree, node, made)))
    return tuple(made)


def _enclosing(tree: TaskTree, node: Branch, outer: list[Choice]) -> str:
    """The innermost alternative of the choices made so far that holds this node."""
    inside = ""
    for choice in outer:
        for alternative in choice.alternatives:
            if any(below is node for below in _nodes_below(tree.node(alternative))):
                inside = alternative
    return inside


def _open_children(node: Branch, begun: set[str], abandoned: set[str]) -> list[Node]:
    """The alternatives that may still be carried out: the one begun, else those without abandoned tasks."""
    with_begun = [child for child in node.children if any(t.id in begun for t in tasks_below(child))]
    intact = [child for child in node.children if not any(t.id in abandoned for t in tasks_below(child))]
    both = [child for child in with_begun if child in intact]
    return both[:1] or intact


def _all_in(node: Branch, skipped: dict[str, None]) -> bool:
    return all(task.id in skipped for task in tasks_below(node))


def _alternatives_of(tree: TaskTree, choices: tuple[Choice, ...], left: set[str]) -> dict[str, str]:
    """Innermost alternative of every task that is left; parents come before children, so the last wins."""
    found: dict[str, str] = {}
    for choice in choices:
        for alternative in choice.alternatives:
            found.update((t.id, alternative) for t in tasks_below(tree.node(alternative)) if t.id in left)
    return found


def _nodes_below(node: Node) -> Iterable[Node]:
    yield node
    if isinstance(node, Branch):
        for child in node.children:
            yield from _nodes_below(child)


def _togethers(tree: TaskTree, left: set[str]) -> tuple[Together, ...]:
    found = []
    for node in tree.nodes():
        if isinstance(node, Branch) and node.relation is Relation.TOGETHER:
            members = tuple(tuple(t.id for t in tasks_below(c) if t.id in left) for c in node.children)
            if sum(1 for member in members if member) > 1:
                found.append(Together(node.id, tuple(member for member in members if member)))
    return tuple(found)
