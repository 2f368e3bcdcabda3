"""Do a task tree and a formula that was proposed for the same instruction mean the same? If not: a course of
events that tells them apart, in words. For model output that gives both.

Neither side is ever made one automaton: each demand of the one is held against the demands of the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comuros.core.errors import BudgetExceeded, FormulaError
from comuros.core.tree import Branch, Relation, TaskTree, tasks_below
from comuros.spec.hltlf.background import event_theory
from comuros.spec.hltlf.shortened import shortened
from comuros.spec.hltlf.specification import Specification, formula_of
from comuros.spec.hltlf.task_demands import task_demands
from comuros.spec.ltlf import (
    Formula,
    Op,
    Phrase,
    Trace,
    conjunction,
    disjunction,
    eventually,
    negation,
    parse,
    postorder,
    proposition,
)
from comuros.spec.ltlf.joint import jointly
from comuros.spec.phrasing import phrasing

_UNDECIDED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """`trace` tells the two apart: the tree allows it and the formula does not, or (`tree_allows` false) the
    other way round. None where they agree.
    """

    trace: Trace | None
    tree_allows: bool
    words: str

    @property
    def agrees(self) -> bool:
        """Whether tree and formula allow the same courses of events."""
        return self.trace is None


def agreement(spec: Specification, formula: str, *, phrase: Phrase | None = None) -> Agreement:
    """Compare a tree, with its orders and clauses, with a formula over its nodes (`a`, `a_starts`, literals).

    Pure, and the one function to call for a model's "tree and formula" answer. Only courses of events that
    can happen are compared: a task starts once, takes some time and is done once; a node is done when its
    own formula is met. The course found is short, not always a shortest one.

    Raises:
        FormulaError: the formula does not parse or speaks of nodes the tree does not have.
        BudgetExceeded: no difference was found, and some demand is too large to compare.
    """
    proposed = parse(formula)
    _check_nodes(proposed, formula, spec.tree)
    ours, theirs = _side(_meant_by(spec), spec.tree), _side(proposed, spec.tree)
    found = _difference(ours, theirs, _conjuncts(_happening(spec.tree)))
    if found is None:
        return Agreement(None, True, "the tree and the formula allow the same courses of events")
    trace, tree_allows = found
    return Agreement(
        trace, tree_allows, _told(trace, tree_allows=tree_allows, phrase=phrase or phrasing(spec.tree))
    )


def course_apart(one: Specification, other: Specification) -> Trace | None:
    """A short course of events that one of two trees over the same tasks allows and the other forbids; None
    where they mean the same. Pure.

    Raises:
        ValueError: the ids of the trees' tasks differ, or they share the id of an inner node.
        BudgetExceeded: no difference was found, and some demand is too large to compare.
    """
    trees = (one.tree, other.tree)
    ids = [{node.id for node in tree.nodes()} for tree in trees]
    tasks = [{task.id for task in tree.tasks()} for tree in trees]
    if tasks[0] != tasks[1] or ids[0] & ids[1] != tasks[0]:
        raise ValueError("expected two trees with the same task ids and different ids of inner nodes")
    events = (*_conjuncts(_happening(trees[0])), *_conjuncts(_happening(trees[1])))
    ours, theirs = (_side(_meant_by(spec), spec.tree) for spec in (one, other))
    found = _difference(ours, theirs, tuple(dict.fromkeys(events)))
    return found[0] if found is not None else None


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side asks for: its own formulas, and the same split into demands on tasks."""

    formulas: tuple[Formula, ...]
    demands: tuple[Formula, ...]


def _side(formula: Formula, tree: TaskTree) -> _Side:
    formulas = _conjuncts(formula)
    return _Side(formulas, task_demands(formulas, tree))


def _difference(ours: _Side, theirs: _Side, events: tuple[Formula, ...]) -> tuple[Trace, bool] | None:
    """A course of events that one side allows and the other does not, and whether it is ours that does."""
    undecided: list[BudgetExceeded] = []
    for ours_allows, kept, demands in (
        (True, (*ours.demands, *ours.formulas), theirs.demands),
        (False, (*theirs.demands, *theirs.formulas), ours.demands),
    ):
        for demand in demands:
            try:
                trace = _course((negation(demand), *kept, *events))
            except BudgetExceeded as error:
                undecided.append(error)
                if len(undecided) < _UNDECIDED_AT_MOST:
                    continue
                raise
            if trace is not None:
                return trace, ours_allows
    if undecided:
        raise undecided[0]
    return None


def _course(formulas: Sequence[Formula]) -> Trace | None:
    """A short course of events on which all of them hold."""
    trace = jointly(formulas).trace
    return None if trace is None else shortened(trace, formulas)


def _conjuncts(formula: Formula) -> tuple[Formula, ...]:
    return formula.args if formula.op is Op.AND else (formula,)


def _meant_by(spec: Specification) -> Formula:
    """The demands of a tree over the events of its tasks."""
    orders = [parse(entry.formula) for entry in spec.orders]
    clauses = [parse(clause.formula) for clause in spec.clauses]
    nodes = [parse(entry.formula) for entry in spec.nodes if _is_demanded(entry.node_id, spec.tree)]
    relations = [
        parse(part) for node in spec.tree.nodes() if isinstance(node, Branch) for part in _safety(node)
    ]
    root = eventually(proposition(spec.tree.root.id))
    return conjunction((root, *nodes, *relations, *orders, *clauses))


def _is_demanded(node_id: str, tree: TaskTree) -> bool:
    parent = tree.parent_of(node_id)
    while parent is not None:
        if parent.relation is Relation.ANY:
            return False
        parent = tree.parent_of(parent.id)
    return True


def _safety(node: Branch) -> list[str]:
    """What a node that is under way forbids, whether or not it is demanded."""
    ids = [child.id for child in node.children]
    if node.relation is Relation.SEQUENCE:
        return [f"!{later}_starts W {earlier}" for earlier, later in itertools.pairwise(ids)]
    if node.relation is Relation.TOGETHER:
        return [f"G ({ids[0]}_starts <-> {other}_starts)" for other in ids[1:]]
    return []


def _happening(tree: TaskTree) -> Formula:
    """Courses of events: what `event_theory` says, and nodes are started and done as soon as their parts are.

    Alternatives that were started and not chosen end nowhere; the root may stay undone.
    """
    tasks = frozenset(task.id for task in tree.tasks())
    root = eventually(proposition(tree.root.id))
    structure = event_theory(tree, tasks)
    rules = [
        rule for rule in (structure.args if structure.op is Op.AND else (structure,)) if rule is not root
    ]
    return conjunction((*rules, *_starts(tree), *_ends(tree)))


def _starts(tree: TaskTree) -> Iterable[Formula]:
    for node in tree.nodes():
        if isinstance(node, Branch):
            first = " | ".join(f"{task.id}_starts" for task in tasks_below(node))
            yield parse(f"!{node.id}_starts W ({first})")


def _ends(tree: TaskTree) -> Iterable[Formula]:
    """A node is done exactly if its own formula holds, in the instant in which the last of its parts is."""
    for node in tree.nodes():
        if not isinstance(node, Branch):
            continue
        done = proposition(node.id)
        if node.relation is Relation.ANY:
            yield parse(f"!({' | '.join(child.id for child in node.children)}) W {node.id}")
            continue
        demands = _conjuncts(parse(formula_of(node)))
        yield disjunction((*(negation(demand) for demand in demands), eventually(done)))
        yield from (disjunction((negation(eventually(done)), demand)) for demand in demands)
        parts = disjunction(proposition(child.id) for child in node.children)
        yield negation(eventually(done & negation(parts)))


def _check_nodes(formula: Formula, text: str, tree: TaskTree) -> None:
    known = {node.id for node in tree.nodes()}
    for node in postorder(formula):
        name = node.name
        if node.op is Op.PROPOSITION and "(" not in name and name.removesuffix("_starts") not in known:
            raise FormulaError(
                f"{name!r} names no node of the tree; expected one of {', '.join(sorted(known))}",
                text=text,
                position=max(0, text.find(name)),
            )


def _told(trace: Trace, *, tree_allows: bool, phrase: Phrase) -> str:
    """The course of events, step by step, and who allows it."""
    one, other = ("the tree", "the formula") if tree_allows else ("the formula", "the tree")
    steps = [
        f"{number}. {_said(letter, phrase)}"
        for number, letter in enumerate(trace, start=1)
        if letter or len(trace) == 1
    ]
    return f"{one} allows this and {other} does not: {'; '.join(steps)}"


def _said(letter: frozenset[str], phrase: Phrase) -> str:
    return ", ".join(phrase(name, holds=True) for name in sorted(letter)) or "nothing happens"
