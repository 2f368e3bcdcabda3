"""A search on the product of schedules and automata: the last resort for small missions whose clauses no
proposal kept.

`clauses` calls it. Nothing leaves it that the validator or an automaton rejects.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count

from comuros.core.keep_out import rules_of
from comuros.core.plan import Plan, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario, TravelModel
from comuros.planning.bounds import combinatorial_bound
from comuros.planning.candidates import build_instance
from comuros.planning.clause_check import Models, broken_clauses, standing
from comuros.planning.features.narrow import narrow_book
from comuros.planning.features.objectives import objective_of
from comuros.planning.instance import Instance
from comuros.planning.printing import plan_of
from comuros.planning.product_moves import Entries, Moves
from comuros.planning.reserving import reserved
from comuros.planning.schedule import Schedule, in_start_order
from comuros.planning.ticks import seconds_of
from comuros.planning.timing import is_simple
from comuros.planning.validator import validate
from comuros.spec.hltlf import plan_violations, specification, watched

MOST_TASKS = 10
MOST_STATES = 4_000
_SAME_INSTANT_S = 1e-6
METHOD = "search on the product of schedule and automata"


def plan_by_search(problem: PlanningProblem, scenario: Scenario, travel: TravelModel) -> PlanningOutcome:
    """A plan that every automaton accepts, found by starting tasks one after the other.

    A state is what has begun, by whom and when, with the states of all automata; one that some automaton has
    rejected for good is given up, of two that differ in nothing that matters from now on the second. States
    with few departures from the earliest finish come first, and the plan with the least makespan of those
    seen is the answer. It ends after MOST_STATES or the problem's time limit; UNSUPPORTED proves nothing. It
    does not try problems with more than MOST_TASKS tasks, nor those with batteries, shared resources or a
    `together` of several tasks each.
    """
    instance = build_instance(problem, scenario=scenario, travel=travel).instance
    is_large = len(instance.ways) > MOST_TASKS or bool(instance.batteries)
    if is_large or not is_simple(instance):
        return PlanningOutcome(PlanningStatus.UNSUPPORTED, reason="it is too large for a search")
    plan, states = _Search(problem, scenario, travel, instance).run()
    if plan is None:
        return PlanningOutcome(PlanningStatus.UNSUPPORTED, reason=f"a search over {states} states found none")
    return PlanningOutcome(PlanningStatus.SOLVED, plan)


class _Search:
    """One search, with few departures from the best choice first."""

    def __init__(
        self, problem: PlanningProblem, scenario: Scenario, travel: TravelModel, instance: Instance
    ) -> None:
        self._problem = problem
        self._scenario = scenario
        self._travel = travel
        self._instance = instance
        self._moves = Moves(instance)
        self._book = narrow_book(instance, scenario, travel)
        self._bound = combinatorial_bound(instance)
        self._models: Models = {}
        self._spec = specification(problem.tree)
        self._began = time.monotonic()

    def run(self) -> tuple[Plan | None, int]:
        """The best plan once the budget is spent or everything was seen, and the number of states."""
        ticket, states = count(), 0
        best: Plan | None = None
        least: int | None = None
        queue: list[tuple[int, int, int, Entries]] = [(0, 0, next(ticket), ())]
        reached: set[Hashable] = set()
        while queue and states < MOST_STATES and self._goes_on(least):
            departures, _, _, entries = heappop(queue)
            if least is not None and _ends(entries)[0] >= least:
                continue
            states += 1
            state = self._state(entries)
            if state is None or state in reached:
                continue
            reached.add(state)
            if self._moves.is_complete(entries):
                accepted = self._accepted(entries)
                if accepted is not None:
                    best, least = accepted, _ends(entries)[0]
                continue
            for rank, further in enumerate(self._onward(entries)):
                heappush(queue, (departures + rank.bit_length(), -len(further), next(ticket), further))
        return best, states

    def _goes_on(self, least: int | None) -> bool:
        """Whether there is time, and something to be gained."""
        in_time = time.monotonic() - self._began < self._problem.time_limit_s
        return in_time and (least is None or least > self._bound)

    def _onward(self, entries: Entries) -> list[Entries]:
        """One more start, those first after which all that has begun ends soonest."""
        return sorted(((*entries, *begun) for begun in self._moves.after(entries)), key=_ends)

    def _state(self, entries: Entries) -> Hashable | None:
        """All that matters from the last start on; None where an automaton has rejected for good."""
        plan, clock = self._plan(in_start_order(entries)), _clock(entries)
        before_s = self._problem.now_s + seconds_of(clock) - _SAME_INSTANT_S
        monitor = watched(self._spec, plan, done=self._done, running=self._running, before_s=before_s)
        facts = standing(
            plan,
            self._problem,
            scenario=self._scenario,
            travel=self._travel,
            before_s=before_s,
            models=self._models,
        )
        if monitor.is_violated or facts is None:
            return None
        last = {robot: (entry.task_id, entry.release) for entry in entries for robot in entry.robots}
        under_way = frozenset((e.task_id, e.start, e.release) for e in entries if e.release >= clock)
        crews = frozenset((entry.task_id, entry.robots) for entry in entries)
        return clock, crews, under_way, frozenset(last.items()), monitor.position, facts

    @property
    def _done(self) -> tuple[str, ...]:
        return self._problem.done

    @property
    def _running(self) -> tuple[str, ...]:
        return tuple(entry.task_id for entry in self._problem.running)

    def _plan(self, schedule: Schedule) -> Plan:
        return plan_of(
            schedule,
            instance=self._instance,
            problem=self._problem,
            lower_bound=self._bound,
            wall_s=time.monotonic() - self._began,
            objective=objective_of(self._problem, self._scenario).value,
            method=METHOD,
        )

    def _accepted(self, entries: Entries) -> Plan | None:
        """The plan with its waits at narrow ways, where validator and automata let it pass."""
        timed = reserved(in_start_order(entries), self._instance, self._book, seed=self._problem.seed)
        if timed is None:
            return None
        plan = replace(self._plan(timed), keep_out=rules_of(self._travel))
        refused = (
            plan_violations(self._spec, plan, done=self._done, running=self._running)
            or validate(plan, self._problem, scenario=self._scenario, travel=self._travel)
            or broken_clauses(plan, self._problem, scenario=self._scenario, travel=self._travel)
        )
        return None if refused else plan


def _clock(entries: Entries) -> int:
    return entries[-1].start if entries else 0


def _ends(entries: Entries) -> tuple[int, int]:
    """The last end, and the sum of all."""
    return max((e.release for e in entries), default=0), sum(e.release for e in entries)
