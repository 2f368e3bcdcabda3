"""Tasks, the leaves of a task tree, in their three forms: a skill call, a goal, an LTLf formula over one
robot's trace.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.literal import Literal
from comuros.core.skill import SkillCall


@dataclass(frozen=True, slots=True)
class Goal:
    """Ground literals that shall hold together when the task is done."""

    literals: tuple[Literal, ...]

    def __str__(self) -> str:
        return " & ".join(str(literal) for literal in self.literals)


@dataclass(frozen=True, slots=True)
class FormulaGoal:
    """An LTLf formula in comuros' own dialect, read over the trace of the one robot that serves the task."""

    formula: str

    def __str__(self) -> str:
        return self.formula


Work = SkillCall | Goal | FormulaGoal


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Which robots a person or rule allows. Empty `only` and `types` mean any robot."""

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def permits(self, robot: str, robot_type: str) -> bool:
        """Whether this robot may do the task as far as anybody said."""
        if robot in self.never:
            return False
        return (not self.only or robot in self.only) and (not self.types or robot_type in self.types)


@dataclass(frozen=True, slots=True)
class Task:
    """A leaf. `robots` > 1 means that many robots in identical roles, a coalition; `words` is the text it
    came from.

    `only` in the eligibility with as many names as `robots` means exactly those robots together. Work on it
    starts at `release_s` at the earliest and is done by `deadline_s`, seconds of mission time.
    """

    id: str
    label: str
    work: Work
    robots: int = 1
    eligibility: Eligibility = Eligibility()
    deadline_s: float | None = None
    words: str = ""
    release_s: float | None = None
