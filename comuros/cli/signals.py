"""Ctrl-C, a closed terminal and a polite kill all end a command in the same orderly way."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody wants the command to end. Not an `Exception`, so that nothing handles it by accident."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


def raise_interrupted(number: int, _: FrameType | None) -> None:
    """Handler: raise once, and let the unwinding take its time undisturbed."""
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise Interrupted(number)


@contextmanager
def interruptible() -> Iterator[None]:
    """Within it, the ending signals raise `Interrupted` in the main thread."""
    before = {number: signal.signal(number, raise_interrupted) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
