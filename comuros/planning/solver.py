"""`solve`: a planning problem in, a checked plan with its certificate out, or why there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from comuros.core.errors import InvariantBroken
from comuros.core.keep_out import rules_of
from comuros.core.objective import Criterion, Objective
from comuros.core.plan import CriterionValue, Plan, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario, TravelModel
from comuros.planning.bounds import combinatorial_bound
from comuros.planning.candidates import Built, build_instance
from comuros.planning.clause_check import broken_clauses
from comuros.planning.clauses import has_clauses, plan_with_clauses
from comuros.planning.committed import with_commitments_kept
from comuros.planning.conflicts import explain
from comuros.planning.cp_search import (
    DEFAULT_SETTINGS,
    SearchResult,
    SearchStatus,
    SolverSettings,
    search,
)
from comuros.planning.features.narrow import narrow_book
from comuros.planning.features.objectives import PER_UNIT, objective_of
from comuros.planning.fleet.fleet_stage import FleetResult, plan_fleet
from comuros.planning.instance import Instance
from comuros.planning.keep_out import solve_within_rules
from comuros.planning.narrow_stage import NarrowStage
from comuros.planning.neighbourhood import plan_by_neighbourhoods, schedule_in_time
from comuros.planning.neighbourhood.part_search import Found
from comuros.planning.printing import plan_of
from comuros.planning.product_search import plan_by_search
from comuros.planning.schedule import Schedule, Scheduled, in_start_order
from comuros.planning.timing import is_simple
from comuros.planning.validator import validate

FEW_TASKS = 12
MOST_ARCS = 60_000
START_ROUNDS = 12_000
SHARE_FOR_A_START = 0.2
BROKEN_BY_WAITS = (
    "with robots that wait for one another at narrow ways, the plan that was found does not hold"
)
DISPATCHED = "dispatched; one model found nothing better"
LATE_AT_NARROW_WAYS = (
    "with robots that wait for one another at narrow ways, no order that was tried meets all deadlines"
)


def solve(
    problem: PlanningProblem,
    *,
    scenario: Scenario,
    travel: TravelModel,
    on_improvement: Callable[[Plan], None] | None = None,
    settings: SolverSettings = DEFAULT_SETTINGS,
) -> PlanningOutcome:
    """Plan a mission from where things stand, within `problem.time_limit_s`.

    `on_improvement` is called with every better plan while the solver runs, on its thread.

    Raises:
        InvariantBroken: the plan found does not pass the independent validator.
    """
    if not has_clauses(problem):
        return _solved(problem, scenario, travel, on_improvement, settings)

    def propose(asked: PlanningProblem) -> PlanningOutcome:
        return solve_within_rules(asked, travel, lambda ways: _solved(asked, scenario, ways, None, settings))

    def find(asked: PlanningProblem) -> PlanningOutcome:
        return solve_within_rules(asked, travel, lambda ways: plan_by_search(asked, scenario, ways))

    return plan_with_clauses(problem, propose, find)


def _solved(
    problem: PlanningProblem,
    scenario: Scenario,
    travel: TravelModel,
    on_improvement: Callable[[Plan], None] | None,
    settings: SolverSettings,
) -> PlanningOutcome:
    """One proposal: with robots kept to what they were given, or without where that is impossible."""
    kept = with_commitments_kept(problem)
    outcome = _Run(kept, scenario, travel, on_improvement, settings).outcome()
    if outcome.plan is None and kept is not problem:
        return _Run(replace(problem, committed=()), scenario, travel, on_improvement, settings).outcome()
    return outcome


class _Run:
    """One call of `solve`."""

    def __init__(
        self,
        problem: PlanningProblem,
        scenario: Scenario,
        travel: TravelModel,
        on_improvement: Callable[[Plan], None] | None,
        settings: SolverSettings,
    ) -> None:
        self._problem = problem
        self._scenario = scenario
        self._travel = travel
        self._on_improvement = on_improvement
        self._settings = settings
        self._objective = objective_of(problem, scenario)
        self._started = time.monotonic()
        self._narrow: NarrowStage | None = None
        self._dropped: tuple[str, ...] = ()

    def outcome(self) -> PlanningOutcome:
        """Build, search, check."""
        built = build_instance(self._problem, scenario=self._scenario, travel=self._travel)
        if _hopeless(built):
            return self._infeasible(built)
        result = self._search(built.instance)
        if result.status is SearchStatus.INFEASIBLE:
            return self._infeasible(built)
        if result.schedule is None:
            return PlanningOutcome(PlanningStatus.TIMED_OUT, reason=self._nothing_found())
        return self._checked(built, result)

    def _search(self, instance: Instance) -> SearchResult:
        listen = self._on_improvement

        def on_schedule(schedule: Schedule, bound: int) -> None:
            timed = self._stage(instance).reserved(schedule) if listen is not None else None
            if listen is not None and timed is not None:
                listen(self._plan(instance, timed, bound))

        fleet = self._fleet(instance, on_schedule if listen is not None else None)
        if fleet is not None and (fleet.makespan <= fleet.bound or not _fits_one_model(instance)):
            proved = fleet.makespan <= fleet.bound
            status = SearchStatus.OPTIMAL if proved else SearchStatus.FEASIBLE
            return SearchResult(status, fleet.schedule, fleet.bound, method=fleet.method)
        if fleet is None and not _fits_one_model(instance):
            best = self._by_neighbourhoods(instance, on_schedule if listen is not None else None)
            if best is not None:
                return best
        start = self._dispatched(instance) if fleet is None and _fits_one_model(instance) else None
        found = self._search_model(instance, fleet, start, on_schedule if listen is not None else None)
        if start is not None:
            return self._no_worse(found, start, instance)
        if fleet is None or found.status is SearchStatus.INFEASIBLE:
            return found
        if found.schedule is None or found.schedule.makespan(instance) > fleet.makespan:
            bound = max(found.bound, fleet.bound)
            return SearchResult(SearchStatus.FEASIBLE, fleet.schedule, bound, method=fleet.method)
        return replace(found, bound=max(found.bound, fleet.bound))

    def _fleet(
        self, instance: Instance, on_schedule: Callable[[Schedule, int], None] | None
    ) -> FleetResult | None:
        """Routes for many independent tasks: all there is where one model would be too large, else a
        start for it.
        """
        if len(instance.ways) < FEW_TASKS or self._objective is not Objective.MAKESPAN_THEN_TRAVEL:
            return None
        rounds = START_ROUNDS if _fits_one_model(instance) else None
        share = 0.5 if rounds is not None else 1.0
        return plan_fleet(
            instance,
            scenario=self._scenario,
            time_limit_s=share * self._left_s(),
            seed=self._problem.seed,
            settings=self._settings,
            rounds=rounds,
            on_schedule=on_schedule,
        )

    def _by_neighbourhoods(
        self, instance: Instance, on_schedule: Callable[[Schedule, int], None] | None
    ) -> SearchResult | None:
        """The plan of many tasks that depend on one another; None where no plan was found that way."""
        return plan_by_neighbourhoods(
            instance,
            scenario=self._scenario,
            objective=self._objective,
            time_limit_s=self._left_s(),
            seed=self._problem.seed,
            settings=self._settings,
            on_schedule=on_schedule,
        )

    def _dispatched(self, instance: Instance) -> Found | None:
        """A plan of many tasks that is there at once, announced, and a start for the model; None where what
        was dispatched does not hold.
        """
        if len(instance.ways) < FEW_TASKS:
            return None
        found = schedule_in_time(
            instance,
            scenario=self._scenario,
            objective=self._objective,
            seed=self._problem.seed,
            time_limit_s=SHARE_FOR_A_START * self._left_s(),
        )
        timed = self._stage(instance).reserved(found.schedule) if found is not None else None
        if timed is None:
            return None
        plan = self._plan(instance, timed, combinatorial_bound(instance))
        self._dropped = (
            *validate(plan, self._problem, scenario=self._scenario, travel=self._travel),
            *broken_clauses(plan, self._problem, scenario=self._scenario, travel=self._travel),
        )
        if self._dropped:
            return None
        if self._on_improvement is not None:
            self._on_improvement(plan)
        return found

    def _no_worse(self, found: SearchResult, start: Found, instance: Instance) -> SearchResult:
        """What the model found, or what it started from where that is better. A plan that was checked stands,
        whatever the model says of it.
        """
        criterion = self._objective.criteria[0]
        unit = PER_UNIT[criterion]
        if found.schedule is not None and round(found.criteria[0].value * unit) <= start.value:
            return found
        bound = max(found.bound, combinatorial_bound(instance)) if criterion is Criterion.MAKESPAN else 0
        least = max(bound / unit, found.criteria[0].lower_bound if found.criteria else 0.0)
        return SearchResult(
            SearchStatus.OPTIMAL if start.value <= bound else SearchStatus.FEASIBLE,
            start.schedule,
            bound,
            criteria=(CriterionValue(criterion.value, start.value / unit, least),),
            method=DISPATCHED,
        )

    def _nothing_found(self) -> str:
        words = f"no plan was found within {self._problem.time_limit_s:g} s"
        return f"{words}; a dispatched one does not hold: {self._dropped[0]}" if self._dropped else words

    def _search_model(
        self,
        instance: Instance,
        fleet: FleetResult | None,
        start: Found | None,
        on_schedule: Callable[[Schedule, int], None] | None,
    ) -> SearchResult:
        hint = fleet.schedule if fleet is not None else _old_schedule(self._problem, instance)
        if hint is None and start is not None:
            hint = start.schedule
        return search(
            instance,
            scenario=self._scenario,
            objective=self._objective,
            time_limit_s=self._left_s(),
            seed=self._problem.seed,
            settings=self._settings,
            hint=hint,
            least=fleet.bound if fleet is not None else 0,
            told_below=start.value if start is not None else None,
            on_schedule=on_schedule,
        )

    def _checked(self, built: Built, result: SearchResult) -> PlanningOutcome:
        instance = built.instance
        result, waits = self._stage(instance).timed(result, left_s=self._left_s())
        if result.status is SearchStatus.INFEASIBLE:
            return self._infeasible(built, narrow=True)
        if result.schedule is None:
            return PlanningOutcome(PlanningStatus.TIMED_OUT, reason=LATE_AT_NARROW_WAYS)
        bound = (
            max(result.bound, combinatorial_bound(instance)) if _fits_one_model(instance) else result.bound
        )
        plan = self._plan(instance, result.schedule, bound, result)
        reasons = validate(plan, self._problem, scenario=self._scenario, travel=self._travel)
        if reasons and waits and not is_simple(instance):
            return PlanningOutcome(PlanningStatus.TIMED_OUT, reason=f"{BROKEN_BY_WAITS}: {reasons[0]}")
        if reasons:
            raise InvariantBroken(f"the planner made an invalid plan: {'; '.join(reasons)}")
        broken = broken_clauses(plan, self._problem, scenario=self._scenario, travel=self._travel)
        if broken:
            reason = f"{'; '.join(broken)}"
            return PlanningOutcome(PlanningStatus.UNSUPPORTED, reason=reason)
        if result.status is SearchStatus.FEASIBLE:
            note = f"the best plan within {self._problem.time_limit_s:g} s, gap {plan.certificate.gap:.1%}"
            return PlanningOutcome(PlanningStatus.TIMED_OUT, plan, reason=note)
        if waits and not plan.certificate.is_optimal:
            note = f"waits at narrow ways are not proved to be the shortest, gap {plan.certificate.gap:.1%}"
            return PlanningOutcome(PlanningStatus.TIMED_OUT, plan, reason=note)
        note = "" if result.later_proved else "the second objective is not proved to be the least possible"
        return PlanningOutcome(PlanningStatus.SOLVED, plan, reason=note)

    def _stage(self, instance: Instance) -> NarrowStage:
        if self._narrow is None:
            self._narrow = NarrowStage(
                instance=instance,
                scenario=self._scenario,
                book=narrow_book(instance, self._scenario, self._travel),
                objective=self._objective,
                seed=self._problem.seed,
                settings=self._settings,
            )
        return self._narrow

    def _plan(
        self, instance: Instance, schedule: Schedule, bound: int, result: SearchResult | None = None
    ) -> Plan:
        plan = plan_of(
            schedule,
            instance=instance,
            problem=self._problem,
            lower_bound=bound,
            wall_s=time.monotonic() - self._started,
            objective=self._objective.value,
            criteria=result.criteria if result is not None else (),
            method=result.method if result is not None else "",
        )
        return replace(plan, keep_out=rules_of(self._travel))

    def _infeasible(self, built: Built, *, narrow: bool = False) -> PlanningOutcome:
        conflict = explain(
            self._problem,
            scenario=self._scenario,
            travel=self._travel,
            stuck=built.undoable,
            settings=self._settings,
            narrow=narrow,
        )
        return PlanningOutcome(PlanningStatus.INFEASIBLE, conflict=conflict, reason=str(conflict))

    def _left_s(self) -> float:
        return self._problem.time_limit_s - (time.monotonic() - self._started)


def _hopeless(built: Built) -> bool:
    """Whether a task outside every choice cannot be done by anybody."""
    optional = built.instance.network.alternative_of
    return any(stuck.task.id not in optional for stuck in built.undoable)


def _fits_one_model(instance: Instance) -> bool:
    """Whether one CP-SAT model can hold an arc for every robot and pair of its tasks."""
    seats: dict[str, int] = {}
    for ways in instance.ways.values():
        for way in ways:
            for robot in way.robots:
                seats[robot] = seats.get(robot, 0) + 1
    return sum(count * count for count in seats.values()) <= MOST_ARCS


def _old_schedule(problem: PlanningProblem, instance: Instance) -> Schedule | None:
    """The previous plan as far as it still fits, shifted to now."""
    if problem.previous is None:
        return None
    entries = []
    for assignment in problem.previous.assignments:
        for way in instance.ways.get(assignment.task_id, ()):
            if all(sum(r in pool.robots for r in assignment.robots) == pool.count for pool in way.pools):
                start = max(0, round((assignment.start_s - problem.now_s) * 10))
                end = start + way.ticks
                entries.append(Scheduled(assignment.task_id, way, assignment.robots, start, end, end))
                break
    return in_start_order(entries) if entries else None
