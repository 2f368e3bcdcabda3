"""Symbolic execution of skill calls: preconditions checked, effects applied. The one place where effects
happen.

Composer, program checker, planner and validator all use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comuros.core.capability import Requirement, Shortfall, combined_value, satisfies
from comuros.core.carrying import has_room
from comuros.core.literal import Literal
from comuros.core.predicate import Sort
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall, SkillModel
from comuros.core.world_state import WorldState


@dataclass(frozen=True, slots=True)
class SymbolicRun:
    """What happens if a team runs the calls: the final state, or the first call that cannot run and why."""

    state: WorldState
    failed_call: SkillCall | None = None
    missing: tuple[Literal, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    mistyped: str = ""

    @property
    def ok(self) -> bool:
        """Whether every call could run."""
        return self.failed_call is None

    def reason(self) -> str:
        """Why the failing call cannot run; empty when all could."""
        if self.failed_call is None:
            return ""
        if self.mistyped:
            return self.mistyped
        lacks = [f"needs {literal}" for literal in self.missing] + [str(gap) for gap in self.shortfalls]
        return f"{self.failed_call} cannot run: {'; '.join(lacks)}"


def run_symbolically(
    calls: Iterable[SkillCall], *, robots: Sequence[Robot], state: WorldState, scenario: Scenario
) -> SymbolicRun:
    """Run the calls one after the other, each by every robot given (a single robot, or a
    coalition in step).
    """
    for call in calls:
        mistyped = ill_typed(call, scenario=scenario)
        if mistyped:
            return SymbolicRun(state, call, mistyped=mistyped)
        skill = scenario.skill(call.skill)
        shortfalls = unmet_requirements(skill, call.arguments, robots=robots, scenario=scenario)
        bindings = [skill.binding(robot.name, call.arguments) for robot in robots]
        wanted = dict.fromkeys(literal for b in bindings for literal in skill.ground_preconditions(b))
        missing = tuple(
            lit for lit in state.unmet(wanted) if not any(has_room(lit, skill, r, state) for r in robots)
        )
        if missing or shortfalls:
            return SymbolicRun(state, call, missing, shortfalls)
        state = state.after(dict.fromkeys(literal for b in bindings for literal in skill.ground_effects(b)))
    return SymbolicRun(state)


def ill_typed(call: SkillCall, *, scenario: Scenario) -> str:
    """What is wrong with the number or the sorts of a call's arguments, or with its skill; empty if
    nothing.
    """
    skill = next((known for known in scenario.skills if known.name == call.skill), None)
    if skill is None:
        return f"there is no skill {call.skill!r}"
    if len(call.arguments) != len(skill.parameters):
        return f"{call} has {len(call.arguments)} arguments; {skill.name} takes {len(skill.parameters)}"
    for parameter, argument in zip(skill.parameters, call.arguments, strict=True):
        if parameter.sort in (Sort.NUMBER, Sort.TEXT) or argument.startswith("?"):
            continue
        actual = scenario.sort_of(argument)
        if actual is None or not parameter.sort.accepts(actual):
            found = f"is of sort {actual.value}" if actual else "is not known"
            return f"{call} cannot run: {argument} {found}; expected a {parameter.sort.value}"
    return ""


def unmet_requirements(
    skill: SkillModel, arguments: tuple[str, ...], *, robots: Sequence[Robot], scenario: Scenario
) -> tuple[Shortfall, ...]:
    """Which capability requirements of a call these robots do not meet, with the numbers. A missing skill
    counts too.
    """
    lacking = tuple(robot.name for robot in robots if skill.name not in robot.type.skills)
    gaps = [Shortfall("skill", skill.name, "not that skill", lacking)] if lacking else []
    binding = skill.binding("", arguments)
    for requirement in skill.requires:
        needed = _needed(requirement, binding.get(requirement.property_of, ""), scenario)
        offered = combined_value(
            requirement.capability, [robot.capabilities() for robot in robots], shared=requirement.shared
        )
        if not satisfies(offered, requirement.comparison, needed):
            names = tuple(robot.name for robot in robots)
            text = f"{requirement.comparison.value} {_shown(needed)}"
            gaps.append(Shortfall(requirement.capability, text, _shown(offered), names))
    return tuple(gaps)


def _needed(
    requirement: Requirement, subject: str, scenario: Scenario
) -> bool | float | frozenset[str] | str:
    if requirement.property_of and isinstance(requirement.amount, str):
        return scenario.object_property(subject, requirement.amount)
    return requirement.amount


def _shown(value: bool | float | frozenset[str] | str | None) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return f"{value:g}" if isinstance(value, (int, float)) else value
