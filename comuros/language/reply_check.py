"""From a model's text to a tree that keeps every rule, or to precise reasons why not: shape, then meaning,
then tree, then logic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from comuros.core.errors import BudgetExceeded, FormulaError, InputError, TreeError
from comuros.core.literal import Atom, Literal
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.session import ActiveMission
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
    tasks_below,
)
from comuros.core.world_state import WorldState
from comuros.language.llm_reply import Reply, ReplyLiteral, ReplyNode
from comuros.language.proposition_check import unknown_propositions
from comuros.language.said_check import removal_faults, unsaid
from comuros.language.tree_edit import added, removed
from comuros.spec.hltlf.specification import specification, unsatisfiable_nodes

_MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class CheckedReply:
    """A reply with its tree (None where it only asks), or the reasons why it cannot be used. `other` is the
    tree of its second reading.
    """

    reply: Reply | None = None
    tree: TaskTree | None = None
    other: TaskTree | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_new_tree(self) -> bool:
        """Whether it is the tree of a mission of its own."""
        return self.tree is not None and self.reply is not None and self.reply.intent == "mission"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a proposal is held against besides the scenario: the operator's words, what the operator said
    before, the world, the mission under way.
    """

    said: str
    before: str
    state: WorldState
    active: ActiveMission | None = None


def check_reply(
    text: str, scenario: Scenario, *, instruction_id: str, grounds: Grounds | None = None
) -> CheckedReply:
    """Check a model's text against the schema, the scenario, the rules of trees and, with `grounds`, against
    what was said.
    """
    try:
        reply = Reply.model_validate_json(text)
    except ValidationError as error:
        return CheckedReply(reasons=tuple(_shape_faults(error))[:_MOST_REASONS])
    if reply.intent == "answer":
        told = bool(reply.answer) and not reply.nodes and not reply.remove
        return CheckedReply(reply, reasons=() if told else ("an answer has words and nothing else",))
    if reply.intent == "edit":
        return check_edit(reply, scenario, grounds)
    if not reply.nodes:
        asked = bool(reply.questions)
        return CheckedReply(reply, reasons=() if asked else ("it has neither nodes nor questions",))
    return _checked_readings(reply, scenario, instruction_id, grounds)


def _checked_readings(
    reply: Reply, scenario: Scenario, instruction_id: str, grounds: Grounds | None
) -> CheckedReply:
    """Both readings, checked alike."""
    checked = _checked_nodes(reply, scenario, instruction_id, grounds)
    if checked.tree is None or not reply.other_nodes:
        return checked
    other = _checked_nodes(reply.other_reading(), scenario, instruction_id, grounds)
    if other.tree is None:
        return CheckedReply(reply, reasons=tuple(f"the other reading: {fault}" for fault in other.reasons))
    return replace(checked, other=other.tree)


def check_edit(reply: Reply, scenario: Scenario, grounds: Grounds | None) -> CheckedReply:
    """An edit is the mission under way without some nodes and with more work."""
    active = grounds.active if grounds is not None else None
    if grounds is None or active is None:
        return CheckedReply(reply, reasons=('no mission is under way; the intent can only be "mission"',))
    faults = tuple(_edit_faults(reply, active, grounds, scenario))[:_MOST_REASONS]
    if faults:
        return CheckedReply(reply, reasons=faults)
    more: TaskTree | None = None
    if reply.nodes:
        checked = _checked_nodes(reply, scenario, active.tree.instruction_id, grounds)
        if checked.tree is None:
            return checked
        more = checked.tree
    try:
        return _edited(reply, active, more)
    except TreeError as error:
        return CheckedReply(reply, reasons=(str(error),))


def _edited(reply: Reply, active: ActiveMission, more: TaskTree | None) -> CheckedReply:
    left = removed(active.tree, reply.remove) if reply.remove else active.tree
    if left is None and more is None:
        return CheckedReply(
            reply, reasons=("nothing would be left of the mission; ask whether to cancel it",)
        )
    if left is None or more is None:
        return CheckedReply(reply, left or more)
    still = {node.id for node in left.nodes()}
    after = [node_id for node_id in reply.after if node_id in still]
    return CheckedReply(reply, added(left, more, after=after, retired=active.retired))


def _edit_faults(reply: Reply, active: ActiveMission, grounds: Grounds, scenario: Scenario) -> Iterator[str]:
    known = {node.id: node for node in active.tree.nodes()}
    if not reply.nodes and not reply.remove:
        yield "an edit adds nodes or removes some"
    if reply.other_nodes:
        yield "an edit has one reading; ask in questions where the words have two"
    for node_id in (*reply.remove, *reply.after):
        if node_id not in known:
            yield f"{node_id!r} is no node of the mission under way"
    for node_id in reply.remove:
        tasks = tasks_below(known[node_id]) if node_id in known else ()
        if any(not active.standing(task.id).is_open for task in tasks):
            yield f"{node_id!r} is done already and cannot be taken out"
        yield from (f for task in tasks for f in removal_faults(task, grounds.said, scenario))


def _checked_nodes(
    reply: Reply, scenario: Scenario, instruction_id: str, grounds: Grounds | None
) -> CheckedReply:
    faults = tuple(_meaning_faults(reply, scenario))[:_MOST_REASONS]
    if faults:
        return CheckedReply(reply, reasons=faults)
    checked = _checked_tree(reply, instruction_id)
    if checked.tree is None or grounds is None:
        return checked
    unsaid_parts = unsaid(checked.tree, grounds.said, grounds.before, scenario, grounds.state)
    return CheckedReply(reply, reasons=unsaid_parts[:_MOST_REASONS]) if unsaid_parts else checked


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
