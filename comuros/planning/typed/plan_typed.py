"""Planning a typed mission from its formulas to collision-free checked paths.

The CLI's `comuros plan --hltl` calls it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from comuros.core.errors import InputError, InvariantBroken
from comuros.core.plan import PlanningStatus
from comuros.planning.stap.answer import HltlAnswer, HltlObjective, Served
from comuros.planning.stap.cell_map import DEFAULT_ACTION, Cell, CellMap
from comuros.planning.typed.checker import check_typed
from comuros.planning.typed.distances import Distances
from comuros.planning.typed.events import MAX_STEP, Draft, Unfolding
from comuros.planning.typed.joint_paths import JointPaths
from comuros.planning.typed.model import DOCK
from comuros.planning.typed.paths import Closed, Path, collision_free
from comuros.planning.typed.search import solve_draft
from comuros.planning.typed.solution import NoSolution, TypedSolution
from comuros.spec.ltlf import Dialect, parse

MAX_DRAFTS = 64
SLACKS = (0, 1, 2, 3, 4, 6, 8, 12)


@dataclass(frozen=True, slots=True)
class TypedRobot:
    """A robot of a typed mission: its type and the cell it starts in."""

    robot_type: str
    start: Cell


def plan_typed(
    levels: Sequence[Mapping[str, str]],
    *,
    grid: CellMap,
    robots: Sequence[TypedRobot],
    objective: HltlObjective = HltlObjective.MAKESPAN,
    time_limit_s: float = 60.0,
) -> HltlAnswer:
    """Plan a typed mission: makespan and travel in steps, lexicographically, the objective asked for first.

    The bound is that of the same mission without collisions. A robot that must stay in a region stays in
    its cell. Paths are looked for robot by robot, then jointly, then with more time for every leg.

    Raises:
        InputError: a start is not free or taken twice, or a formula has a form that cannot be planned.
    """
    began = time.monotonic()
    for robot in robots:
        if robot.start not in grid.neighbours:
            raise InputError(f"start {robot.start} is not a free cell of the map")
    dock = grid.regions.get(DOCK, ())
    for cell, number in Counter(robot.start for robot in robots).items():
        if number > 1 and cell not in dock:
            raise InputError(f"{number} robots start in {cell}; expected one in each cell outside the dock")
    mission = _TypedMission(levels, grid, robots, objective, began + time_limit_s)
    answer = mission.answer()
    return replace(answer, wall_s=time.monotonic() - began)


class _TypedMission:
    """All alternatives of one mission."""

    def __init__(
        self,
        levels: Sequence[Mapping[str, str]],
        grid: CellMap,
        robots: Sequence[TypedRobot],
        objective: HltlObjective,
        ends: float,
    ) -> None:
        self._levels = levels
        self._grid = grid
        self._robots = robots
        self._objective = objective
        self._ends = ends
        self._refuted = ""
        self._regions = {name: tuple(sorted(cells)) for name, cells in grid.regions.items()}
        self._distances = Distances(grid.neighbours)
        formulas = {i: parse(text, Dialect.LTL2BA) for level in levels for i, text in level.items()}
        self._drafts = Unfolding(formulas, grid.regions).drafts(next(iter(levels[0])))
        if len(self._drafts) > MAX_DRAFTS:
            raise InputError(
                f"the mission has {len(self._drafts)} alternatives; at most {MAX_DRAFTS} are supported"
            )

    def answer(self) -> HltlAnswer:
        """The best alternative for which paths are found, with the bound that all of them share."""
        solved = [(self._solve(draft), draft) for draft in self._drafts]
        found = _schedules(solved)
        unknown = [s.bound for s, _ in solved if isinstance(s, NoSolution) and not s.proved]
        if not found:
            status = PlanningStatus.TIMED_OUT if unknown else PlanningStatus.INFEASIBLE
            how = "was found in time" if unknown else "can be carried out"
            return HltlAnswer(status, self._objective, reason=f"no alternative of the mission {how}")
        bound = min([*unknown, *(solution.bound for solution, _ in found)])
        for slack in SLACKS:
            if slack and time.monotonic() > self._ends:
                break
            if slack:
                solved = [(self._solve(draft, slack), draft) for draft in self._drafts]
                found = _schedules(solved)
            for solution, draft in sorted(found, key=lambda pair: self._rank(pair[0])):
                paths = self._paths(solution, draft)
                if paths is not None:
                    told = self._told(solution, draft, paths, bound)
                    if told is not None:
                        return told
        if self._refuted:
            return HltlAnswer(PlanningStatus.UNSUPPORTED, self._objective, reason=self._refuted)
        reason = "no paths without collisions were found for any alternative"
        return HltlAnswer(PlanningStatus.TIMED_OUT, self._objective, lower_bound=bound, reason=reason)

    def _solve(self, draft: Draft, slack: int = 0) -> tuple[TypedSolution, ...] | NoSolution:
        left_s = (self._ends - time.monotonic()) / max(1, len(self._drafts))
        return solve_draft(
            draft,
            [(robot.robot_type, robot.start) for robot in self._robots],
            self._regions,
            self._distances,
            travel_first=self._objective is HltlObjective.COST,
            time_limit_s=left_s,
            slack=slack,
        )

    def _rank(self, solution: TypedSolution) -> tuple[int, int]:
        pair = (solution.makespan, solution.travel)
        return pair if self._objective is HltlObjective.MAKESPAN else pair[::-1]

    def _paths(self, solution: TypedSolution, draft: Draft) -> tuple[Path, ...] | None:
        starts = [robot.start for robot in self._robots]
        closed = self._closed(solution, draft)
        neighbours, shared = self._grid.neighbours, frozenset(self._regions.get(DOCK, ()))
        quick = collision_free(
            starts, solution.stops, closed, neighbours=neighbours, shared=shared, horizon=solution.makespan
        )
        joint = JointPaths(
            starts, solution.stops, closed, neighbours=neighbours, shared=shared, horizon=solution.makespan
        )
        return quick if quick is not None else joint.found()

    def _closed(self, solution: TypedSolution, draft: Draft) -> dict[int, list[Closed]]:
        """Regions that robots of a type keep out of, from what must not be true meanwhile. Where that is said
        of several at once, one fewer may stay: those with a stop there, then those who start there.
        """
        closed: dict[int, list[Closed]] = {}
        for avoid in draft.avoids:
            atom = avoid.atom
            last = solution.times[avoid.until] - 1 if avoid.until is not None else MAX_STEP
            rule = Closed(frozenset(self._regions[atom.region]), solution.times[avoid.since], last)
            members = solution.groups.get((atom.robot_type, atom.group), ())
            concerned = [
                number
                for number, robot in enumerate(self._robots)
                if robot.robot_type == atom.robot_type and (atom.group == "0" or number in members)
            ]
            concerned.sort(key=lambda number: self._claim(number, rule, solution))
            for number in concerned[atom.count - 1 :]:
                closed.setdefault(number, []).append(rule)
        return closed

    def _claim(self, number: int, rule: Closed, solution: TypedSolution) -> int:
        """How good a reason a robot has to be inside, 0 the best."""
        stops = solution.stops[number]
        if any(s.cell in rule.cells and s.first <= rule.last and s.last >= rule.first for s in stops):
            return 0
        return 1 if self._robots[number].start in rule.cells else 2

    def _told(
        self, solution: TypedSolution, draft: Draft, paths: tuple[Path, ...], bound: int
    ) -> HltlAnswer | None:
        """The answer, None where the formulas do not hold on its paths."""
        cost = sum(a != b for path in paths for a, b in pairwise(path))
        value = solution.makespan if self._objective is HltlObjective.MAKESPAN else cost
        answer = HltlAnswer(
            status=PlanningStatus.SOLVED if bound >= value else PlanningStatus.TIMED_OUT,
            objective=self._objective,
            cost=cost,
            horizon=solution.makespan,
            lower_bound=min(bound, value),
            plan=tuple(tuple((cell, DEFAULT_ACTION) for cell in path) for path in paths),
            serving=_servings(solution, draft),
        )
        types = [robot.robot_type for robot in self._robots]
        problems = check_typed(answer, self._levels, grid=self._grid, types=types, groups=solution.groups)
        if any("does not hold" not in problem for problem in problems):
            raise InvariantBroken(f"the typed planner made an invalid plan: {'; '.join(problems)}")
        if problems:
            why = "robots with nothing to do are where a formula says that they must not be"
            self._refuted = f"{problems[0]} in what was found: {why}, which is not planned for"
            return None
        return answer


def _schedules(
    solved: Sequence[tuple[tuple[TypedSolution, ...] | NoSolution, Draft]],
) -> list[tuple[TypedSolution, Draft]]:
    """Every schedule found, with its alternative."""
    return [(each, draft) for found, draft in solved if isinstance(found, tuple) for each in found]


def _servings(solution: TypedSolution, draft: Draft) -> tuple[Served, ...]:
    """For each specification the robots that make its visits, over its window."""
    found = []
    for window in draft.windows:
        begin, done = solution.times[window.begin], solution.times[window.done]
        crew = {robot for number in window.visits for robot in solution.crews[number]}
        found += [Served(window.spec, robot, begin, done, window.spec) for robot in sorted(crew)]
    return tuple(found)
