"""One process of a running system: started so that it cannot outlive this one, ended step by step."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_TAIL_BYTES = 4000


@dataclass(frozen=True, slots=True)
class Program:
    """A node to run: a name people know it by, its module, and its ROS arguments."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()

    def command(self) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", self.module, "--ros-args", *self.arguments]


class Child:
    """A started program with its log. It has a session of its own, so that Ctrl-C reaches it through us
    only.
    """

    def __init__(self, program: Program, *, log: Path, environment: Mapping[str, str]) -> None:
        self.program = program
        self.log = log
        with log.open("ab") as stream:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                program.command(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.status is None:
            self._process.send_signal(number)

    def last_words(self) -> str:
        """The end of its log."""
        data = self.log.read_bytes()[-_TAIL_BYTES:]
        return data.decode("utf-8", errors="replace").strip()


def end_all(children: Sequence[Child], *, patience_s: Mapping[signal.Signals, float]) -> list[str]:
    """End children by their ids: each signal in turn, waiting that long. Returns the names of those that
    needed SIGKILL.
    """
    killed: list[str] = []
    for number, wait_s in patience_s.items():
        running = [child for child in children if child.status is None]
        for child in running:
            child.send(number)
            if number is signal.SIGKILL:
                killed.append(child.program.name)
        deadline_s = time.monotonic() + wait_s
        while any(child.status is None for child in running) and time.monotonic() < deadline_s:
            time.sleep(0.02)
    return killed


def _die_with(parent: int):  # type: ignore[no-untyped-def]
    """A hook for the child, before it becomes the program: the kernel kills it when we die, however we
    die.
    """
    libc = ctypes.CDLL(None)

    def hook() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return hook
