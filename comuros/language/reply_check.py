"""From a model's text to a tree that keeps every rule, or to precise reasons why not: shape, then meaning,
then tree, then logic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from comuros.core.errors import BudgetExceeded, FormulaError, InputError, TreeError
from comuros.core.literal import Atom, Literal
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Goal, Task, Work
from comuros.core.tree import (
    Branch,
    Constraint,
    FormulaConstraint,
    Node,
    OrderConstraint,
    Relation,
    TaskTree,
    checked_tree,
)
from comuros.language.llm_reply import Reply, ReplyLiteral, ReplyNode
from comuros.language.proposition_check import unknown_propositions
from comuros.spec.hltlf.specification import specification, unsatisfiable_nodes

_MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class CheckedReply:
    """A reply with its tree (None where it only asks), or the reasons why it cannot be used."""

    reply: Reply | None = None
    tree: TaskTree | None = None
    reasons: tuple[str, ...] = ()


def check_reply(text: str, scenario: Scenario, *, instruction_id: str) -> CheckedReply:
    """Check a model's text against the schema, the scenario and the rules of trees."""
    try:
        reply = Reply.model_validate_json(text)
    except ValidationError as error:
        return CheckedReply(reasons=tuple(_shape_faults(error))[:_MOST_REASONS])
    if not reply.nodes:
        asked = bool(reply.questions)
        return CheckedReply(reply, reasons=() if asked else ("it has neither nodes nor questions",))
    faults = tuple(_meaning_faults(reply, scenario))[:_MOST_REASONS]
    if faults:
        return CheckedReply(reply, reasons=faults)
    return _checked_tree(reply, instruction_id)


def _checked_tree(reply: Reply, instruction_id: str) -> CheckedReply:
    try:
        tree = _tree(reply, instruction_id)
    except (TreeError, FormulaError) as error:
        return CheckedReply(reply, reasons=(str(error),))
    try:
        impossible = unsatisfiable_nodes(specification(tree))
    except BudgetExceeded as error:
        return CheckedReply(reply, reasons=(f"it is too large to be checked: {error}",))
    if impossible:
        return CheckedReply(
            reply, reasons=tuple(f"node {node} can never be satisfied" for node in impossible)
        )
    return CheckedReply(reply, tree)


def _shape_faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        where = ".".join(map(str, fault["loc"])) or "the answer"
        yield f"{where}: {fault['msg']}"


def _meaning_faults(reply: Reply, scenario: Scenario) -> Iterator[str]:
    ids = [node.id for node in reply.nodes]
    if len(set(ids)) < len(ids):
        yield f"node ids must be unique: {', '.join(sorted({i for i in ids if ids.count(i) > 1}))}"
    roots = [node.id for node in reply.nodes if not node.parent]
    if len(roots) != 1:
        yield f'exactly one node must have parent ""; these have: {", ".join(roots) or "none"}'
    parents = {node.id: node.parent for node in reply.nodes}
    for node in reply.nodes:
        if node.parent and (node.parent not in ids or _is_circular(node.id, parents)):
            yield f"node {node.id}: parent {node.parent!r} is no node above it"
        yield from (f"node {node.id}: {fault}" for fault in _node_faults(node, scenario))
    for rule in reply.rules:
        yield from (
            f"rule {rule.formula!r}: {fault}" for fault in unknown_propositions(rule.formula, scenario)
        )
        if rule.scope not in ids:
            yield f"rule {rule.formula!r}: scope {rule.scope!r} is no node"


def _is_circular(node_id: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    current = node_id
    while current:
        if current in seen:
            return True
        seen.add(current)
        current = parents.get(current, "")
    return False


def _node_faults(node: ReplyNode, scenario: Scenario) -> Iterator[str]:
    if node.relation != "task":
        if node.goal or node.skill:
            yield f"a {node.relation} node has no goal and no skill of its own"
        return
    if bool(node.goal) is bool(node.skill):
        yield "a task has either a goal or a skill"
    for literal in node.goal:
        yield from _literal_faults(literal, scenario)
    if node.skill:
        yield from _call_faults(node.skill, node.arguments, scenario)
    for robot in (*node.only, *node.never):
        if scenario.sort_of(robot) is not Sort.ROBOT:
            yield f"{robot!r} is no robot"
    if node.robots > len(scenario.robots):
        yield f"it asks for {node.robots} robots, the team has {len(scenario.robots)}"


def _literal_faults(literal: ReplyLiteral, scenario: Scenario) -> Iterator[str]:
    predicate = next((p for p in scenario.predicates if p.name == literal.predicate), None)
    if predicate is None:
        yield f"there is no predicate {literal.predicate!r}"
        return
    yield from _argument_faults(literal.predicate, literal.arguments, predicate.sorts, scenario)


def _call_faults(skill: str, arguments: list[str], scenario: Scenario) -> Iterator[str]:
    try:
        model = scenario.skill(skill)
    except InputError as error:
        yield str(error)
        return
    yield from _argument_faults(skill, arguments, tuple(p.sort for p in model.parameters), scenario)


def _argument_faults(
    name: str, arguments: list[str], sorts: tuple[Sort, ...], scenario: Scenario
) -> Iterator[str]:
    if len(arguments) != len(sorts):
        yield f"{name} takes {len(sorts)} argument(s), {len(arguments)} given"
        return
    for argument, expected in zip(arguments, sorts, strict=True):
        actual = scenario.sort_of(argument)
        if actual is None:
            yield f"there is no {expected.value} {argument!r}"
        elif not expected.accepts(actual):
            yield f"{name} needs a {expected.value}; {argument!r} is a {actual.value}"


def _tree(reply: Reply, instruction_id: str) -> TaskTree:
    children: dict[str, list[ReplyNode]] = {}
    for node in reply.nodes:
        children.setdefault(node.parent, []).append(node)
    root = _node(children[""][0], children)
    orders: list[Constraint] = [
        OrderConstraint(f"o{n}", o.before, o.after) for n, o in enumerate(reply.orders, 1)
    ]
    rules = [FormulaConstraint(f"c{n}", r.scope, r.formula, r.words) for n, r in enumerate(reply.rules, 1)]
    return checked_tree(root, constraints=(*orders, *rules), instruction_id=instruction_id)


def _node(node: ReplyNode, children: dict[str, list[ReplyNode]]) -> Node:
    below = children.get(node.id, [])
    if node.relation != "task":
        return Branch(
            node.id, Relation(node.relation), tuple(_node(child, children) for child in below), node.label
        )
    if below:
        raise TreeError(f"task {node.id!r} has children; only inner nodes do")
    eligibility = Eligibility(tuple(node.only), tuple(node.never))
    return Task(node.id, node.label or node.id, _work(node), node.robots, eligibility)


def _work(node: ReplyNode) -> Work:
    if node.skill:
        return SkillCall(node.skill, tuple(node.arguments))
    literals = (Literal(Atom(part.predicate, tuple(part.arguments)), part.positive) for part in node.goal)
    return Goal(tuple(literals))
