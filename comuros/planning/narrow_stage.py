"""From a schedule that takes every robot for alone in the world to one in which nobody meets anybody in a
narrow way. `solver` calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from comuros.core.objective import Criterion, Objective
from comuros.core.scenario import Scenario
from comuros.planning.cp_search import SearchResult, SearchStatus, SolverSettings, search, with_waits
from comuros.planning.features.narrow import NarrowBook
from comuros.planning.features.penalties import penalty_of
from comuros.planning.instance import Instance
from comuros.planning.reserving import reserved
from comuros.planning.schedule import Schedule
from comuros.planning.timing import earliest, is_simple

# The first plan has had most of the time; this much of what is left goes into waiting better.
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class NarrowStage:
    """What it works with. `book` is None where nothing is narrow."""

    instance: Instance
    scenario: Scenario
    book: NarrowBook | None
    objective: Objective
    seed: int
    settings: SolverSettings

    def timed(
        self, result: SearchResult, *, left_s: float, forced: tuple[str, str] | None = None
    ) -> tuple[SearchResult, bool]:
        """The result with waits, and whether there are any that make the mission longer. It has no schedule
        where no order that was tried meets all deadlines, and is infeasible where that is proved.

        Waits are first found by priority. Where they make the mission longer, small instances are searched
        again with the narrow ways in the model: who does what may change, all but the (task, robot) that is
        `forced`, and the bound counts the waits.
        """
        assert result.schedule is not None
        simple = is_simple(self.instance)
        planned = earliest(result.schedule, self.instance) if simple else result.schedule
        if self.book is None:
            return replace(result, schedule=planned), False
        found = self.reserved(planned)
        waits = 0 if found is None else found.makespan(self.instance) - planned.makespan(self.instance)
        if found is not None and waits <= 0:
            return replace(result, schedule=found), False
        result = replace(with_waits(result, waits), schedule=found)
        again = self._searched(left_s * _SHARE, found, result.bound, forced)
        return (result if again is None else self._better(result, again)), True

    def reserved(self, schedule: Schedule) -> Schedule | None:
        """The schedule with its waits; None where no order that was tried meets all deadlines."""
        return reserved(schedule, self.instance, self.book, seed=self.seed)

    def _searched(
        self, limit_s: float, hint: Schedule | None, least: int, forced: tuple[str, str] | None
    ) -> SearchResult | None:
        """The result with narrow ways in the model; None where it is too large or too late for that."""
        if limit_s <= 0 or self.instance.batteries:
            return None
        try:
            return search(
                self.instance,
                scenario=self.scenario,
                objective=self.objective,
                time_limit_s=limit_s,
                seed=self.seed,
                settings=self.settings,
                hint=hint,
                forced=forced,
                least=least
                if self.objective.criteria[0] is Criterion.MAKESPAN and not self._has_prices()
                else 0,
                book=self.book,
            )
        except ValueError:
            return None

    def _better(self, result: SearchResult, again: SearchResult) -> SearchResult:
        """The better of both, with the better bound."""
        bound = max(result.bound, again.bound)
        if again.schedule is None:
            status = again.status if result.schedule is None else result.status
            return replace(result, bound=bound, status=status)
        again = self._tidied(again)
        if again.status is not SearchStatus.OPTIMAL and self._value(result) <= self._value(again):
            return replace(result, bound=bound, status=SearchStatus.FEASIBLE)
        return replace(again, bound=bound)

    def _tidied(self, result: SearchResult) -> SearchResult:
        """Without starts later than need be, where that ends no later."""
        assert result.schedule is not None
        shared = {resource.name for resource in self.scenario.resources}
        bare = tuple(p for p in result.schedule.passings if p.resource in shared)
        tidy = self.reserved(replace(result.schedule, passings=bare))
        if tidy is None:
            return result
        gain = tidy.makespan(self.instance) - result.schedule.makespan(self.instance)
        return result if gain > 0 else replace(with_waits(result, gain), schedule=tidy)

    def _value(self, result: SearchResult) -> float:
        if result.schedule is None:
            return float("inf")
        return result.schedule.makespan(self.instance) + penalty_of(result.schedule.entries, self.instance)

    def _has_prices(self) -> bool:
        """Whether a bound counts penalties too, so that it is none on the makespan alone."""
        ways = (way for ways in self.instance.ways.values() for way in ways)
        return bool(self.instance.kept) or any(way.penalty or way.avoided for way in ways)
