"""How long a node's callbacks take: executors must never wait. `ManagedNode` wraps what it makes; `Watchdog`
tells of it.
"""

from __future__ import annotations

import functools
import threading
import time
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_CLASSES_PER_DECADE = 8
# Upper ends of the classes of durations that are counted, 10 µs to 1000 s.
_ENDS_S = tuple(10 ** (step / _CLASSES_PER_DECADE - 5) for step in range(8 * _CLASSES_PER_DECADE + 1))


@dataclass(frozen=True, slots=True)
class Taken:
    """One callback: its name, real seconds, and how many of them its thread had a processor. A callback that
    waits has few of these; one that computes, or a machine that is loaded, is told from it by them.
    """

    what: str = ""
    wall_s: float = 0.0
    cpu_s: float = 0.0
    is_running: bool = False


class CallbackWatch:
    """The callbacks of one node. `timed` and what it returns belong to the executor's thread, the rest may be
    asked from any.
    """

    def __init__(self) -> None:
        self.longest = Taken()
        self._lately = Taken()
        self._running: tuple[str, float] | None = None
        self._counts = [0] * (len(_ENDS_S) + 1)
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """Callbacks so far."""
        return sum(self._counts)

    def timed(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        """The same callback, watched. One that is called by another is part of it."""

        @functools.wraps(callback)
        def watched(*arguments: Any, **keywords: Any) -> Any:
            if self._running is not None:
                return callback(*arguments, **keywords)
            began_s, cpu_began_s = time.monotonic(), time.thread_time()
            self._running = callback.__qualname__, began_s
            try:
                return callback(*arguments, **keywords)
            finally:
                cpu_s = time.thread_time() - cpu_began_s
                self._running = None
                self._took(Taken(callback.__qualname__, time.monotonic() - began_s, cpu_s))

        return watched

    def lately(self) -> Taken:
        """The longest callback since this was asked last; one that still runs counts with its time so far."""
        running = self._running
        with self._lock:
            longest, self._lately = self._lately, Taken()
        if running is None:
            return longest
        so_far = Taken(running[0], time.monotonic() - running[1], is_running=True)
        return max(longest, so_far, key=lambda taken: taken.wall_s)

    def share_within_s(self, share: float) -> float:
        """Real seconds within which this share (0..1) of all callbacks ended, rounded up by a third at
        most.
        """
        wanted, seen = share * self.count, 0
        for end_s, counted in zip(_ENDS_S, self._counts, strict=False):
            seen += counted
            if seen >= wanted:
                return min(end_s, self.longest.wall_s)
        return self.longest.wall_s

    def in_words(self) -> str:
        """All of it in one line; `benchmarks/executors.py` reads it."""
        shares = ", ".join(
            f"p{round(100 * share)} {1e3 * self.share_within_s(share):.1f} ms" for share in (0.5, 0.99)
        )
        longest = self.longest
        return (
            f"{self.count} callbacks, {shares}, longest callback: {1e3 * longest.wall_s:.1f} ms "
            f"({1e3 * longest.cpu_s:.1f} ms on a processor) in {longest.what or 'none'}"
        )

    def _took(self, taken: Taken) -> None:
        self._counts[bisect_left(_ENDS_S, taken.wall_s)] += 1
        with self._lock:
            self.longest = max(self.longest, taken, key=lambda each: each.wall_s)
            self._lately = max(self._lately, taken, key=lambda each: each.wall_s)
