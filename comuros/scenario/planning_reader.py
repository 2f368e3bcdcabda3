"""Reads what a scenario file says to the planner: rules about robots and times, resources, the objective.

A rule is an entry of `rules` with `only`, `never`, `avoid`, `not_before_s` or `not_after_s`; `when`
says of which work it speaks, all work where it is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import yaml

from comuros.core.assignment_rule import AssignmentRule, Work
from comuros.core.objective import Objective
from comuros.core.scenario import DEFAULT_ABORT_PRICE_S
from comuros.core.shared_resource import SharedResource
from comuros.scenario.planning_draft import PlanningDraft, ResourceDraft, RuleDraft
from comuros.scenario.problem_log import expected
from comuros.scenario.yaml_reader import Entry, YamlReader, line_of

WHO = ("only", "never", "avoid")
TIMES = ("not_before_s", "not_after_s")
RULE_KEYS = (*WHO, "cost_s", *TIMES, "when")


def read_planning(reader: YamlReader, fields: Mapping[str, yaml.Node]) -> PlanningDraft:
    """The sections `rules`, `resources` and `planning` of a scenario file."""
    rules = (_rule(reader, node) for node in reader.items(fields.get("rules"), "rules"))
    resources = (_resource(reader, entry) for entry in reader.entries(fields.get("resources"), "resources"))
    settings = _settings(reader, fields.get("planning"))
    return replace(
        settings,
        rules=tuple(rule for rule in rules if rule is not None),
        resources=tuple(resource for resource in resources if resource is not None),
    )


def _rule(reader: YamlReader, node: yaml.Node) -> RuleDraft | None:
    """None for a rule that is only words or a formula; those are read with the rest of the file."""
    if not isinstance(node, yaml.MappingNode):
        return None
    fields = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    if not set(fields).intersection(RULE_KEYS):
        return None
    if not set(fields).intersection((*WHO, *TIMES)):
        reader.problem(node, f"a rule with 'when' or 'cost_s' needs one of {', '.join((*WHO, *TIMES))}")
        return None
    if ("avoid" in fields) is not ("cost_s" in fields):
        reader.problem(node, "'avoid' and 'cost_s' of a rule go together; one is missing")
    words = fields.get("words")
    rule = AssignmentRule(
        words=str(words.value) if isinstance(words, yaml.ScalarNode) else "",
        work=_work(reader, fields.get("when")),
        only=reader.texts(fields.get("only"), "only of a rule"),
        never=reader.texts(fields.get("never"), "never of a rule"),
        avoid=reader.texts(fields.get("avoid"), "avoid of a rule"),
        cost_s=reader.number(fields.get("cost_s"), "cost_s of a rule", above=True) or 0.0,
        not_before_s=reader.number(fields.get("not_before_s"), "not_before_s of a rule"),
        not_after_s=reader.number(fields.get("not_after_s"), "not_after_s of a rule"),
    )
    before_s, after_s = rule.not_before_s, rule.not_after_s
    if before_s is not None and after_s is not None and after_s <= before_s:
        reader.problem(node, f"not_after_s of a rule is {after_s:g}; expected more than {before_s:g}")
    return RuleDraft(line_of(node), rule)


def _work(reader: YamlReader, node: yaml.Node | None) -> Work:
    if node is None:
        return Work()
    fields = reader.record(node, "when of a rule", optional=("skills", "objects", "places"))
    return Work(
        skills=reader.texts(fields.get("skills"), "skills of a rule"),
        objects=reader.texts(fields.get("objects"), "objects of a rule"),
        places=reader.texts(fields.get("places"), "places of a rule"),
    )


def _resource(reader: YamlReader, entry: Entry) -> ResourceDraft | None:
    what = f"resource {entry.key!r}"
    fields = reader.record(entry.value, what, required=("places",), optional=("capacity",))
    capacity = reader.number(fields.get("capacity"), f"capacity of {what}", least=1)
    if capacity is not None and capacity != int(capacity):
        reader.problem(fields["capacity"], f"capacity of {what} is {capacity:g}; expected a whole number")
    places = reader.texts(fields.get("places"), f"places of {what}")
    if "places" in fields and not places:
        reader.problem(fields["places"], f"{what} has no places; expected at least one")
    return ResourceDraft(entry.line, SharedResource(entry.key, int(capacity or 1), places))


def _settings(reader: YamlReader, node: yaml.Node | None) -> PlanningDraft:
    """The section `planning`, what it does not say as by default."""
    objectives = {objective.value: objective for objective in Objective}
    if node is None:
        return PlanningDraft()
    fields = reader.record(node, "planning", optional=("objective", "disturbance_price_s", "abort_price_s"))
    words = reader.text(fields.get("objective"), "objective of planning")
    if words is not None and words not in objectives:
        reader.problem(fields["objective"], f"{words!r} is no objective; {expected(words, objectives)}")
    disturbance_s = reader.number(fields.get("disturbance_price_s"), "disturbance_price_s of planning")
    abort_s = reader.number(fields.get("abort_price_s"), "abort_price_s of planning")
    return PlanningDraft(
        objective=objectives.get(words or "", Objective.MAKESPAN_THEN_TRAVEL),
        disturbance_price_s=disturbance_s or 0.0,
        abort_price_s=DEFAULT_ABORT_PRICE_S if abort_s is None else abort_s,
    )
