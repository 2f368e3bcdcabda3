"""What a client sees of missions, as core types. `MissionClient` hands these over; command line and console
fold them into pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.command import AskHuman, EndMission, PublishPlan, PublishState, PublishTree
from comuros.core.event import Event
from comuros.core.robot import RobotStatus
from comuros.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class TreeSeen:
    """A mission's tree, with the instruction it came from."""

    tree: PublishTree
    instruction: str


@dataclass(frozen=True, slots=True)
class StateSeen:
    """Where a mission stands, `makespan_s` after its first plan; `end` once it is over. `time_s` is the
    system's clock.
    """

    state: PublishState
    instruction: str
    time_s: float
    makespan_s: float = 0.0
    end: EndMission | None = None


@dataclass(frozen=True, slots=True)
class QuestionSeen:
    """A question to a person; `closed` once it no longer waits."""

    question: AskHuman
    closed: bool = False


Seen = TreeSeen | PublishPlan | StateSeen | QuestionSeen | Event | Verdict | RobotStatus
