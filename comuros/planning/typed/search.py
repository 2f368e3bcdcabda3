"""The search for the best schedule of one alternative of a typed mission: parts of regions as wholes for a
bound, few cells of each, all cells at last.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

from ortools.sat.python import cp_model

from comuros.planning.cp_solver import new_solver
from comuros.planning.stap.cell_map import Cell
from comuros.planning.typed.cells import few_cells
from comuros.planning.typed.distances import Distances, as_wholes
from comuros.planning.typed.events import Draft
from comuros.planning.typed.model import TypedModel
from comuros.planning.typed.solution import NoSolution, Stop, TypedSolution

SECOND_LIMIT_S = 5.0
# Steps of times by name, and whether a robot makes a visit, by (visit, robot).
Guess = dict[int | tuple[int, int], int]
_RELAXED_SHARE = 0.25
_QUICK_SHARE = 0.4
# What is left of the time for paths, and for schedules with slack where there are none.
_PATHS_SHARE = 0.25


def solve_draft(
    draft: Draft,
    robots: Sequence[tuple[str, Cell]],
    regions: Mapping[str, Sequence[Cell]],
    distances: Distances,
    *,
    travel_first: bool,
    time_limit_s: float,
    slack: int = 0,
) -> tuple[TypedSolution, ...] | NoSolution:
    """Schedules of a draft, the best first, both objectives lexicographically; a worse one may be easier to
    find paths for.

    Connected parts of regions as wholes, each as near to others as its nearest cell, give a bound. Then a few
    cells of each region are tried, those nearest to starts and other regions, no two robots in one of them.
    Where the two do not meet, what was found is to be beaten, or proved best, with all cells. Every leg is
    granted `slack` steps more than its distance, for detours; `bound` is one only without any.
    """
    paths_begin = time.monotonic() + time_limit_s * (1.0 - _PATHS_SHARE)
    wholes, steps = as_wholes(regions, distances)
    relaxed = _Search(
        TypedModel(draft, robots, wholes, steps, slack=slack, apart=False), draft, robots, travel_first
    )
    relaxed.bound_only(time_limit_s * _RELAXED_SHARE)
    if relaxed.status == cp_model.INFEASIBLE:
        return NoSolution(proved=True)
    quick = _Search(_with_few_cells(draft, robots, regions, distances, slack), draft, robots, travel_first)
    quick.hint(relaxed.guess)
    quick.run(time_limit_s * _QUICK_SHARE, least=relaxed.bound)
    if quick.status == cp_model.UNKNOWN:
        quick.run(_left_s(paths_begin), least=relaxed.bound)
    if quick.found is not None and (slack or quick.value == relaxed.bound):
        return (replace(quick.found, bound=relaxed.bound),)
    whole_model = TypedModel(draft, robots, regions, distances, slack=slack)
    if slack:
        whole_model.take_turns()
    whole = _Search(whole_model, draft, robots, travel_first)
    whole.run(_left_s(paths_begin), better_than=quick.value, least=relaxed.bound)
    return _found(quick, whole)


def _with_few_cells(
    draft: Draft,
    robots: Sequence[tuple[str, Cell]],
    regions: Mapping[str, Sequence[Cell]],
    distances: Distances,
    slack: int,
) -> TypedModel:
    few = few_cells(draft, robots, regions, distances)
    model = TypedModel(draft, robots, few, distances, slack=slack, closing=regions)
    model.give_own_cells()
    return model


def _left_s(until: float) -> float:
    """Seconds until a steady time; a moment where it has come."""
    return max(0.1, until - time.monotonic())


def _found(quick: _Search, whole: _Search) -> tuple[TypedSolution, ...] | NoSolution:
    """What there is: with all cells only what is better than with few."""
    proved = whole.status == cp_model.INFEASIBLE
    if quick.found is None and whole.found is None:
        return NoSolution(proved, whole.bound)
    value = whole.value if whole.found is not None else quick.value
    assert value is not None
    bound = value if proved else min(whole.bound, value)
    found = (solution for solution in (whole.found, quick.found) if solution is not None)
    return tuple(replace(solution, bound=bound) for solution in found)


class _Search:
    """One model solved for one objective and then for the other."""

    def __init__(
        self, build: TypedModel, draft: Draft, robots: Sequence[tuple[str, Cell]], travel_first: bool
    ) -> None:
        self._build = build
        self._draft = draft
        self._robots = len(robots)
        makespan: cp_model.LinearExpr = build.makespan
        self._first, self._second = (build.travel, makespan) if travel_first else (makespan, build.travel)
        self.status: cp_model.CpSolverStatus = cp_model.UNKNOWN
        self.found: TypedSolution | None = None
        self.value: int | None = None
        self.bound = 0
        self.guess: Guess = {}

    def hint(self, guess: Guess) -> None:
        """Try these times and crews first."""
        for key, value in guess.items():
            known = self._build.time if isinstance(key, int) else self._build.takes
            self._build.model.add_hint(known[key], value)  # type: ignore[index]

    def bound_only(self, time_limit_s: float) -> None:
        """Solve for the first objective's bound and a guess, or for a proof that there is no solution."""
        self._build.model.minimize(self._first)
        solver = _solver(time_limit_s)
        self.status = solver.solve(self._build.model)
        self.bound = max(0, ceil(solver.best_objective_bound - 1e-6))
        if self.status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.guess.update((name, solver.value(var)) for name, var in self._build.time.items())
            self.guess.update((key, solver.value(var)) for key, var in self._build.takes.items())

    def run(self, time_limit_s: float, *, better_than: int | None = None, least: int = 0) -> None:
        """Solve; afterwards `found` is there or `status` says why not. No value falls below `least`."""
        model = self._build.model
        model.add(self._first >= least)
        if better_than is not None:
            model.add(self._first <= better_than - 1)
        model.minimize(self._first)
        solver = _solver(time_limit_s)
        self.status = solver.solve(model)
        self.bound = max(least, ceil(solver.best_objective_bound - 1e-6))
        if self.status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return
        self.value = round(solver.objective_value)
        model.add(self._first <= self.value)
        model.minimize(self._second)
        model.clear_hints()  # type: ignore[no-untyped-call]
        for literal in (*self._build.stands.values(), *self._build.takes.values()):
            model.add_hint(literal, solver.value(literal))
        again = _solver(min(SECOND_LIMIT_S, time_limit_s - solver.wall_time))
        if again.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            solver = again
        self.found = _read(self._build, solver, self._draft, self._robots, self.bound)


def _solver(limit_s: float) -> cp_model.CpSolver:
    solver = new_solver()
    solver.parameters.max_time_in_seconds = max(0.1, limit_s)
    solver.parameters.num_workers = 2
    return solver


def _read(
    build: TypedModel, solver: cp_model.CpSolver, draft: Draft, robots: int, bound: int
) -> TypedSolution:
    times = {name: solver.value(var) for name, var in build.time.items()}
    stops: list[list[Stop]] = [[] for _ in range(robots)]
    crews: list[list[int]] = [[] for _ in draft.visits]
    for (number, robot, cell), literal in build.stands.items():
        if solver.value(literal):
            visit = draft.visits[number]
            last = times[visit.until] - 1 if visit.until is not None else times[visit.at]
            stops[robot].append(Stop(cell, times[visit.at], last))
            crews[number].append(robot)
    groups: dict[tuple[str, str], list[int]] = {}
    for (robot_type, group, robot), literal in build.member.items():
        if solver.value(literal):
            groups.setdefault((robot_type, group), []).append(robot)
    return TypedSolution(
        times=times,
        stops=tuple(tuple(sorted(row, key=lambda stop: (stop.first, stop.last))) for row in stops),
        crews=tuple(tuple(crew) for crew in crews),
        groups={key: tuple(members) for key, members in groups.items()},
        makespan=solver.value(build.makespan),
        travel=solver.value(build.travel),
        bound=bound,
    )
