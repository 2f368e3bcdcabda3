"""Replay: feed a journal's events and ticks to a fresh state machine and compare what comes out, command for
command.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from comuros.core.command import Command, PublishState
from comuros.core.event import Event
from comuros.journal.codec import command_to_json
from comuros.journal.journal import Entry


class Replayable(Protocol):
    """What replay drives: the coordinator."""

    def observe(self, event: Event) -> list[Command]:
        """Take one event."""

    def tick(self, now_s: float) -> list[Command]:
        """Let time pass."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a replay decides otherwise than the journal says."""

    seq: int
    recorded: str
    replayed: str


def replay(entries: Iterable[Entry], machine: Replayable) -> Difference | None:
    """Drive `machine` with a journal's inputs; None where every decision comes out the same."""
    pending: list[str] = []
    last_seq = 0
    for entry in entries:
        last_seq = entry.seq
        if entry.kind == "command":
            replayed = pending.pop(0) if pending else "nothing"
            if replayed != entry.body:
                return Difference(entry.seq, entry.body, replayed)
            continue
        if pending:
            return Difference(entry.seq, "nothing", pending[0])
        commands = machine.observe(entry.event()) if entry.kind == "event" else machine.tick(entry.time_s)
        pending = [command_to_json(c) for c in commands if not isinstance(c, PublishState)]
    return Difference(last_seq + 1, "nothing", pending[0]) if pending else None
