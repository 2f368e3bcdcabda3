"""Who carries out what takes time: asking a model, examining a tree, planning. The answers are events."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from typing import Protocol

from comuros.core.event import Event


class Lane(Enum):
    """What a job waits for. Jobs of different lanes never wait for each other: models that hang and trees
    that take long to examine keep no plan of a mission under way from being made.
    """

    MODEL = "model"
    EXAMINATION = "examination"
    PLAN = "plan"


# A model's answer is waited for, which costs nothing; the others compute.
_THREADS = {Lane.MODEL: 4, Lane.EXAMINATION: 1, Lane.PLAN: 1}


class Workers(Protocol):
    """Runs jobs that take time. `submit` returns at once; the job's event arrives through `deliver`, whatever
    happens.
    """

    def submit(self, job: Callable[[], Event], deliver: Callable[[Event], None], *, lane: Lane) -> None:
        """Run a job; it never raises, failures are events too."""

    def close(self) -> None:
        """Take no more jobs; running ones are not waited for."""


class ThreadWorkers:
    """A few threads for each lane. CP-SAT and sockets release the interpreter lock."""

    def __init__(self) -> None:
        self._pools = {
            lane: ThreadPoolExecutor(max_workers=threads, thread_name_prefix=f"comuros-{lane.value}")
            for lane, threads in _THREADS.items()
        }

    def submit(self, job: Callable[[], Event], deliver: Callable[[Event], None], *, lane: Lane) -> None:
        """Run on a thread of the lane."""

        def hand_over(done: Future[Event]) -> None:
            if not done.cancelled():
                deliver(done.result())

        self._pools[lane].submit(job).add_done_callback(hand_over)

    def close(self) -> None:
        """Cancel what has not begun."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)


class InlineWorkers:
    """Runs every job at once in the caller's thread: for rehearsals and tests, where the same inputs give the
    same run.
    """

    def submit(self, job: Callable[[], Event], deliver: Callable[[Event], None], *, lane: Lane) -> None:
        """Run now."""
        deliver(job())

    def close(self) -> None:
        """Nothing is kept running."""
