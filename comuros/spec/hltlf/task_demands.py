"""Demands on inner nodes as demands on their tasks, where the two are the same.

A sequence or parallel node is done in the instant in which its last part is, if its order was kept; a node
starts with its first task. So "b waits for the node" is "b waits for each of its parts", which is easier to
compare.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from comuros.core.tree import Branch, Relation, TaskTree, tasks_below
from comuros.spec.ltlf import Formula, Op, eventually, negation, parse, proposition, until, weak_until

_STARTS = "_starts"


def task_demands(demands: Iterable[Formula], tree: TaskTree) -> tuple[Formula, ...]:
    """The demands, those of the form `F n` and `!n_starts U m` (or `W`) split into demands on tasks."""
    return tuple(dict.fromkeys(part for demand in demands for part in _parts(demand, tree)))


def _parts(demand: Formula, tree: TaskTree) -> tuple[Formula, ...]:
    if demand.op is Op.EVENTUALLY:
        (event,) = demand.args
        return (*(eventually(part) for part in _completions(event, tree)), *_orders(event, tree))
    if demand.op is Op.UNTIL:
        idle, event = demand.args
        waiting = (until(i, e) for i in _idle(idle, tree) for e in _completions(event, tree))
        return (*waiting, *_orders(event, tree))
    if demand.op is Op.WEAK_UNTIL and not _orders(demand.args[1], tree):
        idle, event = demand.args
        return tuple(weak_until(i, e) for i in _idle(idle, tree) for e in _completions(event, tree))
    return (demand,)


def _orders(event: Formula, tree: TaskTree) -> tuple[Formula, ...]:
    """The orders that must have been kept for a node to be done, on tasks."""
    node = _splittable(event, tree)
    if node is None:
        return ()
    ids = [child.id for child in node.children] if node.relation is Relation.SEQUENCE else []
    own = [parse(f"!{later}_starts U {earlier}") for earlier, later in pairwise(ids)]
    below = [order for child in node.children for order in _orders(proposition(child.id), tree)]
    return (*(part for order in own for part in _parts(order, tree)), *below)


def _idle(formula: Formula, tree: TaskTree) -> tuple[Formula, ...]:
    """That a node has not started, as its tasks not having started."""
    if formula.op is Op.NOT and formula.args[0].op is Op.PROPOSITION:
        name = formula.args[0].name
        node = _branch(name.removesuffix(_STARTS), tree) if name.endswith(_STARTS) else None
        if node is not None:
            return tuple(negation(proposition(task.id + _STARTS)) for task in tasks_below(node))
    return (formula,)


def _completions(formula: Formula, tree: TaskTree) -> tuple[Formula, ...]:
    """That a node is done, as its parts being done; each will have been at that instant or before."""
    node = _splittable(formula, tree)
    if node is None:
        return (formula,)
    return tuple(p for child in node.children for p in _completions(proposition(child.id), tree))


def _splittable(event: Formula, tree: TaskTree) -> Branch | None:
    """The node whose completion the event is, if it is done when each of its parts is."""
    node = _branch(event.name, tree) if event.op is Op.PROPOSITION else None
    return node if node and node.relation in (Relation.SEQUENCE, Relation.PARALLEL) else None


def _branch(node_id: str, tree: TaskTree) -> Branch | None:
    return next((n for n in tree.nodes() if n.id == node_id and isinstance(n, Branch)), None)
