"""Solving one neighbourhood with CP-SAT."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from comuros.core.objective import Criterion, Objective
from comuros.core.scenario import Scenario
from comuros.planning.cp_model import AllocationModel
from comuros.planning.cp_solver import new_solver
from comuros.planning.features.objectives import criterion_expressions
from comuros.planning.features.penalties import penalty_of
from comuros.planning.instance import Instance
from comuros.planning.neighbourhood.cutting import Cut, can_cut, cut_out
from comuros.planning.neighbourhood.lateness import add_lateness, lateness_of
from comuros.planning.neighbourhood.part import Freed, Part
from comuros.planning.neighbourhood.units import tied_tasks
from comuros.planning.schedule import Schedule

PER_TICK = 10
"""A tick of the end of the robots at hand counts as much as so many ticks of their travel and work."""
LATE = 1_000
"""And a tick of lateness as so many of those."""
PATIENCE_S = 20.0
"""A part that takes longer than this on a busy machine is given up."""


@dataclass(frozen=True, slots=True)
class Found:
    """A schedule of the whole, judged by its lateness first, then by the first criterion with penalties."""

    schedule: Schedule
    late: int
    value: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a neighbourhood, None where nothing did; whether all of it was searched."""

    found: Found | None
    exhausted: bool


class PartSearch:
    """Solves neighbourhoods of one instance. `tied` has for every task all that are freed with it."""

    def __init__(self, instance: Instance, scenario: Scenario, objective: Objective, seed: int) -> None:
        self.instance = instance
        self.scenario = scenario
        self.objective = objective
        self.seed = seed
        self.tied = tied_tasks(instance)
        self._can_cut = self.counts_time and can_cut(instance)

    @property
    def counts_time(self) -> bool:
        """Whether the makespan is what counts first."""
        return self.objective.criteria[0] is Criterion.MAKESPAN

    def solved(
        self, start: Found, freed: Freed, *, effort: float, limit_s: float, horizon: int | None = None
    ) -> Outcome:
        """The best schedule that differs from `start` in what is free only.

        `effort` is in CP-SAT's own measure of work, about a second each, by which equal neighbourhoods give
        equal schedules on any machine. `horizon` is the last tick of anything; without it, that of `start`,
        which is enough to improve; with it, anything may be late.
        """
        late = start.late > 0 or horizon is not None
        cut = self._cut(start, freed) if not late else None
        small, schedule = (self.instance, start.schedule) if cut is None else (cut.instance, cut.schedule)
        part = Part(small, schedule, freed, late=late)
        ends = self._horizon(start) if horizon is None else horizon
        allocation = AllocationModel(part.instance, horizon=ends, scenario=self.scenario, arcs=part.arcs)
        allocation.hint(part.hint())
        criterion = criterion_expressions(allocation, self.objective)[0][1]
        if late:
            missed = add_lateness(allocation, part.limits)
            allocation.model.minimize(LATE * sum(missed) + allocation.makespan)
        else:
            allocation.model.minimize(_local(allocation, freed) if self.counts_time else criterion)
        solver = self._solver(effort, limit_s)
        code = solver.solve(allocation.model)
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Outcome(None, code == cp_model.INFEASIBLE)
        found = part.whole(allocation.read(solver))
        whole = found if cut is None else cut.joined(found)
        return Outcome(self.judged(whole, round(solver.value(criterion))), code == cp_model.OPTIMAL)

    def _cut(self, start: Found, freed: Freed) -> Cut | None:
        if not freed.still or not self._can_cut:
            return None
        return cut_out(self.instance, start.schedule, freed.robots, self.tied, freed.tasks)

    def judged(self, schedule: Schedule, value: int) -> Found:
        """A schedule with its figures; those of time are read off it, others are as CP-SAT has them."""
        if self.counts_time:
            value = schedule.makespan(self.instance) + penalty_of(schedule.entries, self.instance)
        return Found(schedule, lateness_of(schedule, self.instance), value)

    def _horizon(self, start: Found) -> int:
        makespan = start.schedule.makespan(self.instance)
        if start.late or not self.counts_time:
            return makespan + makespan // 2
        return max(makespan, start.value)

    def _solver(self, effort: float, limit_s: float) -> cp_model.CpSolver:
        solver = new_solver()
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = max(0.01, min(limit_s, PATIENCE_S))
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.symmetry_level = 0
        solver.parameters.linearization_level = 0  # small parts are searched faster without an LP
        solver.parameters.cp_model_probing_level = 0
        return solver


def _local(allocation: AllocationModel, freed: Freed) -> cp_model.LinearExprT:
    """The end of the robots at hand, which may improve while others still end later; then what they travel
    and work, since that makes room.
    """
    ends = allocation.model.new_int_var(0, allocation.horizon, "")
    tasks = {seat[0] for robot in sorted(freed.robots) for seat in allocation.seats_of(robot)}
    for task_id in sorted(tasks):
        allocation.model.add(ends >= allocation.end[task_id]).only_enforce_if(allocation.present[task_id])
    busy = [part for robot in sorted(freed.robots) for part in allocation.busy.get(robot, ())]
    for robot in sorted(freed.robots):
        if robot in allocation.busy:
            ready = allocation.instance.approach.ready[robot].ticks
            least = ready + sum(allocation.busy[robot])
            allocation.model.add(ends >= least).only_enforce_if(allocation.works(robot))
    prices = [PER_TICK * ticks * literal for literal, ticks in allocation.penalties]
    return sum([PER_TICK * ends, *prices, *busy])
