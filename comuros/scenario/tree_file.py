"""A task tree from a YAML or JSON file, for `comuros plan --tree` and tests.

A node has an id and either `relation` with `children`, or one of `goal`, `call` and `formula`; `work` takes
any of the three as the report of `comuros plan --json` prints it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from comuros.core.errors import InputError, TreeError
from comuros.core.literal import parse_literal
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.symbolic import ill_typed
from comuros.core.task import Eligibility, FormulaGoal, Goal, Task, Work
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

_LEAF = {"id", "label", "goal", "call", "formula", "work", "robots", "only", "never", "types", "words"} | {
    "deadline_s",
    "release_s",
}
_BRANCH = {"id", "label", "relation", "children"}


def read_tree(path: Path, scenario: Scenario) -> TaskTree:
    """The tree of a file, checked against its own rules.

    Raises:
        InputError: the file cannot be read, or something in it is not as expected.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path}: {error}") from error
    try:
        return tree_of(content, scenario)
    except TreeError as error:
        raise InputError(f"{path}: {error}") from error


def tree_of(content: object, scenario: Scenario) -> TaskTree:
    """The tree that nested mappings say.

    Raises:
        InputError, TreeError: something is not as expected.
    """
    top = _mapping(content, "the tree")
    root = top["tree"] if "tree" in top else {k: v for k, v in top.items() if k != "constraints"}
    node = _node(root, scenario)
    said = top.get("constraints") or ()
    constraints = tuple(
        _constraint(entry, number) for number, entry in enumerate(_list(said, "constraints"), 1)
    )
    return checked_tree(node, constraints=constraints)


def _node(content: object, scenario: Scenario) -> Node:
    fields = _mapping(content, "a node")
    name = fields.get("id")
    if not isinstance(name, str):
        raise InputError(f"a node has id {name!r}; expected a name such as t1")
    allowed = _BRANCH if "relation" in fields else _LEAF
    unknown = sorted(set(fields) - allowed)
    if unknown:
        raise InputError(f"node {name!r} has {unknown[0]!r}; expected one of {', '.join(sorted(allowed))}")
    if "relation" not in fields:
        return _leaf(name, fields, scenario)
    children = tuple(
        _node(child, scenario) for child in _list(fields.get("children"), f"children of {name!r}")
    )
    return Branch(name, _relation(name, fields["relation"]), children, _text(fields, "label", name))


def _leaf(name: str, fields: Mapping[str, object], scenario: Scenario) -> Task:
    work = _work(name, fields, scenario)
    robots = fields.get("robots", 1)
    if type(robots) is not int:
        raise InputError(f"robots of {name!r} is {robots!r}; expected a whole number")
    return Task(
        id=name,
        label=_text(fields, "label", name) or str(work),
        work=work,
        robots=robots,
        eligibility=Eligibility(*(_names(fields, key, name) for key in ("only", "never", "types"))),
        deadline_s=_seconds(fields, "deadline_s", name),
        words=_text(fields, "words", name),
        release_s=_seconds(fields, "release_s", name),
    )


def _work(name: str, fields: Mapping[str, object], scenario: Scenario) -> Work:
    given = [key for key in ("goal", "call", "formula", "work") if key in fields]
    if len(given) != 1:
        said = ", ".join(given) or "none of them"
        raise InputError(f"task {name!r} has {said}; expected one of goal, call, formula, work")
    key, value = given[0], fields[given[0]]
    if key == "goal":
        texts = [value] if isinstance(value, str) else _list(value, f"goal of {name!r}")
        return _goal(" & ".join(str(text) for text in texts), name, scenario)
    if not isinstance(value, str):
        raise InputError(f"{key} of {name!r} is {value!r}; expected text")
    if key == "work":
        return _any_work(value, name, scenario)
    return FormulaGoal(value) if key == "formula" else _call(value, name, scenario)


def _any_work(text: str, name: str, scenario: Scenario) -> Work:
    for read in (_goal, _call):
        try:
            return read(text, name, scenario)
        except InputError:  # noqa: PERF203 - what is no goal may be a call, and what is neither a formula
            continue
    return FormulaGoal(text)


def _goal(text: str, name: str, scenario: Scenario) -> Goal:
    literals = tuple(parse_literal(part) for part in text.split("&"))
    known = {predicate.name: predicate.sorts for predicate in scenario.predicates}
    for literal in literals:
        sorts = known.get(literal.atom.predicate)
        if sorts is None or len(sorts) != len(literal.atom.arguments):
            raise InputError(
                f"{literal} of {name!r} is no fact here; expected one of {', '.join(sorted(known))}"
            )
        for argument, sort in zip(literal.atom.arguments, sorts, strict=True):
            actual = scenario.sort_of(argument)
            if actual is None or not sort.accepts(actual):
                raise InputError(f"{argument!r} in {literal} of {name!r} is no {sort.value} of this scenario")
    return Goal(literals)


def _call(text: str, name: str, scenario: Scenario) -> SkillCall:
    skill, _, rest = text.strip().partition("(")
    arguments = tuple(part.strip() for part in rest.rstrip().removesuffix(")").split(",") if part.strip())
    call = SkillCall(skill.strip(), arguments)
    wrong = ill_typed(call, scenario=scenario)
    if wrong:
        raise InputError(f"call of {name!r}: {wrong}")
    return call


def _constraint(content: object, number: int) -> Constraint:
    fields = _mapping(content, "a constraint")
    name = _text(fields, "id", "a constraint") or f"c{number}"
    words = _text(fields, "words", name)
    if "formula" in fields:
        return FormulaConstraint(name, _text(fields, "scope", name), _text(fields, "formula", name), words)
    if "before" in fields and "after" in fields:
        return OrderConstraint(name, _text(fields, "before", name), _text(fields, "after", name), words)
    raise InputError(
        f"constraint {name!r} has {sorted(fields)}; expected before and after, or scope and formula"
    )


def _relation(name: str, value: object) -> Relation:
    known = {relation.value: relation for relation in Relation}
    if not isinstance(value, str) or value not in known:
        raise InputError(f"relation of {name!r} is {value!r}; expected one of {', '.join(known)}")
    return known[value]


def _mapping(content: object, what: str) -> Mapping[str, object]:
    if not isinstance(content, Mapping):
        raise InputError(f"{what} is {content!r}; expected names and values")
    return content


def _list(content: object, what: str) -> Sequence[object]:
    if isinstance(content, str) or not isinstance(content, Sequence):
        raise InputError(f"{what} is {content!r}; expected a list")
    return content


def _names(fields: Mapping[str, object], key: str, name: str) -> tuple[str, ...]:
    names = _list(fields.get(key) or (), f"{key} of {name!r}")
    if not all(isinstance(each, str) for each in names):
        raise InputError(f"{key} of {name!r} is {names!r}; expected names")
    return tuple(str(each) for each in names)


def _text(fields: Mapping[str, object], key: str, name: str) -> str:
    value = fields.get(key) or ""
    if not isinstance(value, str):
        raise InputError(f"{key} of {name!r} is {value!r}; expected text")
    return value


def _seconds(fields: Mapping[str, object], key: str, name: str) -> float | None:
    value = fields.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(f"{key} of {name!r} is {value!r}; expected seconds")
    return float(value)
