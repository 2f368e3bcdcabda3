"""Whether a constraint formula parses and speaks only of what its scenario knows."""

from __future__ import annotations

from collections.abc import Iterator

from comuros.core.errors import FormulaError, InputError
from comuros.core.literal import parse_literal
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.spec.ltlf.parser import parse

# What monitors observe of any team, besides the predicates a scenario declares.
_OBSERVED = {"in": (Sort.ROBOT, Sort.PLACE), "inside": (Sort.ROBOT, Sort.PLACE), "carrying": (Sort.ROBOT,)}


def unknown_propositions(formula: str, scenario: Scenario) -> tuple[str, ...]:
    """What is wrong with a formula, one sentence each; empty where nothing is."""
    try:
        parsed = parse(formula)
    except FormulaError as error:
        return (f"it does not parse: {error.reason} at position {error.position}",)
    return tuple(fault for name in parsed.propositions for fault in _faults(name, scenario))


def _faults(name: str, scenario: Scenario) -> Iterator[str]:
    try:
        atom = parse_literal(name).atom
    except InputError:
        yield f"{name!r} is no proposition of the form predicate(argument, …)"
        return
    declared = {predicate.name: predicate.sorts for predicate in scenario.predicates}
    sorts = declared.get(atom.predicate, _OBSERVED.get(atom.predicate))
    if sorts is None or len(sorts) != len(atom.arguments):
        yield f"there is no predicate {atom.predicate!r} of {len(atom.arguments)} argument(s)"
        return
    zones = {zone for place in scenario.places for zone in place.zones}
    for argument, expected in zip(atom.arguments, sorts, strict=True):
        actual = scenario.sort_of(argument) or (Sort.PLACE if argument in zones else None)
        if actual is None or not expected.accepts(actual):
            yield f"{argument!r} in {name} is no {expected.value}"
