"""Solving the CP-SAT model: one criterion after the other, the earlier ones held, improvements streamed.

`solver` calls it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from ortools.sat.python import cp_model

from comuros.core.objective import Criterion, Objective
from comuros.core.plan import CriterionValue
from comuros.core.scenario import Scenario
from comuros.planning.cp_model import AllocationModel
from comuros.planning.cp_solver import new_solver
from comuros.planning.features.narrow import NarrowBook
from comuros.planning.features.objectives import PER_UNIT, criterion_expressions
from comuros.planning.instance import Instance
from comuros.planning.schedule import Schedule
from comuros.planning.ticks import seconds_of

OnSchedule = Callable[[Schedule, int], None]


@dataclass(frozen=True, slots=True)
class SolverSettings:
    """How CP-SAT runs. One worker makes equal problems give equal plans, unless the time limit cuts in.

    `second_share` bounds the time for each later criterion by a multiple of what the first one took;
    `second_least_s` is granted in any case, as far as the time limit goes.
    """

    workers: int = 1
    second_share: float = 1.0
    second_least_s: float = 0.3


DEFAULT_SETTINGS = SolverSettings()


class SearchStatus(Enum):
    """How a search ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best schedule and the bound on makespan and penalties in ticks; `later_proved` tells of the
    criteria after the first, `criteria` of all that were reached; `method` as in a certificate.
    """

    status: SearchStatus
    schedule: Schedule | None
    bound: int
    later_proved: bool = False
    criteria: tuple[CriterionValue, ...] = ()
    method: str = ""


def with_waits(result: SearchResult, ticks: int) -> SearchResult:
    """The result of a search whose schedule ends so many ticks later than was found."""
    timed = (Criterion.MAKESPAN.value, Criterion.WEIGHTED.value)
    return replace(
        result,
        criteria=tuple(
            replace(part, value=part.value + seconds_of(ticks)) if part.criterion in timed else part
            for part in result.criteria
        ),
    )


def horizon_of(instance: Instance) -> int:
    """A number of ticks within which everything can be done one thing after the other, if at all."""
    total = max((ready.ticks for ready in instance.approach.ready.values()), default=0)
    ends = {way.end for ways in instance.ways.values() for way in ways}
    for ways in instance.ways.values():
        total += max((way.ticks for way in ways), default=0)
        total += max(
            (_longest_leg(instance, robot, way.start, ends) for way in ways for robot in way.robots),
            default=0,
        )
    waits = [*instance.releases.values()]
    waits += [way.earliest for ways in instance.ways.values() for way in ways]
    total += _charging_ticks(instance) + max(waits, default=0)
    return total + max((frozen.end for frozen in instance.frozen), default=0) + 1


def _charging_ticks(instance: Instance) -> int:
    """Ticks in which a battery can be filled before every task, with the ways to chargers and back."""
    approach, total = instance.approach, 0
    places = {place for ways in instance.ways.values() for way in ways for place in (way.start, way.end)}
    for robot, battery in instance.batteries.items():
        for charger in battery.chargers:
            legs = [approach.leg(robot, charger, place) for place in places]
            legs += [approach.leg(robot, place, charger) for place in places]
            legs.append(approach.first_leg(robot, charger))
            longest = max((leg.ticks for leg in legs if leg is not None), default=0)
            total = max(total, 2 * longest - (-battery.full // battery.per_charge_tick))
    return total * len(instance.ways)


def search(
    instance: Instance,
    *,
    scenario: Scenario,
    objective: Objective,
    time_limit_s: float,
    seed: int,
    settings: SolverSettings,
    hint: Schedule | None = None,
    forced: tuple[str, str] | None = None,
    least: int = 0,
    book: NarrowBook | None = None,
    told_below: int | None = None,
    on_schedule: OnSchedule | None = None,
) -> SearchResult:
    """Optimise the criteria lexicographically within the time limit.

    `forced` is a (task, robot) that must be, `least` ticks that no makespan falls below; `book` says what is
    crossed where two robots cannot pass one another. `on_schedule` hears of what is below `told_below` in the
    model's measure of the first criterion.

    Raises:
        ValueError: more of that than one model holds.
    """
    horizon = horizon_of(instance) * (1 if book is None else 2)
    allocation = AllocationModel(instance, horizon=horizon, scenario=scenario, book=book)
    allocation.model.add(allocation.makespan >= least)
    if hint is not None:
        allocation.hint(hint)
    if forced is not None:
        allocation.force(*forced)
    return _Lexicographic(allocation, objective, time_limit_s, seed, settings).run(on_schedule, told_below)


class _Lexicographic:
    """One search: the first criterion with most of the time, each later one with the earlier held."""

    def __init__(
        self,
        allocation: AllocationModel,
        objective: Objective,
        time_limit_s: float,
        seed: int,
        settings: SolverSettings,
    ) -> None:
        self._allocation = allocation
        self._criteria = criterion_expressions(allocation, objective)
        self._ends_s = time.monotonic() + time_limit_s
        self._seed = seed
        self._settings = settings

    def run(self, on_schedule: OnSchedule | None, told_below: int | None = None) -> SearchResult:
        """The result of all criteria."""
        began_s = time.monotonic()
        criterion, expression = self._criteria[0]
        solver = _solver(self._ends_s - began_s, self._seed, self._settings)
        self._allocation.model.minimize(expression)
        counts_time = criterion is Criterion.MAKESPAN
        listener = _Listener(self._allocation, on_schedule, counts_time, told_below)
        code = solver.solve(self._allocation.model, listener)
        if code == cp_model.INFEASIBLE:
            return SearchResult(SearchStatus.INFEASIBLE, None, 0)
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return SearchResult(SearchStatus.UNKNOWN, None, 0)
        status = SearchStatus.OPTIMAL if code == cp_model.OPTIMAL else SearchStatus.FEASIBLE
        result = SearchResult(
            status,
            self._allocation.read(solver),
            int(solver.best_objective_bound) if counts_time else 0,
            later_proved=status is SearchStatus.OPTIMAL and len(self._criteria) == 1,
            criteria=(_value_of(criterion, solver),),
        )
        used_s = time.monotonic() - began_s
        return self._later(result, used_s) if status is SearchStatus.OPTIMAL else result

    def _later(self, result: SearchResult, used_s: float) -> SearchResult:
        """The criteria after the first, as long as each is proved and time is left."""
        settings = self._settings
        for number, (criterion, expression) in enumerate(self._criteria[1:], start=1):
            left_s = self._ends_s - time.monotonic()
            if left_s <= 0 or result.schedule is None:
                return result
            held, value = self._criteria[number - 1][1], result.criteria[-1]
            self._allocation.model.add(held <= round(value.value * PER_UNIT[Criterion(value.criterion)]))
            self._allocation.hint(result.schedule)
            self._allocation.model.minimize(expression)
            budget_s = min(left_s, max(settings.second_least_s, settings.second_share * used_s))
            solver = _solver(budget_s, self._seed, settings)
            code = solver.solve(self._allocation.model)
            if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return result
            reached = _value_of(criterion, solver)
            bound = round(solver.best_objective_bound) if criterion is Criterion.MAKESPAN else result.bound
            result = replace(
                result,
                schedule=self._allocation.read(solver),
                bound=bound,
                criteria=(*result.criteria, reached),
                later_proved=code == cp_model.OPTIMAL and number == len(self._criteria) - 1,
            )
            if code != cp_model.OPTIMAL:
                return result
        return result


def _value_of(criterion: Criterion, solver: cp_model.CpSolver) -> CriterionValue:
    unit = PER_UNIT[criterion]
    return CriterionValue(
        criterion.value, solver.objective_value / unit, max(0.0, solver.best_objective_bound) / unit
    )


def _solver(limit_s: float, seed: int, settings: SolverSettings) -> cp_model.CpSolver:
    solver = new_solver()
    solver.parameters.max_time_in_seconds = max(0.01, limit_s)
    solver.parameters.num_workers = settings.workers
    solver.parameters.random_seed = seed
    solver.parameters.symmetry_level = 0  # no two robots stand alike, and looking for it costs seconds
    solver.parameters.cp_model_probing_level = 0
    return solver


def _longest_leg(instance: Instance, robot: str, goal: str, starts: set[str]) -> int:
    legs = [instance.approach.leg(robot, start, goal) for start in sorted(starts)]
    legs.append(instance.approach.first_leg(robot, goal))
    return max((leg.ticks for leg in legs if leg is not None), default=0)


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes every improved schedule on while the solver runs."""

    def __init__(
        self,
        allocation: AllocationModel,
        on_schedule: OnSchedule | None,
        counts_time: bool,
        told_below: int | None,
    ) -> None:
        super().__init__()
        self._allocation = allocation
        self._on_schedule = on_schedule
        self._counts_time = counts_time
        self._told_below = told_below

    def on_solution_callback(self) -> None:
        """Called by CP-SAT at each improved solution; must not solve anything itself."""
        is_news = self._told_below is None or self.objective_value < self._told_below
        if self._on_schedule is not None and is_news:
            bound = int(self.best_objective_bound) if self._counts_time else 0
            self._on_schedule(self._allocation.read(self), bound)
