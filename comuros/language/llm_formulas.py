"""The second of two steps (Nl2Hltl2Plan, arXiv 2408.08188): a model writes the instruction as formulas over
the tree's nodes, and the specification engine compares the two. Where they differ, a course of events tells
why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from comuros.core.errors import BudgetExceeded, FormulaError
from comuros.core.scenario import Scenario
from comuros.core.tree import Branch, FormulaConstraint, Node, TaskTree
from comuros.language.llm_reply import FormulasReply
from comuros.language.prompt import as_data, prompt_template, prompt_text
from comuros.language.proposition_check import unknown_propositions
from comuros.llm import Message, Role, Schema
from comuros.spec.hltlf.agreement import agreement
from comuros.spec.hltlf.specification import specification


@dataclass(frozen=True, slots=True)
class CheckedFormulas:
    """The tree with the rules of the second step, or the reasons why tree and formulas cannot both be right.
    `note` says what could not be checked.
    """

    tree: TaskTree | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""


def formulas_schema() -> Schema:
    """The schema of the second step's answer."""
    return Schema("formulas", json.dumps(FormulasReply.model_json_schema(), separators=(",", ":")))


def formulas_messages(text: str, tree: TaskTree, scenario: Scenario) -> tuple[Message, ...]:
    """The opening of the second step."""
    robots = [robot.name for robot in scenario.robots[:_MOST_NAMES]]
    places = [place.name for place in scenario.places[:_MOST_NAMES]]
    predicates = [f"{p.name}({', '.join(s.value for s in p.sorts)})" for p in scenario.predicates]
    propositions = f"{'; '.join(predicates)}\nrobots: {', '.join(robots)}\nplaces: {', '.join(places)}"
    filled = prompt_template("tree").substitute(
        propositions=as_data(propositions), tree=_drawn(tree.root), instruction=as_data(text)
    )
    return (Message(Role.SYSTEM, prompt_text("formulas")), Message(Role.USER, filled))


def check_formulas(text: str, tree: TaskTree, scenario: Scenario) -> CheckedFormulas:
    """Check the formulas by themselves, then against the tree."""
    try:
        reply = FormulasReply.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the answer"
        return CheckedFormulas(reasons=(f"{where}: {fault['msg']}",))
    faults = tuple(_rule_faults(reply, tree, scenario))
    if faults:
        return CheckedFormulas(reasons=faults)
    plain = replace(
        tree, constraints=tuple(c for c in tree.constraints if not isinstance(c, FormulaConstraint))
    )
    try:
        compared = agreement(specification(plain), reply.mission)
    except FormulaError as error:
        return CheckedFormulas(reasons=(f"mission: {error.reason}",))
    except BudgetExceeded as error:
        return CheckedFormulas(_with_rules(plain, reply), note=f"tree and formula were not compared: {error}")
    if not compared.agrees:
        return CheckedFormulas(reasons=(f"tree and formula differ: {compared.words}",))
    return CheckedFormulas(_with_rules(plain, reply))


_MOST_NAMES = 60


def _rule_faults(reply: FormulasReply, tree: TaskTree, scenario: Scenario) -> Iterator[str]:
    known = {node.id for node in tree.nodes()}
    for rule in reply.rules:
        if rule.scope not in known:
            yield f"rule {rule.formula!r}: scope {rule.scope!r} is no node"
        yield from (f"rule {rule.formula!r}: {f}" for f in unknown_propositions(rule.formula, scenario))


def _with_rules(tree: TaskTree, reply: FormulasReply) -> TaskTree:
    rules = (FormulaConstraint(f"r{n}", r.scope, r.formula, r.words) for n, r in enumerate(reply.rules, 1))
    return replace(tree, constraints=(*tree.constraints, *rules))


def _drawn(node: Node, depth: int = 0) -> str:
    indent = "  " * depth
    if not isinstance(node, Branch):
        return f"{indent}{node.id}: {as_data(node.label)} = {as_data(str(node.work))}"
    children = "\n".join(_drawn(child, depth + 1) for child in node.children)
    return f"{indent}{node.id}: {node.relation.value} of\n{children}"
