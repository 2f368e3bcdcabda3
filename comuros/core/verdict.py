"""Verdicts: whether an event matters to a mission, why, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Response(Enum):
    """What is done about an event."""

    IGNORE = "ignore"
    RETRY = "retry"
    REPAIR = "repair"
    REALLOCATE = "reallocate"
    REINTERPRET = "reinterpret"
    ASK = "ask"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one event for one mission. `tasks` are those whose work changes, `excluded` the robots
    that shall not do them again; `id` joins it to a plan revision.
    """

    event_id: str
    mission_id: str
    relevant: bool
    response: Response
    reason: str
    tasks: tuple[str, ...] = ()
    id: str = ""
    excluded: tuple[str, ...] = ()
