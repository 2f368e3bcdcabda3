"""Solving the CP-SAT model: first objective, then the second with the first held, improvements streamed.

`solver` calls it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ortools.sat.python import cp_model

from comuros.core.planning_problem import Objective
from comuros.planning.cp_model import AllocationModel
from comuros.planning.cp_solver import new_solver
from comuros.planning.instance import Instance
from comuros.planning.schedule import Schedule

OnSchedule = Callable[[Schedule, int], None]


@dataclass(frozen=True, slots=True)
class SolverSettings:
    """How CP-SAT runs. One worker makes equal problems give equal plans, unless the time limit cuts in.

    `second_share` bounds the time for the second objective by a multiple of what the first one took;
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
    """The best schedule and the bound on the makespan in ticks; `second_proved` tells of the second
    objective.
    """

    status: SearchStatus
    schedule: Schedule | None
    bound: int
    second_proved: bool = False


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
    return total + max((frozen.end for frozen in instance.frozen), default=0) + 1


def search(
    instance: Instance,
    *,
    objective: Objective,
    time_limit_s: float,
    seed: int,
    settings: SolverSettings,
    hint: Schedule | None = None,
    forced: tuple[str, str] | None = None,
    on_schedule: OnSchedule | None = None,
) -> SearchResult:
    """Optimise both objectives lexicographically within the time limit.

    `forced` is a (task, robot) that must be.
    """
    started = time.monotonic()
    allocation = AllocationModel(instance, horizon=horizon_of(instance))
    if hint is not None:
        allocation.hint(hint)
    if forced is not None:
        allocation.force(*forced)
    makespan_first = objective is Objective.MAKESPAN_THEN_TRAVEL
    objectives: tuple[cp_model.LinearExprT, cp_model.LinearExprT] = (allocation.makespan, allocation.travel)
    first, second = objectives if makespan_first else objectives[::-1]
    solver = _solver(time_limit_s, seed, settings)
    allocation.model.minimize(first)
    code = solver.solve(allocation.model, _Listener(allocation, solver, on_schedule, makespan_first))
    result = _result(code, solver, allocation, makespan_first)
    left = time_limit_s - (time.monotonic() - started)
    if result.status is not SearchStatus.OPTIMAL or result.schedule is None or left <= 0:
        return result
    used = time.monotonic() - started
    budget = min(left, max(settings.second_least_s, settings.second_share * used))
    return _improve_second(
        allocation, result, (first, second), solver, budget, seed, settings, makespan_first
    )


def _improve_second(
    allocation: AllocationModel,
    result: SearchResult,
    objectives: tuple[cp_model.LinearExprT, cp_model.LinearExprT],
    solved: cp_model.CpSolver,
    budget_s: float,
    seed: int,
    settings: SolverSettings,
    makespan_first: bool,
) -> SearchResult:
    first, second = objectives
    assert result.schedule is not None
    allocation.model.add(first <= round(solved.objective_value))
    allocation.hint(result.schedule)
    allocation.model.minimize(second)
    solver = _solver(budget_s, seed, settings)
    code = solver.solve(allocation.model)
    if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return result
    bound = result.bound if makespan_first else round(solver.best_objective_bound)
    return SearchResult(result.status, allocation.read(solver), bound, code == cp_model.OPTIMAL)


def _solver(limit_s: float, seed: int, settings: SolverSettings) -> cp_model.CpSolver:
    solver = new_solver()
    solver.parameters.max_time_in_seconds = max(0.01, limit_s)
    solver.parameters.num_workers = settings.workers
    solver.parameters.random_seed = seed
    solver.parameters.symmetry_level = 0  # no two robots stand alike, and looking for it costs seconds
    solver.parameters.cp_model_probing_level = 0
    return solver


def _result(
    code: object, solver: cp_model.CpSolver, allocation: AllocationModel, makespan_first: bool
) -> SearchResult:
    if code == cp_model.INFEASIBLE:
        return SearchResult(SearchStatus.INFEASIBLE, None, 0)
    if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return SearchResult(SearchStatus.UNKNOWN, None, 0)
    status = SearchStatus.OPTIMAL if code == cp_model.OPTIMAL else SearchStatus.FEASIBLE
    bound = int(solver.best_objective_bound) if makespan_first else 0
    return SearchResult(status, allocation.read(solver), bound)


def _longest_leg(instance: Instance, robot: str, goal: str, starts: set[str]) -> int:
    legs = [instance.approach.leg(robot, start, goal) for start in sorted(starts)]
    legs.append(instance.approach.first_leg(robot, goal))
    return max((leg.ticks for leg in legs if leg is not None), default=0)


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes every improved schedule on while the solver runs."""

    def __init__(
        self,
        allocation: AllocationModel,
        solver: cp_model.CpSolver,
        on_schedule: OnSchedule | None,
        makespan_first: bool,
    ) -> None:
        super().__init__()
        self._allocation = allocation
        self._solver = solver
        self._on_schedule = on_schedule
        self._makespan_first = makespan_first

    def on_solution_callback(self) -> None:
        """Called by CP-SAT at each improved solution; must not solve anything itself."""
        if self._on_schedule is not None:
            bound = int(self.best_objective_bound) if self._makespan_first else 0
            self._on_schedule(self._allocation.read(self), bound)
