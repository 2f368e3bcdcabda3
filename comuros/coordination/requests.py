"""What a mission remembers of people it has asked: leave for skill calls, and work they were given."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from comuros.core.command import StartTask


@dataclass(slots=True)
class Approval:
    """A skill call that waits at a barrier for a person. `approved` is None until it is decided."""

    request_id: str
    barrier_id: str
    coalition: tuple[str, ...]
    task_id: str
    call: str
    ready: set[str] = field(default_factory=set)
    deadline_s: float = 0.0
    asked: bool = False
    approved: bool | None = None
    reason: str = ""


class ErrandStage(Enum):
    """How far a person is with what they were given: not asked before its turn, asked, doing it, verified
    after they said so, holding until the others are done.
    """

    WAITING = "waiting"
    ASKED = "asked"
    AT_WORK = "at work"
    VERIFYING = "verifying"
    HOLDING = "holding"


@dataclass(slots=True)
class Errand:
    """A task a person was given. `until_s` ends the present stage, in mission-clock seconds."""

    command: StartTask
    request_id: str = ""
    stage: ErrandStage = ErrandStage.WAITING
    until_s: float = 0.0
