"""The parts a specification is made of, each of which may conflict with others: tasks, relations, orders,
clauses. Diagnosis takes them apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from comuros.core.literal import Literal
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import FormulaGoal, Goal, Task
from comuros.core.tree import Branch, OrderConstraint, Relation, TaskTree
from comuros.spec.hltlf.scoped import ended_by
from comuros.spec.hltlf.specification import Specification
from comuros.spec.ltlf import (
    Formula,
    Phrase,
    always,
    conjunction,
    equivalence_of,
    eventually,
    implication,
    in_english,
    parse,
    proposition,
)


class PartKind(Enum):
    """Where a part comes from."""

    TASK = "task"
    RELATION = "relation"
    ORDER = "order"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Part:
    """One demand. `nodes` are the nodes of the tree that it speaks of; `words` say it to people."""

    id: str
    kind: PartKind
    formula: Formula
    words: str
    nodes: tuple[str, ...]


def parts_of(spec: Specification, phrase: Phrase, scenario: Scenario | None) -> tuple[Part, ...]:
    """Every part of a specification: tasks, relations, orders, clauses, each in the order of the tree."""
    return (
        *(_task_part(task, spec.tree, scenario) for task in spec.tree.tasks()),
        *_relations(spec.tree),
        *(_order(entry) for entry in spec.tree.constraints if isinstance(entry, OrderConstraint)),
        *_clauses(spec, phrase),
    )


def results_of(task: Task, scenario: Scenario | None) -> tuple[Literal, ...]:
    """What holds when the task is done, as far as that does not depend on who does it."""
    if isinstance(task.work, Goal):
        return task.work.literals
    only = task.eligibility.only
    if not isinstance(task.work, SkillCall) or scenario is None or len(only) != 1 or task.robots != 1:
        return ()
    for skill in scenario.skills:
        if skill.name == task.work.skill and len(skill.parameters) == len(task.work.arguments):
            effects = skill.ground_effects(skill.binding(only[0], task.work.arguments))
            return tuple(effect for effect in effects if effect.atom.is_ground)
    return ()


def said(tree: TaskTree, node_id: str) -> str:
    """A node in quotes, as people know it."""
    node = tree.node(node_id)
    words = node.words if isinstance(node, Task) else ""
    return f"'{words or node.label or node_id}'"


def _task_part(task: Task, tree: TaskTree, scenario: Scenario | None) -> Part:
    """Done at some point, unless it is an alternative; its results hold when it is done."""
    done = proposition(task.id)
    results = results_of(task, scenario)
    demands = [always(implication(done, conjunction(_formula(each) for each in results)))] if results else []
    words = said(tree, task.id)
    if not _is_alternative(tree, task.id):
        demands.append(eventually(done))
        words += " must be done"
    if isinstance(task.work, FormulaGoal):
        words += f", which means {task.work.formula}"
    elif results:
        words += f", after which {' and '.join(str(each) for each in results)}"
    return Part(task.id, PartKind.TASK, conjunction(demands), words, (task.id,))


def _formula(literal: Literal) -> Formula:
    atom = proposition(str(literal.atom))
    return atom if literal.positive else ~atom


def _is_alternative(tree: TaskTree, node_id: str) -> bool:
    parent = tree.parent_of(node_id)
    while parent is not None:
        if parent.relation is Relation.ANY:
            return True
        parent = tree.parent_of(parent.id)
    return False


def _relations(tree: TaskTree) -> Iterator[Part]:
    for node in tree.nodes():
        if not isinstance(node, Branch):
            continue
        ids = tuple(child.id for child in node.children)
        if node.relation is Relation.SEQUENCE:
            for earlier, later in itertools.pairwise(ids):
                words = f"{said(tree, later)} comes after {said(tree, earlier)}"
                order = parse(f"!{later}_starts W {earlier}")
                yield Part(node.id, PartKind.RELATION, order, words, (earlier, later))
        elif node.relation is Relation.TOGETHER:
            words = f"{' and '.join(said(tree, each) for each in ids)} are done together"
            yield Part(node.id, PartKind.RELATION, _in_step(ids), words, ids)


def _in_step(ids: tuple[str, ...]) -> Formula:
    """Members start in one instant and are accepted in one instant."""
    return conjunction(
        always(equivalence_of(proposition(f"{one}{event}"), proposition(f"{other}{event}")))
        for one, other in itertools.pairwise(ids)
        for event in ("_starts", "")
    )


def _order(order: OrderConstraint) -> Part:
    words = order.words or f"'{order.after}' waits for '{order.before}'"
    formula = parse(f"!{order.after}_starts W {order.before}")
    return Part(order.id, PartKind.ORDER, formula, f"“{words}”", (order.before, order.after))


def _clauses(spec: Specification, phrase: Phrase) -> Iterator[Part]:
    ids = {node.id for node in spec.tree.nodes()}
    for clause in spec.clauses:
        formula = parse(clause.formula)
        words = f"“{clause.words}”" if clause.words else in_english(formula, phrase)
        mentioned = tuple(sorted({n.removesuffix("_starts") for n in formula.propositions} & ids))
        if clause.scope != spec.tree.root.id:
            formula, mentioned = ended_by(formula, clause.scope), (*mentioned, clause.scope)
        yield Part(clause.id, PartKind.CLAUSE, formula, words, mentioned)
