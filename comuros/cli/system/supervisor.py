"""Keeps a system running: starts its programs, notices when one dies, ends them all. Nothing is left
behind.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from comuros.cli.system.child import Child, Program, end_all
from comuros.core.errors import SettingsError

# What each signal is given before the next: rclpy ends on the first two, the last cannot be refused.
PATIENCE_S = {signal.SIGINT: 3.0, signal.SIGTERM: 2.0, signal.SIGKILL: 2.0}


@dataclass(frozen=True, slots=True)
class Loss:
    """A program that ended although nobody asked it to. `on_purpose` is a fault that was ordered."""

    name: str
    status: int
    on_purpose: bool
    last_words: str = ""

    def __str__(self) -> str:
        how = (
            f"killed by {signal.Signals(-self.status).name}"
            if self.status < 0
            else f"exit status {self.status}"
        )
        return f"{self.name} was killed, as ordered" if self.on_purpose else f"{self.name} ended: {how}"


class Supervisor:
    """A context: programs are started inside it, and all of them have ended when it is left."""

    def __init__(self, *, logs: Path, environment: Mapping[str, str]) -> None:
        self._logs = logs
        self._environment = dict(environment)
        self._children: dict[str, Child] = {}
        self._reported: set[str] = set()
        self._killed: set[str] = set()

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name, of those that run."""
        return {name: child.pid for name, child in self._children.items() if child.status is None}

    def start(self, programs: Iterable[Program]) -> None:
        """Start programs."""
        for program in programs:
            log = self._logs / f"{program.name}.log"
            self._children[program.name] = Child(program, log=log, environment=self._environment)

    def kill(self, name: str) -> None:
        """Kill one program with SIGKILL, as a fault.

        Raises:
            SettingsError: there is no such program.
        """
        if name not in self._children:
            raise SettingsError(f"no program {name!r} runs; expected one of: {', '.join(self._children)}")
        self._killed.add(name)
        self._children[name].send(signal.SIGKILL)

    def losses(self) -> list[Loss]:
        """Programs that have ended since the last call."""
        lost: list[Loss] = []
        for name, child in self._children.items():
            status = child.status
            if status is not None and name not in self._reported:
                self._reported.add(name)
                lost.append(Loss(name, status, name in self._killed, child.last_words()))
        return lost

    def end(self) -> list[str]:
        """End every program; returns the names of those that had to be killed."""
        return end_all(list(self._children.values()), patience_s=PATIENCE_S)
