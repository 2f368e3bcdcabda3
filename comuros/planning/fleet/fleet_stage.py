"""From an instance to a fleet's schedule and back: first routes, the auction's where better, then improvement
beside a search for the bound. `solver` calls it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from comuros.core.scenario import Scenario
from comuros.planning.cp_search import SolverSettings
from comuros.planning.fleet.exact_part import polish
from comuros.planning.fleet.fleet_arrays import Fleet, fleet_of, schedule_of
from comuros.planning.fleet.fleet_bounds import fleet_bound
from comuros.planning.fleet.fleet_search import improve
from comuros.planning.fleet.insertion import auction, insertion
from comuros.planning.fleet.priced_bound import priced_bound
from comuros.planning.fleet.route_book import RouteBook
from comuros.planning.instance import Instance
from comuros.planning.schedule import Schedule

ANNOUNCE_EVERY_S = 0.5
BOUND_SHARE = 0.3
POLISH_SHARE = 0.1
ROUNDS_FOR_THE_BOUND = 12
OnSchedule = Callable[[Schedule, int], None]
Routes = list[list[int]]


@dataclass(frozen=True, slots=True)
class FleetResult:
    """The best schedule found, its makespan and a bound on every makespan, in ticks; how both were found."""

    schedule: Schedule
    makespan: int
    bound: int
    method: str


def plan_fleet(
    instance: Instance,
    *,
    scenario: Scenario,
    time_limit_s: float,
    seed: int,
    settings: SolverSettings,
    rounds: int | None = None,
    on_schedule: OnSchedule | None = None,
) -> FleetResult | None:
    """A schedule of independent one-robot tasks; None where the instance is not of that kind.

    The makespan is no longer than that of insertion and of a sequential single-item auction. With `rounds`
    the search is deterministic and short, as a start for one model; else it uses the time there is.
    """
    began_s = time.monotonic()
    fleet = fleet_of(instance)
    if fleet is None:
        return None
    stage = _Stage(fleet, instance, scenario, seed, settings, on_schedule)
    stage.construct()
    left_s = time_limit_s - (time.monotonic() - began_s)
    if rounds is not None:
        stage.start_for_one_model(left_s, rounds)
    elif settings.workers > 1:
        stage.search_beside_the_bound(left_s)
    else:
        stage.search_after_the_bound(left_s)
    return stage.result()


class _Stage:
    """One fleet being planned."""

    def __init__(
        self,
        fleet: Fleet,
        instance: Instance,
        scenario: Scenario,
        seed: int,
        settings: SolverSettings,
        on_schedule: OnSchedule | None,
    ) -> None:
        self._fleet = fleet
        self._instance = instance
        self._scenario = scenario
        self._seed = seed
        self._settings = settings
        self._bound = fleet_bound(fleet)
        self._by = "all work and a spanning tree of ways, shared evenly"
        self._routes: Routes = []
        self._announce = _Announcer(fleet, instance, self._bound, on_schedule)

    def construct(self) -> None:
        """The first routes; the auction's where they are better."""
        self._routes = insertion(self._fleet)
        self._announce.tell(self._routes)
        rival = auction(self._fleet)
        self._routes = min((self._routes, rival), key=self._makespan_of)

    def start_for_one_model(self, left_s: float, rounds: int) -> None:
        """Few rounds of everything; one model does the rest."""
        self._routes = self._improved(left_s / 2, rounds=rounds)
        self._tighten(left_s / 2, rounds=ROUNDS_FOR_THE_BOUND)

    def search_beside_the_bound(self, left_s: float) -> None:
        """The bound on one core while routes improve on the other, then both cores on the routes."""
        ends_s = time.monotonic() + left_s
        with ThreadPoolExecutor(1) as pool:
            bounding = pool.submit(self._tighten, BOUND_SHARE * left_s)
            self._routes = self._improved(BOUND_SHARE * left_s)
            bounding.result()
        self._routes = self._improved(
            ends_s - time.monotonic() - POLISH_SHARE * left_s, workers=self._settings.workers
        )
        self._polish(ends_s - time.monotonic())

    def search_after_the_bound(self, left_s: float) -> None:
        """The same on one core, one after the other."""
        ends_s = time.monotonic() + left_s
        self._routes = self._improved(BOUND_SHARE * left_s)
        self._tighten(BOUND_SHARE * left_s)
        self._routes = self._improved(ends_s - time.monotonic() - POLISH_SHARE * left_s)
        self._polish(ends_s - time.monotonic())

    def result(self) -> FleetResult:
        """What was found."""
        method = (
            f"routes by insertion or auction, improved by ruin and recreate on halves of the fleet cut by "
            f"geography and by exact parts; the bound holds for the whole: {self._by}"
        )
        schedule = schedule_of(self._routes, self._fleet, self._instance)
        return FleetResult(schedule, self._makespan_of(self._routes), self._bound, method)

    def _makespan_of(self, routes: Routes) -> int:
        return RouteBook(self._fleet, routes).makespan

    def _improved(self, left_s: float, *, rounds: int | None = None, workers: int = 1) -> Routes:
        return improve(
            self._fleet, self._routes, bound=self._bound, time_limit_s=left_s, seed=self._seed, rounds=rounds,
            on_routes=self._announce, workers=workers,
        )  # fmt: skip

    def _tighten(self, left_s: float, rounds: int = 1000) -> None:
        upper = self._makespan_of(self._routes)
        priced = priced_bound(self._fleet, upper=upper, time_limit_s=left_s, rounds=rounds, least=self._bound)
        if priced is not None and priced.bound > self._bound:
            self._bound = self._announce.bound = min(priced.bound, upper)
            self._by = "no robots can earn the sum of prices on the tasks earlier"

    def _polish(self, left_s: float) -> None:
        self._routes = polish(
            self._fleet, self._routes, self._instance, scenario=self._scenario, bound=self._bound,
            time_limit_s=left_s, seed=self._seed, settings=self._settings,
        )  # fmt: skip


class _Announcer:
    """Passes improved schedules on, not more often than they can be looked at."""

    def __init__(self, fleet: Fleet, instance: Instance, bound: int, on_schedule: OnSchedule | None) -> None:
        self.bound = bound
        self._fleet = fleet
        self._instance = instance
        self._on_schedule = on_schedule
        self._last_s = float("-inf")

    def __call__(self, routes: Routes, makespan: int) -> None:
        """Called at every improvement."""
        if time.monotonic() - self._last_s >= ANNOUNCE_EVERY_S:
            self.tell(routes)

    def tell(self, routes: Routes) -> None:
        """Pass these routes on now."""
        if self._on_schedule is not None:
            self._last_s = time.monotonic()
            self._on_schedule(schedule_of(routes, self._fleet, self._instance), self.bound)
