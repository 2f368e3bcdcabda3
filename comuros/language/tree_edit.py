"""Minimal edits of a task tree: more work, less work, one unit in the place of another. Whatever an edit does
not touch keeps its ids. Pure; used by follow-ups in controlled English and by models alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, count

from comuros.core.errors import TreeError
from comuros.core.task import Goal, Task
from comuros.core.tree import (
    Branch,
    Constraint,
    Node,
    OrderConstraint,
    Relation,
    TaskTree,
    checked_tree,
    task_edges,
    tasks_below,
)

_PLAIN = (Relation.SEQUENCE, Relation.PARALLEL)


def units(tree: TaskTree) -> tuple[Node, ...]:
    """What a person would count: tasks, and groups that one clause made ('clear table 1'), in order of
    mention.
    """
    return tuple(_units(tree.root))


def added(
    tree: TaskTree,
    more: TaskTree,
    *,
    after: Sequence[str] = (),
    before: Sequence[str] = (),
    retired: Collection[str] = (),
) -> TaskTree:
    """The tree with more work beside it; `after` and `before` are ids of nodes it is in order with,
    `retired` ids of tasks that were taken out earlier and are not given again.

    Raises:
        TreeError: a node is unknown or the order becomes circular.
    """
    fresh = _renumbered(more, tree, retired)
    root = _widened(tree.root, fresh, Relation.PARALLEL)
    numbers = _numbers("c", (*tree.constraints, *fresh.constraints))
    orders = [OrderConstraint(next(numbers), node_id, fresh.root.id) for node_id in after]
    orders += [OrderConstraint(next(numbers), fresh.root.id, node_id) for node_id in before]
    kept = _rescoped(tree, root)
    inner = fresh.root.id if any(node.id == fresh.root.id for node in _nodes(root)) else ""
    if orders and not inner:
        raise TreeError("work that is in order with other work needs a node of its own")
    return checked_tree(
        root, constraints=(*kept, *fresh.constraints, *orders), instruction_id=tree.instruction_id
    )


def appended(tree: TaskTree, more: TaskTree, *, retired: Collection[str] = ()) -> TaskTree:
    """The tree with more work after all of it."""
    fresh = _renumbered(more, tree, retired)
    root = _widened(tree.root, fresh, Relation.SEQUENCE)
    return checked_tree(
        root,
        constraints=(*_rescoped(tree, root), *fresh.constraints),
        instruction_id=tree.instruction_id,
    )


def replaced(tree: TaskTree, node_id: str, more: TaskTree, *, retired: Collection[str] = ()) -> TaskTree:
    """The tree with other work in the place of one node; orders and clauses of the node are those of its
    successor.

    Raises:
        TreeError: there is no such node.
    """
    gone = {node.id for node in _nodes(tree.node(node_id))}
    fresh = _renumbered(more, tree, retired)
    root = _substituted(tree.root, node_id, fresh.root)
    kept = tuple(_renamed(c, dict.fromkeys(gone, fresh.root.id)) for c in tree.constraints)
    loose = tuple(c for c in kept if not (isinstance(c, OrderConstraint) and c.before == c.after))
    return checked_tree(root, constraints=(*loose, *fresh.constraints), instruction_id=tree.instruction_id)


def removed(tree: TaskTree, node_ids: Collection[str]) -> TaskTree | None:
    """The tree without some nodes; None where nothing is left. What came before and after a removed node
    stays in order.
    """
    root = _pruned(tree.root, node_ids)
    if root is None:
        return None
    left = {node.id for node in _nodes(root)}
    stands_in = {
        node.id: next(n.id for n in _nodes(node) if n.id in left)
        for node in tree.nodes()
        if node.id not in left and any(n.id in left for n in _nodes(node))
    }
    bridged = _bridged(tree, {node.id for node in tree.nodes()} - left - stands_in.keys())
    kept = (_renamed(c, stands_in) for c in bridged)
    return checked_tree(
        root,
        constraints=tuple(c for c in kept if left.issuperset(_named_in(c))),
        instruction_id=tree.instruction_id,
    )


def with_constraints(tree: TaskTree, more: Iterable[Constraint]) -> TaskTree:
    """The tree with clauses that hold for all of it."""
    numbers = _numbers("c", tree.constraints)
    scoped = [
        replace(c, id=next(numbers))
        if isinstance(c, OrderConstraint)
        else replace(c, id=next(numbers), scope=tree.root.id)
        for c in more
    ]
    return checked_tree(
        tree.root, constraints=(*tree.constraints, *scoped), instruction_id=tree.instruction_id
    )


def with_moves_in_order(tree: TaskTree, predicate: str) -> TaskTree:
    """One object cannot be brought to two places at once: where nothing else says, what was asked later comes
    later.

    Raises:
        TreeError: the order becomes circular.
    """
    moves = [
        (literal.atom.arguments, task.id)
        for unit in units(tree)
        if isinstance(unit, Task) or unit.relation is not Relation.ANY
        for task in tasks_below(unit)
        if isinstance(task.work, Goal)
        for literal in task.work.literals
        if literal.positive and literal.atom.predicate == predicate
    ]
    related = {frozenset(pair) for pair in task_edges(tree)}
    numbers = _numbers("c", tree.constraints)
    orders = [
        OrderConstraint(next(numbers), *sorted((a, b), key=_age))
        for (what, a), (again, b) in combinations(moves, 2)
        if what[0] == again[0] and what != again and frozenset((a, b)) not in related
    ]
    return (
        checked_tree(tree.root, constraints=(*tree.constraints, *orders), instruction_id=tree.instruction_id)
        if orders
        else tree
    )


def _age(task_id: str) -> tuple[int, str]:
    """Later tasks have higher numbers."""
    return (int(task_id[1:]), "") if task_id[1:].isdecimal() else (0, task_id)


def _units(node: Node) -> Iterable[Node]:
    if isinstance(node, Task) or node.label or node.relation not in _PLAIN:
        yield node
        return
    for child in node.children:
        yield from _units(child)


def _nodes(node: Node) -> Iterable[Node]:
    yield node
    if isinstance(node, Branch):
        for child in node.children:
            yield from _nodes(child)


def _widened(root: Node, fresh: TaskTree, relation: Relation) -> Node:
    if isinstance(root, Branch) and root.relation is relation and not root.label:
        return replace(root, children=(*root.children, fresh.root))
    taken = (*_nodes(root), *fresh.nodes())
    return Branch(next(_numbers("n", taken)), relation, (root, fresh.root))


def _rescoped(tree: TaskTree, root: Node) -> tuple[Constraint, ...]:
    """Clauses of the whole mission stay clauses of the whole mission."""
    return tuple(
        replace(c, scope=root.id) if not isinstance(c, OrderConstraint) and c.scope == tree.root.id else c
        for c in tree.constraints
    )


def _substituted(node: Node, node_id: str, successor: Node) -> Node:
    if node.id == node_id:
        return successor
    if isinstance(node, Task):
        return node
    return replace(node, children=tuple(_substituted(c, node_id, successor) for c in node.children))


def _pruned(node: Node, gone: Collection[str]) -> Node | None:
    if node.id in gone:
        return None
    if isinstance(node, Task):
        return node
    children = tuple(c for child in node.children if (c := _pruned(child, gone)) is not None)
    if not children:
        return None
    alone = len(children) == 1 and node.relation not in _PLAIN
    return children[0] if alone else replace(node, children=children)


def _bridged(tree: TaskTree, gone: Collection[str]) -> list[Constraint]:
    orders = {(c.before, c.after): c for c in tree.constraints if isinstance(c, OrderConstraint)}
    numbers = _numbers("c", tree.constraints)
    for middle in sorted(gone):
        into = [before for before, after in orders if after == middle]
        out_of = [after for before, after in orders if before == middle]
        for pair in ((before, after) for before in into for after in out_of):
            orders.setdefault(pair, OrderConstraint(next(numbers), *pair))
    return [*(c for c in tree.constraints if not isinstance(c, OrderConstraint)), *orders.values()]


def _renamed(constraint: Constraint, names: Mapping[str, str]) -> Constraint:
    if isinstance(constraint, OrderConstraint):
        before, after = (names.get(n, n) for n in (constraint.before, constraint.after))
        return replace(constraint, before=before, after=after)
    return replace(constraint, scope=names.get(constraint.scope, constraint.scope))


def _named_in(constraint: Constraint) -> tuple[str, ...]:
    if isinstance(constraint, OrderConstraint):
        return constraint.before, constraint.after
    return (constraint.scope,)


def _renumbered(more: TaskTree, tree: TaskTree, retired: Collection[str]) -> TaskTree:
    """The other tree with ids that this one does not have."""
    tasks = _numbers("t", tree.nodes(), retired)
    branches = _numbers("n", tree.nodes())
    clauses = _numbers("c", tree.constraints)
    names = {n.id: next(tasks) if isinstance(n, Task) else next(branches) for n in more.nodes()}
    constraints = tuple(replace(_renamed(c, names), id=next(clauses)) for c in more.constraints)
    return TaskTree(_with_ids(more.root, names), constraints)


def _with_ids(node: Node, names: Mapping[str, str]) -> Node:
    if isinstance(node, Task):
        return replace(node, id=names[node.id])
    return replace(node, id=names[node.id], children=tuple(_with_ids(c, names) for c in node.children))


def _numbers(letter: str, taken: Iterable[Node | Constraint], retired: Collection[str] = ()) -> Iterator[str]:
    """Ids of one letter that nothing bears and nothing bore: numbers go on from the highest."""
    ids = (*(entry.id for entry in taken), *retired)
    used = [int(known[1:]) for known in ids if known[0] == letter and known[1:].isdecimal()]
    return (f"{letter}{number}" for number in count(max(used, default=0) + 1))


def is_done(node: Node, done: Collection[str]) -> bool:
    """Whether every task below is done."""
    return all(task.id in done for task in tasks_below(node))
