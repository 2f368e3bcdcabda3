"""What a `comuros spec` command is asked about: one formula, or the formulas of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comuros.core.errors import InputError
from comuros.core.scenario import Scenario
from comuros.core.tree import TaskTree
from comuros.spec.hltlf import FindingKind, diagnose, specification
from comuros.spec.ltlf import Dialect, Formula, Phrase, parse
from comuros.spec.phrasing import phrasing
from comuros.spec.typing import check_types, ill_typed


@dataclass(frozen=True, slots=True)
class Named:
    """A formula, whose it is, and the words it came from."""

    name: str
    formula: Formula
    words: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The formulas asked about, how their propositions are said, the conflicts between them and what else is
    odd, in words.
    """

    formulas: tuple[Named, ...]
    phrase: Phrase
    conflicts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Named]:
        return iter(self.formulas)


def formulas_of(
    subject: str, *, dialect: Dialect = Dialect.COMUROS, scenario: str = "", instruction: str = ""
) -> Subject:
    """A scenario's formulas where `subject` names one (its file or its name), else the formula itself.

    Raises:
        FormulaError: the formula does not parse, or is ill-typed for the scenario.
        InputError: there is no such scenario, or the instruction is not understood.
    """
    if _is_scenario(subject):
        return _of_scenario(subject, instruction)
    formula = parse(subject, dialect)
    if not scenario:
        return Subject((Named("", formula),), phrasing())
    known = _scenario(scenario)
    check_types(subject if dialect is Dialect.COMUROS else str(formula), known)
    return Subject((Named("", formula),), phrasing(scenario=known))


def _is_scenario(subject: str) -> bool:
    if subject.endswith((".yaml", ".yml")):
        return True
    if not subject.isidentifier():
        return False
    from comuros.scenario import list_scenarios

    return subject in list_scenarios()


def _scenario(name: str) -> Scenario:
    from comuros.scenario import load_scenario

    return load_scenario(name).scenario


def _of_scenario(name: str, instruction: str) -> Subject:
    scenario = _scenario(name)
    said = instruction or scenario.default_instruction
    rules = tuple(
        Named(f"rule {number}", _typed(rule.formula, scenario), rule.words)
        for number, rule in enumerate(scenario.rules, start=1)
        if rule.formula
    )
    if not said:
        return Subject(rules, phrasing(scenario=scenario))
    tree = _tree(name, said)
    return _of_tree(tree, scenario, rules)


def _of_tree(tree: TaskTree, scenario: Scenario, rules: tuple[Named, ...]) -> Subject:
    faults = ill_typed(tree, scenario)
    if faults:
        raise InputError("\n".join(faults))
    spec = specification(tree)
    named = tuple(Named(name, parse(formula)) for name, formula in spec.formulas())
    found = diagnose(spec, scenario)
    said = [(finding.kind, f"{finding.kind.value}: {finding.words}") for finding in found]
    conflicts = tuple(words for kind, words in said if kind is FindingKind.CONTRADICTORY)
    remarks = tuple(words for kind, words in said if kind is not FindingKind.CONTRADICTORY)
    return Subject((*rules, *named), phrasing(tree, scenario), conflicts, remarks)


def _typed(formula: str, scenario: Scenario) -> Formula:
    check_types(formula, scenario)
    return parse(formula)


def _tree(scenario: str, instruction: str) -> TaskTree:
    from comuros.offline import plan_offline
    from comuros.scenario import load_scenario

    found = plan_offline(load_scenario(scenario), instruction)
    if found.tree is None:
        reason = found.question.question if found.question else found.end.reason if found.end else "no tree"
        raise InputError(f"{instruction!r} has no specification: {reason}")
    return found.tree.tree
