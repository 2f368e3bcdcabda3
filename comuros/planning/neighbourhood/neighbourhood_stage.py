"""From an instance to a schedule and a bound: dispatching, then neighbourhoods, and the bound of what is left
when everything but work and ways is forgotten. `solver` calls it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from comuros.core.objective import Objective
from comuros.core.plan import CriterionValue
from comuros.core.scenario import Scenario
from comuros.planning.cp_search import OnSchedule, SearchResult, SearchStatus, SolverSettings
from comuros.planning.features.objectives import PER_UNIT
from comuros.planning.instance import Instance
from comuros.planning.neighbourhood.first_schedule import dispatched_first, settled
from comuros.planning.neighbourhood.neighbourhood_search import improved
from comuros.planning.neighbourhood.part_search import Found, PartSearch
from comuros.planning.neighbourhood.relaxed_bound import RelaxedBound
from comuros.planning.neighbourhood.shuffling import shuffled

ANNOUNCE_EVERY_S = 0.5
BOUND_SHARE = 0.15
SHUFFLING_SHARE = 0.25
SHARE_FOR_A_FIRST = 0.5
ROUNDS_FOR_THE_BOUND = 12


def plan_by_neighbourhoods(
    instance: Instance,
    *,
    scenario: Scenario,
    objective: Objective,
    time_limit_s: float,
    seed: int,
    settings: SolverSettings,
    rounds: int | None = None,
    on_schedule: OnSchedule | None = None,
) -> SearchResult | None:
    """The best schedule found; None where half the time brought none that keeps everything."""
    began_s = time.monotonic()
    searching = PartSearch(instance, scenario, objective, seed)
    stage = _Stage(searching, settings.workers, began_s + time_limit_s, rounds, on_schedule)
    share_s = SHARE_FOR_A_FIRST * time_limit_s
    found = stage.in_time(dispatched_first(searching, share_s), share_s)
    return stage.improved(found) if found is not None else None


class _Stage:
    """One search: first for a schedule that is not late, then for better ones beside the bound."""

    def __init__(
        self,
        searching: PartSearch,
        workers: int,
        ends_s: float,
        rounds: int | None,
        on_schedule: OnSchedule | None,
    ) -> None:
        self._searching = searching
        self._workers = workers
        self._ends_s = ends_s
        self._rounds = rounds
        self._bound = RelaxedBound(searching.instance)
        self._announce = _Announcer(on_schedule, self._bound)

    def in_time(self, start: Found | None, time_limit_s: float) -> Found | None:
        """A schedule in which nothing is late; None where none was found."""
        if start is None or not start.late:
            return start
        start = self._shuffled(start, time_limit_s)
        if not start.late:
            return start
        found = improved(
            start, self._searching, enough=lambda best: not best.late, time_limit_s=time_limit_s,
            workers=self._workers, rounds=self._rounds,
        )  # fmt: skip
        return found if not found.late else None

    def improved(self, start: Found) -> SearchResult:
        """The best schedule of the time that is left, with the bound."""
        self._announce(start)
        with ThreadPoolExecutor(1) as pool:
            bounding = pool.submit(self._tighten, start)
            if self._workers <= 1:
                bounding.result()
            start = self._shuffled(start, self._left_s())
            self._announce(start)
            best = improved(
                start, self._searching, enough=self._is_proved, time_limit_s=self._left_s(),
                workers=self._workers, rounds=self._rounds, on_found=self._announce,
            )  # fmt: skip
            bounding.result()
        return self._result(best)

    def _shuffled(self, start: Found, limit_s: float) -> Found:
        """The best of many dispatched schedules, where that is better than what there is."""
        ends_s, most = time.monotonic() + SHUFFLING_SHARE * limit_s, self._rounds
        if not self._searching.counts_time:
            return start
        schedule = shuffled(
            self._searching.instance,
            self._searching.scenario,
            seed=self._searching.seed,
            goes_on=lambda tries: time.monotonic() < ends_s if most is None else tries < most,
        )
        if schedule is None:
            return start
        found = settled(self._searching.judged(schedule, 0), self._searching, self._left_s())
        better = found is not None and (found.late, found.value) < (start.late, start.value)
        return found if found is not None and better else start

    def _tighten(self, start: Found) -> None:
        """The bound, by so many rounds where that is the measure."""
        upper = start.schedule.makespan(self._searching.instance)
        if self._rounds is None:
            self._bound.tighten(upper, BOUND_SHARE * self._left_s())
        else:
            self._bound.tighten(upper, self._left_s(), ROUNDS_FOR_THE_BOUND)

    def _is_proved(self, best: Found) -> bool:
        return self._searching.counts_time and best.value <= self._bound.ticks

    def _left_s(self) -> float:
        return self._ends_s - time.monotonic()

    def _result(self, best: Found) -> SearchResult:
        criterion = self._searching.objective.criteria[0]
        unit = PER_UNIT[criterion]
        least = self._bound.ticks / unit if self._searching.counts_time else 0.0
        return SearchResult(
            SearchStatus.OPTIMAL if self._is_proved(best) else SearchStatus.FEASIBLE,
            best.schedule,
            self._bound.ticks,
            criteria=(CriterionValue(criterion.value, best.value / unit, least),),
            method=f"dispatched, then improved by freeing one neighbourhood after the other; the bound is "
            f"that {self._bound.why}",
        )


@dataclass(slots=True)
class _Announcer:
    """Passes schedules on, not more often than they can be looked at."""

    on_schedule: OnSchedule | None
    bound: RelaxedBound
    last_s: float = float("-inf")

    def __call__(self, found: Found) -> None:
        """Called at every improvement."""
        if self.on_schedule is not None and time.monotonic() - self.last_s >= ANNOUNCE_EVERY_S:
            self.on_schedule(found.schedule, self.bound.ticks)
            self.last_s = time.monotonic()
