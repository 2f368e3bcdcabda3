"""What a task run has under way: a skill call, or coming to rest."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task shall end once the robot rests; after `at_latest_s`, mission-clock time, it ends anyway."""

    status: TaskStatus
    cause: Cause
    message: str
    at_latest_s: float


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A skill call under way; `pausing` marks one that is cancelled only to be made again, `charging` one
    of a charging stop.
    """

    id: str
    call: SkillCall
    progress: float = 0.0
    pausing: bool = False
    charging: bool = False
