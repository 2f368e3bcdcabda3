"""Skill models: what a named, cancellable thing a robot can do needs, changes and takes. All rooms share
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comuros.core.capability import Requirement
from comuros.core.literal import Literal
from comuros.core.predicate import Sort

SELF = "?self"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter; `name` starts with `?`."""

    name: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class DurationModel:
    """`fixed_s` seconds, plus the travel to the location bound to `travels_to` at the robot's speed times
    `speed_factor`.
    """

    fixed_s: float
    travels_to: str = ""
    speed_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class SkillModel:
    """A skill as every room knows it. `?self` in literals is the robot that runs it.

    `action` is the ROS action name relative to the robot's namespace. `team` marks skills that every
    member of a coalition runs at the same time (lifting a crate together).
    """

    name: str
    parameters: tuple[Parameter, ...]
    preconditions: tuple[Literal, ...]
    effects: tuple[Literal, ...]
    duration: DurationModel
    requires: tuple[Requirement, ...] = ()
    action: str = ""
    needs_approval: bool = False
    team: bool = False
    synonyms: tuple[str, ...] = ()
    english: str = ""

    def binding(self, robot: str, arguments: tuple[str, ...]) -> dict[str, str]:
        """Variables bound by a call of this skill."""
        names = (parameter.name for parameter in self.parameters)
        return {SELF: robot, **dict(zip(names, arguments, strict=True))}

    def ground_preconditions(self, binding: Mapping[str, str]) -> tuple[Literal, ...]:
        """Preconditions with the binding applied."""
        return tuple(literal.substitute(binding) for literal in self.preconditions)

    def ground_effects(self, binding: Mapping[str, str]) -> tuple[Literal, ...]:
        """Effects with the binding applied."""
        return tuple(literal.substitute(binding) for literal in self.effects)


@dataclass(frozen=True, slots=True)
class SkillCall:
    """A skill with its arguments, without the robot that runs it."""

    skill: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.skill}({', '.join(self.arguments)})"

    def substitute(self, binding: Mapping[str, str]) -> SkillCall:
        """The call with every bound variable replaced."""
        return SkillCall(self.skill, tuple(binding.get(argument, argument) for argument in self.arguments))


@dataclass(frozen=True, slots=True)
class Method:
    """One known way to reach a literal with one robot (or, with `team`, one coalition): the composer's
    recipe.

    `when` binds further variables by matching the state (`on(?object, ?from)`); the first method whose
    conditions match is taken, so the special cases (already holding the object) come first in the library.
    """

    name: str
    achieves: Literal
    when: tuple[Literal, ...]
    steps: tuple[SkillCall, ...]
    team: bool = False
