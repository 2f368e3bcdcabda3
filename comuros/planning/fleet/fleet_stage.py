"""From an instance to a fleet's schedule and back: first routes, the auction's where better, then
improvement. `solver` calls it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from comuros.planning.fleet.fleet_arrays import Fleet, fleet_of, schedule_of
from comuros.planning.fleet.fleet_bounds import fleet_bound
from comuros.planning.fleet.fleet_search import improve
from comuros.planning.fleet.insertion import auction, insertion
from comuros.planning.fleet.route_book import RouteBook
from comuros.planning.instance import Instance
from comuros.planning.schedule import Schedule

ANNOUNCE_EVERY_S = 0.5
OnSchedule = Callable[[Schedule, int], None]


@dataclass(frozen=True, slots=True)
class FleetResult:
    """The best schedule found, its makespan and a bound on every makespan, in ticks."""

    schedule: Schedule
    makespan: int
    bound: int


def plan_fleet(
    instance: Instance,
    *,
    time_limit_s: float,
    seed: int,
    rounds: int | None = None,
    on_schedule: OnSchedule | None = None,
) -> FleetResult | None:
    """A schedule of independent one-robot tasks; None where the instance is not of that kind.

    The makespan is no longer than that of insertion and of a sequential single-item auction.
    """
    began = time.monotonic()
    fleet = fleet_of(instance)
    if fleet is None:
        return None
    bound = fleet_bound(fleet)
    announce = _Announcer(fleet, instance, bound, on_schedule)
    routes = insertion(fleet)
    announce.tell(routes)
    rival = auction(fleet)
    routes = min((routes, rival), key=lambda found: RouteBook(fleet, found).makespan)
    left_s = time_limit_s - (time.monotonic() - began)
    best = improve(
        fleet, routes, bound=bound, time_limit_s=left_s, seed=seed, rounds=rounds, on_routes=announce
    )
    return FleetResult(schedule_of(best, fleet, instance), RouteBook(fleet, best).makespan, bound)


class _Announcer:
    """Passes improved schedules on, not more often than they can be looked at."""

    def __init__(self, fleet: Fleet, instance: Instance, bound: int, on_schedule: OnSchedule | None) -> None:
        self._fleet = fleet
        self._instance = instance
        self._bound = bound
        self._on_schedule = on_schedule
        self._last_s = float("-inf")

    def __call__(self, routes: list[list[int]], makespan: int) -> None:
        """Called at every improvement."""
        if time.monotonic() - self._last_s >= ANNOUNCE_EVERY_S:
            self.tell(routes)

    def tell(self, routes: list[list[int]]) -> None:
        """Pass routes on now."""
        if self._on_schedule is not None:
            self._on_schedule(schedule_of(routes, self._fleet, self._instance), self._bound)
            self._last_s = time.monotonic()
