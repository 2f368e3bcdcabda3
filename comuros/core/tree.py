"""The hierarchical task tree, its constraints, its rules, and the mission class derived from its shape."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from comuros.core.errors import TreeError
from comuros.core.task import Task


class Relation(Enum):
    """How an inner node relates its children."""

    SEQUENCE = "sequence"
    PARALLEL = "parallel"
    ANY = "any"
    TOGETHER = "together"


class MissionClass(Enum):
    """What kind of mission a tree describes; derived, never asked of a model."""

    INDEPENDENT = "independent"
    SEQUENTIAL = "sequential"
    COORDINATED = "coordinated"
    MIXED = "mixed"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Branch:
    """An inner node."""

    id: str
    relation: Relation
    children: tuple[Node, ...]
    label: str = ""


Node = Task | Branch


@dataclass(frozen=True, slots=True)
class OrderConstraint:
    """Work on node `after` does not begin before node `before` is done."""

    id: str
    before: str
    after: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class FormulaConstraint:
    """An LTLf formula that must hold too. `scope` is a node id: the clause ends with that node; the root's id
    means the whole mission.
    """

    id: str
    scope: str
    formula: str
    words: str = ""


Constraint = OrderConstraint | FormulaConstraint


@dataclass(frozen=True, slots=True)
class TaskTree:
    """A tree with its constraints. Build it with `checked_tree`, which enforces the rules.

    `instruction_id` joins it to the instruction it came from.
    """

    root: Node
    constraints: tuple[Constraint, ...] = ()
    instruction_id: str = ""

    def nodes(self) -> Iterator[Node]:
        """Every node, parents before children, children in order."""
        yield from _walk(self.root)

    def tasks(self) -> tuple[Task, ...]:
        """Every leaf, left to right."""
        return tuple(node for node in self.nodes() if isinstance(node, Task))

    def node(self, node_id: str) -> Node:
        """The node with this id.

        Raises:
            TreeError: there is none.
        """
        for node in self.nodes():
            if node.id == node_id:
                return node
        known = ", ".join(node.id for node in self.nodes())
        raise TreeError(f"no node {node_id!r} in the task tree; it has {known}")

    def parent_of(self, node_id: str) -> Branch | None:
        """The branch that has this node as a child; None for the root."""
        for node in self.nodes():
            if isinstance(node, Branch) and any(child.id == node_id for child in node.children):
                return node
        return None


def tasks_below(node: Node) -> tuple[Task, ...]:
    """The leaves of a subtree, left to right."""
    return tuple(found for found in _walk(node) if isinstance(found, Task))


def checked_tree(
    root: Node, *, constraints: tuple[Constraint, ...] = (), instruction_id: str = ""
) -> TaskTree:
    """A task tree that keeps the rules.

    Raises:
        TreeError: ids repeat or are not identifiers, a branch has too few children, a task asks for
            fewer than one robot, a constraint names an unknown node, or the orders form a cycle.
    """
    tree = TaskTree(root, constraints, instruction_id)
    _check_ids(tree)
    for node in tree.nodes():
        _check_node(node)
    _check_constraints(tree)
    return tree


def precedence_pairs(tree: TaskTree) -> tuple[tuple[str, str], ...]:
    """Pairs (before, after) of node ids that sequences and order constraints relate directly."""
    pairs: list[tuple[str, str]] = []
    for node in tree.nodes():
        if isinstance(node, Branch) and node.relation is Relation.SEQUENCE:
            ids = [child.id for child in node.children]
            pairs.extend(itertools.pairwise(ids))
    pairs.extend((c.before, c.after) for c in tree.constraints if isinstance(c, OrderConstraint))
    return tuple(pairs)


def task_edges(tree: TaskTree) -> frozenset[tuple[str, str]]:
    """Precedence between tasks: every leaf below `before` comes before every leaf below `after`."""
    return frozenset(
        (earlier.id, later.id)
        for before, after in precedence_pairs(tree)
        for earlier in tasks_below(tree.node(before))
        for later in tasks_below(tree.node(after))
    )


def mission_class(tree: TaskTree) -> MissionClass:
    """The class of a feasible tree: independent, sequential, coordinated or mixed."""
    tasks = tree.tasks()
    edges = task_edges(tree)
    coalitions = _coalition_count(tree)
    if not edges and not coalitions:
        return MissionClass.INDEPENDENT
    if not edges and coalitions == 1 and _is_single_coalition(tree.root):
        return MissionClass.COORDINATED
    if not coalitions and _is_chain([task.id for task in tasks], edges):
        return MissionClass.SEQUENTIAL
    return MissionClass.MIXED


def class_reason(tree: TaskTree) -> str:
    """One sentence that says why the tree has its class."""
    edges, coalitions = len(precedence_pairs(tree)), _coalition_count(tree)
    reasons = {
        MissionClass.INDEPENDENT: "no task waits for another and every task needs one robot",
        MissionClass.SEQUENTIAL: "the tasks form one chain, each waiting for the one before",
        MissionClass.COORDINATED: "one group of robots acts at the same time and nothing else is asked",
        MissionClass.MIXED: f"it has {edges} order relation(s) and {coalitions} coalition(s)",
    }
    return reasons[mission_class(tree)]


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Branch):
        for child in node.children:
            yield from _walk(child)


def _coalition_count(tree: TaskTree) -> int:
    inside_together = {
        child.id
        for node in tree.nodes()
        if isinstance(node, Branch) and node.relation is Relation.TOGETHER
        for child in _walk(node)
        if child is not node
    }
    return sum(
        1
        for node in tree.nodes()
        if node.id not in inside_together
        and (node.robots > 1 if isinstance(node, Task) else node.relation is Relation.TOGETHER)
    )


def _is_single_coalition(root: Node) -> bool:
    while isinstance(root, Branch) and root.relation is not Relation.TOGETHER and len(root.children) == 1:
        root = root.children[0]
    return root.robots > 1 if isinstance(root, Task) else root.relation is Relation.TOGETHER


def _is_chain(task_ids: list[str], edges: frozenset[tuple[str, str]]) -> bool:
    later_count = Counter(before for before, _ in _closure(edges))
    return sorted(later_count[task_id] for task_id in task_ids) == list(range(len(task_ids)))


def _closure(edges: frozenset[tuple[str, str]]) -> set[tuple[str, str]]:
    closed = set(edges)
    for middle in sorted({node for edge in edges for node in edge}):
        into = [a for a, b in closed if b == middle]
        out_of = [b for a, b in closed if a == middle]
        closed.update((a, b) for a in into for b in out_of)
    return closed


def _check_ids(tree: TaskTree) -> None:
    counts = Counter(node.id for node in tree.nodes())
    for node_id, count in counts.items():
        if count > 1:
            raise TreeError(f"node id {node_id!r} is used {count} times; ids must be unique")
        if not node_id.isidentifier() or node_id.endswith("_starts"):
            raise TreeError(f"node id {node_id!r} must be an identifier that does not end in '_starts'")


def _check_node(node: Node) -> None:
    if isinstance(node, Task):
        if node.robots < 1:
            raise TreeError(f"task {node.id!r} asks for {node.robots} robots; expected at least 1")
        return
    least = 1 if node.relation in (Relation.SEQUENCE, Relation.PARALLEL) else 2
    if len(node.children) < least:
        raise TreeError(
            f"{node.relation.value} node {node.id!r} has {len(node.children)} children; "
            f"expected at least {least}"
        )


def _check_constraints(tree: TaskTree) -> None:
    for constraint in tree.constraints:
        if isinstance(constraint, OrderConstraint):
            tree.node(constraint.before)
            tree.node(constraint.after)
        else:
            tree.node(constraint.scope)
    cyclic = sorted(a for a, b in _closure(task_edges(tree)) if a == b)
    if cyclic:
        raise TreeError(
            f"the order of the tasks is circular: {', '.join(cyclic)} would have to come before themselves"
        )
