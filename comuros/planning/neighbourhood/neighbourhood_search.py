"""The loop: choose a neighbourhood, solve it, keep what is better; on every core at once, until the time is
up or the best is good enough.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from comuros.planning.neighbourhood.choosing import Chooser, Kind
from comuros.planning.neighbourhood.part import Freed
from comuros.planning.neighbourhood.part_search import Found, Outcome, PartSearch
from comuros.planning.schedule import Schedule
from comuros.planning.timing import earliest, is_simple

EFFORT = 0.25
POWER = 12
OnFound = Callable[[Found], None]


def improved(
    start: Found,
    searching: PartSearch,
    *,
    enough: Callable[[Found], bool],
    time_limit_s: float,
    workers: int = 1,
    rounds: int | None = None,
    on_found: OnFound | None = None,
) -> Found:
    """A schedule no worse than `start`: less late, or as late and better by the first criterion.

    Ends after the time limit, after so many rounds, or where the best is `enough`. With one worker and a
    number of rounds, equal schedules and seeds give equal schedules.
    """
    loop = _Loop(start, searching, enough, time.monotonic() + time_limit_s, rounds, on_found)
    if workers <= 1:
        loop.work()
        return loop.best
    with ThreadPoolExecutor(workers) as pool:
        for worker in [pool.submit(loop.work) for _ in range(workers)]:
            worker.result()
    return loop.best


class _Loop:
    """The best schedule so far, shared by all workers."""

    def __init__(
        self,
        start: Found,
        searching: PartSearch,
        enough: Callable[[Found], bool],
        ends_s: float,
        rounds: int | None,
        on_found: OnFound | None,
    ) -> None:
        self.best = start
        self._searching = searching
        self._enough = enough
        self._ends_s = ends_s
        self._rounds = rounds
        self._on_found = on_found
        dice = random.Random(searching.seed)  # noqa: S311 - reproducible search, no secrets
        self._chooser = Chooser(searching.instance, searching.tied, dice)
        self._reference = max(1, start.schedule.makespan(searching.instance))
        self._lock = threading.Lock()

    def work(self) -> None:
        """Rounds until there is a reason to end."""
        while True:
            with self._lock:
                left_s = self._ends_s - time.monotonic()
                if left_s <= 0 or self._is_done():
                    return
                start = self.best
                kind, freed = self._chooser.chosen(start.schedule)
            outcome = self._searching.solved(start, freed, effort=EFFORT, limit_s=left_s)
            with self._lock:
                self._take(kind, freed, outcome)

    def _is_done(self) -> bool:
        if self._rounds is not None:
            if self._rounds <= 0:
                return True
            self._rounds -= 1
        return self._enough(self.best)

    def _take(self, kind: Kind, freed: Freed, outcome: Outcome) -> None:
        found = self._tidied(outcome.found) if outcome.found is not None else None
        better = found is not None and self._worth(found) < self._worth(self.best)
        self._chooser.learn(kind, better=better, exhausted=outcome.exhausted)
        if found is None or not better:
            return
        told = (found.late, found.value) < (self.best.late, self.best.value)
        self.best = found
        if told and self._on_found is not None and not found.late:
            self._on_found(found)

    def _tidied(self, found: Found) -> Found:
        """Without idle waiting, where moving a start is safe."""
        if not is_simple(self._searching.instance):
            return found
        return self._searching.judged(earliest(found.schedule, self._searching.instance), found.value)

    def _worth(self, found: Found) -> tuple[int, int, float]:
        """The smaller the better: of equal values the one whose robots' ends are lower, the latest counting
        most.
        """
        return found.late, found.value, _unevenness(found.schedule, self._reference)


def _unevenness(schedule: Schedule, reference: int) -> float:
    ends: dict[str, int] = {}
    for entry in schedule.entries:
        for robot in entry.robots:
            ends[robot] = max(ends.get(robot, 0), entry.release)
    return sum((end / reference) ** POWER for end in ends.values())
