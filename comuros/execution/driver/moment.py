"""One tick as behaviours see it, and what they answer. The driver makes the one and carries out the
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from comuros.core.gripper import GripperPosition
from comuros.core.skill import SkillCall, SkillModel
from comuros.core.task_status import Cause
from comuros.core.velocity import STILL, Velocity
from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.hand import Hand
from comuros.execution.driver.neighbour import Neighbour, Track
from comuros.execution.driver.sense import Sense


@dataclass(frozen=True, slots=True)
class Moment:
    """Now: time, what is sensed, the robot's own motion and its neighbours'."""

    now_s: float
    dt_s: float
    sense: Sense
    own: Track
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """What a behaviour wants done, how far it is (0..1), and whether it is over: done, or failed with a
    cause.
    """

    velocity: Velocity = STILL
    attach: tuple[str, ...] = ()
    detach: tuple[str, ...] = ()
    gripper: GripperPosition | None = None
    progress: float = 0.0
    done: bool = False
    cause: Cause = Cause.NONE
    message: str = ""

    @property
    def failed(self) -> bool:
        """Whether it ended without success."""
        return self.cause is not Cause.NONE


@dataclass(frozen=True, slots=True)
class SkillRun:
    """One run of a skill on this robot. `coalition` names all robots of a team skill, sorted; alone it is
    this robot.
    """

    call: SkillCall
    model: SkillModel
    coalition: tuple[str, ...]
    body: DrivenBody
    hand: Hand

    @property
    def member(self) -> int:
        """This robot's index in its coalition."""
        return self.coalition.index(self.body.name)

    def argument(self, parameter: str) -> str:
        """The value bound to a parameter such as `?object`, "" where the skill has no such parameter."""
        return self.model.binding(self.body.name, self.call.arguments).get(parameter, "")


class Behaviour(Protocol):
    """How a skill is carried out, tick by tick. Made anew for every run; must return at once and never
    wait.
    """

    may_lose: tuple[str, ...]
    """Objects whose release is part of the skill, so that letting go is no accident."""

    def step(self, moment: Moment) -> Act:
        """What to do in this tick."""


@runtime_checkable
class Interruptible(Behaviour, Protocol):
    """A behaviour that must not leave everything in its grip when it is cut short."""

    def wind_down(self, moment: Moment) -> Act:
        """One tick of the end of a call that was cancelled or failed, until it says `done`, for 5 s at most.
        Only what it lets go of is carried out: the robot stands meanwhile.
        """
