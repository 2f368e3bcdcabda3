"""Whether what formulas speak of exists, and is of the right sort: literals typed against a scenario.

The coordinator asks before a tree is adopted, `comuros spec check` for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from comuros.core.errors import FormulaError, InputError
from comuros.core.literal import ANYTHING, Atom, parse_literal
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.task import FormulaGoal
from comuros.core.tree import FormulaConstraint, TaskTree
from comuros.spec.ltlf import parse
from comuros.spec.ltlf.names import is_structured

# What monitors observe of any team, besides the predicates a scenario declares.
_OBSERVED: dict[str, tuple[Sort, ...]] = {
    "in": (Sort.ROBOT, Sort.PLACE),
    "inside": (Sort.ROBOT, Sort.PLACE),
    "carrying": (Sort.ROBOT,),
}
_STARTS = "_starts"


def check_types(
    formula: str, scenario: Scenario, *, node_ids: Iterable[str] = (), of_one_robot: bool = False
) -> None:
    """Check every proposition of a formula: a literal over the scenario, a node's id, or `id_starts`.

    A formula `of_one_robot` reads the trace of the robot that serves a leaf: it may leave that robot out of a
    literal (`at(desk_1)`), and name a skill without arguments.

    Raises:
        FormulaError: it does not parse, or a proposition is unknown or ill-typed; the caret stands under the
            argument that is wrong and the message names the sort expected.
    """
    nodes = frozenset(node_ids)
    for name in parse(formula).propositions:
        if of_one_robot and _is_of_the_robot(name, scenario):
            continue
        fault = next(_faults(name, scenario, nodes), None)
        if fault is not None:
            message, culprit = fault
            raise FormulaError(message, text=formula, position=_position(formula, name, culprit))


def ill_typed(tree: TaskTree, scenario: Scenario) -> tuple[str, ...]:
    """What is wrong with the formulas of a tree, one sentence with a caret each; empty where nothing is."""
    nodes = [node.id for node in tree.nodes()]
    clauses = [(c.id, c.formula, False) for c in tree.constraints if isinstance(c, FormulaConstraint)]
    goals = [
        (task.id, task.work.formula, True) for task in tree.tasks() if isinstance(task.work, FormulaGoal)
    ]
    found = []
    for owner, formula, of_one_robot in (*clauses, *goals):
        try:
            check_types(formula, scenario, node_ids=nodes, of_one_robot=of_one_robot)
        except FormulaError as error:  # noqa: PERF203 - every formula is looked at
            found.append(f"{owner}: {error}")
    return tuple(found)


def _faults(name: str, scenario: Scenario, nodes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(what is wrong, the part of the name that is)."""
    if not is_structured(name):
        if name not in nodes and not (name.endswith(_STARTS) and name[: -len(_STARTS)] in nodes):
            yield _unknown_word(name, nodes), name
        return
    try:
        atom = parse_literal(name).atom
    except InputError as error:
        yield str(error), name
        return
    sorts = _signature(atom, scenario)
    if sorts is None:
        yield _unknown_predicate(atom, scenario), atom.predicate
    elif len(sorts) != len(atom.arguments):
        expected = f"{len(sorts)} ({', '.join(sort.value for sort in sorts)})"
        yield f"{name!r} has {len(atom.arguments)} argument(s); expected {expected}", atom.predicate
    else:
        yield from _argument_faults(atom, sorts, scenario)


def _is_of_the_robot(name: str, scenario: Scenario) -> bool:
    """Whether a proposition is well typed once the robot that serves the leaf is put before its arguments."""
    if name == "carrying" or any(name == skill.name for skill in scenario.skills):
        return True
    if not is_structured(name):
        return False
    atom = parse_literal(name).atom
    sorts = _signature(Atom(atom.predicate, ("_", *atom.arguments)), scenario)
    whole = sorts is not None and len(sorts) == len(atom.arguments) + 1 and sorts[0] is Sort.ROBOT
    return whole and next(_argument_faults(atom, (sorts or ())[1:], scenario), None) is None


def _argument_faults(atom: Atom, sorts: tuple[Sort, ...], scenario: Scenario) -> Iterator[tuple[str, str]]:
    zones = {zone for place in scenario.places for zone in place.zones}
    for argument, expected in zip(atom.arguments, sorts, strict=True):
        if argument == ANYTHING or expected in (Sort.TEXT, Sort.NUMBER):
            continue
        actual = scenario.sort_of(argument) or (Sort.PLACE if argument in zones else None)
        if actual is None:
            yield f"{argument!r} in {atom} is unknown; expected {_wanted(expected, scenario)}", argument
        elif not expected.accepts(actual):
            is_a = f"{argument!r} in {atom} is {_a(actual)}"
            yield f"{is_a}; expected {_wanted(expected, scenario)}", argument


def _signature(atom: Atom, scenario: Scenario) -> tuple[Sort, ...] | None:
    """A predicate's sorts; a skill's, the robot that runs it first, with or without the robot named."""
    for predicate in scenario.predicates:
        if predicate.name == atom.predicate:
            return predicate.sorts
    for skill in scenario.skills:
        if skill.name == atom.predicate:
            sorts = tuple(parameter.sort for parameter in skill.parameters)
            return sorts if len(sorts) == len(atom.arguments) else (Sort.ROBOT, *sorts)
    return _OBSERVED.get(atom.predicate)


def _unknown_predicate(atom: Atom, scenario: Scenario) -> str:
    known = sorted({*(p.name for p in scenario.predicates), *(s.name for s in scenario.skills), *_OBSERVED})
    return f"there is no predicate or skill {atom.predicate!r}; expected one of {', '.join(known)}"


def _unknown_word(name: str, nodes: frozenset[str]) -> str:
    ids = f"one of the nodes {', '.join(sorted(nodes))}, or one of them with {_STARTS}" if nodes else ""
    literal = "a literal such as at(robot, place)"
    return f"{name!r} is no proposition here; expected {literal}{' or ' + ids if ids else ''}"


def _wanted(sort: Sort, scenario: Scenario) -> str:
    names = {
        Sort.ROBOT: [robot.name for robot in scenario.robots],
        Sort.PLACE: [place.name for place in scenario.places],
        Sort.OBJECT: [thing.name for thing in scenario.objects],
    }.get(sort, [])
    such_as = f" such as {', '.join(names[:3])}" if names else ""
    return f"{_a(sort)}{such_as}"


def _a(sort: Sort) -> str:
    return f"{'an' if sort.value[0] in 'aeiou' else 'a'} {sort.value}"


def _position(text: str, name: str, culprit: str) -> int:
    """Where the culprit stands in the text, searched for inside the proposition it is part of."""
    parts = [re.escape(part) for part in re.findall(r"[\w.]+|[^\w.\s]", name)]
    whole = re.search(r"(?<![\w.])" + r"\s*".join(parts), text)
    if whole is None:
        return max(0, text.find(name))
    inside = re.search(rf"(?<![\w.]){re.escape(culprit)}(?![\w.])", whole.group())
    return whole.start() + (inside.start() if inside else 0)
