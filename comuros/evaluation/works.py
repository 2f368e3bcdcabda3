"""Works in one form, whether a skill or a goal was chosen for them: so a label fits either."""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.errors import InputError
from comuros.core.literal import Literal, parse_literal
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.skill import SELF, SkillCall
from comuros.core.symbolic import ill_typed
from comuros.core.task import FormulaGoal, Goal, Work


def parse_work(text: str, scenario: Scenario) -> Work:
    """A goal of one literal, or a skill call where no predicate has that name.

    Raises:
        InputError: it is neither, or names something the scenario does not have.
    """
    literal = parse_literal(text)
    atom = literal.atom
    predicate = next((p for p in scenario.predicates if p.name == atom.predicate), None)
    if predicate is None:
        call = SkillCall(atom.predicate, atom.arguments)
        wrong = ill_typed(call, scenario=scenario)
        if wrong:
            raise InputError(f"the label {text!r} does not fit scenario {scenario.name!r}: {wrong}")
        return call
    sorts = [scenario.sort_of(argument) for argument in atom.arguments]
    fits = len(sorts) == len(predicate.sorts) and all(
        actual is not None and wanted.accepts(actual)
        for wanted, actual in zip(predicate.sorts, sorts, strict=True)
    )
    if not fits:
        wanted = ", ".join(sort.value for sort in predicate.sorts)
        raise InputError(
            f"the label {text!r} does not fit scenario {scenario.name!r}; expected {predicate.name}({wanted})"
        )
    return Goal((literal,))


def work_key(work: Work, scenario: Scenario) -> str:
    """The same text for works that come to the same: what is true afterwards, `?self` for the robot that
    does it.
    """
    if isinstance(work, FormulaGoal):
        return work.formula
    if isinstance(work, Goal):
        return _key([_impersonal(literal, scenario) for literal in work.literals])
    skill = next((known for known in scenario.skills if known.name == work.skill), None)
    if skill is None or len(skill.parameters) != len(work.arguments):
        return str(work)
    effects = skill.ground_effects(skill.binding(SELF, work.arguments))
    achieved = [effect for effect in effects if effect.positive] or list(effects)
    return _key(achieved) or str(work)


def robots_in(work: Work, scenario: Scenario) -> tuple[str, ...]:
    """Robots that a goal names as those who do it: `at(drone, roof)` is the drone's business."""
    if not isinstance(work, Goal):
        return ()
    names = (name for literal in work.literals for name in literal.atom.arguments)
    return tuple(dict.fromkeys(name for name in names if scenario.sort_of(name) is Sort.ROBOT))


def _key(literals: Sequence[Literal]) -> str:
    return " & ".join(sorted(str(literal) for literal in literals))


def _impersonal(literal: Literal, scenario: Scenario) -> Literal:
    robots = {name: SELF for name in literal.atom.arguments if scenario.sort_of(name) is Sort.ROBOT}
    atom = literal.atom
    return Literal(
        type(atom)(atom.predicate, tuple(robots.get(name, name) for name in atom.arguments)), literal.positive
    )
