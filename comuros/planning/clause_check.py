"""Clauses over the world ("never carry through the play area") read on the trace a plan gives: facts call by
call, zones on the way.

`solve` lets no plan out that breaks one. The same formulas watch the mission while it runs.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

from comuros.core.keep_out import travel_in
from comuros.core.literal import Atom, Literal
from comuros.core.plan import Assignment, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.task_model import TaskModel, Uncompilable, call_duration_s, compile_calls, compile_task
from comuros.core.tree import FormulaConstraint, tasks_below
from comuros.core.world_state import WorldState
from comuros.planning.clauses import is_about_tasks
from comuros.spec.hltlf import watch_of
from comuros.spec.ltlf import Monitor, Verdict4

Models = dict[tuple[str, tuple[str, ...], tuple[SkillCall, ...], frozenset[Atom]], TaskModel | Uncompilable]
_END, _BEGIN = 0, 1


def broken_clauses(
    plan: Plan, problem: PlanningProblem, *, scenario: Scenario, travel: TravelModel
) -> tuple[str, ...]:
    """A sentence for every clause the plan would break; empty where it keeps them all."""
    watches = _watched(plan, problem, scenario, travel)
    return tuple(watch.reason() for watch in watches if watch.is_broken)


def standing(
    plan: Plan,
    problem: PlanningProblem,
    *,
    scenario: Scenario,
    travel: TravelModel,
    before_s: float,
    models: Models,
) -> Hashable | None:
    """Where the automata of the clauses are after what the plan has happen before a mission time in seconds;
    None where one has rejected it for good.

    `models` keeps what was compiled for the next plan of the same problem.
    """
    watches = _watched(plan, problem, scenario, travel, before_s=before_s, models=models)
    return None if any(watch.is_lost for watch in watches) else tuple(watch.position for watch in watches)


def _watched(
    plan: Plan,
    problem: PlanningProblem,
    scenario: Scenario,
    travel: TravelModel,
    before_s: float = float("inf"),
    models: Models | None = None,
) -> list[_Watch]:
    constraints = (c for c in problem.tree.constraints if isinstance(c, FormulaConstraint))
    clauses = [clause for clause in constraints if not is_about_tasks(clause, problem.tree)]
    watches = [_Watch(clause, problem) for clause in clauses]
    trace = _Trace(plan, problem, scenario, travel, {} if models is None else models)
    for letter in trace.letters(before_s) if watches else ():
        for watch in watches:
            watch.step(letter, done=trace.done, started=trace.started)
    return watches


class _Watch:
    """One clause on the trace: all of it, or from the first work below its scope until that is done."""

    def __init__(self, clause: FormulaConstraint, problem: PlanningProblem) -> None:
        self._clause = clause
        self._monitor = Monitor(watch_of(clause.formula))
        self._is_mission_wide = clause.scope == problem.tree.root.id
        self._scope = frozenset(task.id for task in tasks_below(problem.tree.node(clause.scope)))
        self._verdict: Verdict4 | None = None

    def step(self, letter: frozenset[str], *, done: set[str], started: set[str]) -> None:
        if self._is_mission_wide or (started & self._scope and not self._scope <= done):
            self._verdict = self._monitor.step(letter)

    @property
    def is_broken(self) -> bool:
        return self._verdict in (Verdict4.VIOLATED, Verdict4.SO_FAR_VIOLATED)

    @property
    def is_lost(self) -> bool:
        """Whether nothing that happens later can make it good."""
        return self._verdict is Verdict4.VIOLATED

    @property
    def position(self) -> Hashable:
        """Where the automaton is, and whether it has been started."""
        return self._monitor.position, self._verdict is None

    def reason(self) -> str:
        said = self._clause.words or self._clause.formula
        return f"the best plan would break {said!r} ({self._clause.formula})"


@dataclass(slots=True)
class _Trace:
    """Plays a plan through, call by call. `started` and `done` are task ids as of the letter given last."""

    plan: Plan
    problem: PlanningProblem
    scenario: Scenario
    travel: TravelModel
    models: Models
    started: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    _state: WorldState = field(init=False)
    _inside: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _moments: list[tuple[float, int, int, Callable[[], None]]] = field(default_factory=list)
    _serial: int = 0

    def letters(self, before_s: float) -> Iterator[frozenset[str]]:
        """The propositions true after each moment before a time at which something begins or ends."""
        self._state = self.problem.state
        self._places = {status.robot: status.place for status in self.problem.team}
        for status in self.problem.team:
            self._inside[status.robot] = status.zones or self._zones_at(status.robot, status.place)
        for entry in self.plan.assignments:
            for robot in entry.robots:
                self._at(entry.departure_s, _BEGIN, lambda e=entry, r=robot: self._depart(e, r))  # type: ignore[misc]
            self._at(entry.start_s, _BEGIN, lambda e=entry: self._begin(e))  # type: ignore[misc]
        while self._moments and self._moments[0][0] < before_s:
            heapq.heappop(self._moments)[3]()
            yield self._letter()

    def _letter(self) -> frozenset[str]:
        inside = (
            str(Atom("inside", (robot, zone))) for robot, zones in self._inside.items() for zone in zones
        )
        return frozenset([*(str(fact) for fact in self._state.facts), *inside])

    def _depart(self, entry: Assignment, robot: str) -> None:
        self._travels(robot, entry.start)

    def _begin(self, entry: Assignment) -> None:
        self.started.add(entry.task_id)
        task = self.problem.tree.node(entry.task_id)
        assert isinstance(task, Task)
        robots = [self.scenario.robot(name) for name in entry.robots]
        arrived = [Literal(Atom("at", (robot, entry.start))) for robot in entry.robots if entry.start]
        self._state = self._state.after(arrived)
        for robot in entry.robots:
            self._arrives(robot)
        model = self._model(task, entry, robots)
        time_s, place = entry.start_s, entry.start
        for call in () if isinstance(model, Uncompilable) else model.calls[model.approach_calls :]:
            time_s, place = self._schedule(call, robots, time_s, place)
        self._at(max(time_s, entry.end_s), _END, lambda: self.done.add(entry.task_id))

    def _model(self, task: Task, entry: Assignment, robots: list[Robot]) -> TaskModel | Uncompilable:
        key = (entry.task_id, entry.robots, entry.calls, self._state.facts)
        if key not in self.models:
            state, scenario, travel = self._state, self.scenario, self.travel
            self.models[key] = (
                compile_calls(task, entry.calls, robots=robots, state=state, scenario=scenario, travel=travel)
                if entry.calls
                else compile_task(task, robots=robots, state=state, scenario=scenario, travel=travel)
            )
        return self.models[key]

    def _schedule(self, call: SkillCall, robots: list[Robot], time_s: float, place: str) -> tuple[float, str]:
        """Put one call of a task on the time line; returns when and where it ends."""
        ways = travel_in(self.travel, robots[0].name, self._state)
        timing = call_duration_s(call, robot=robots[0], place=place, scenario=self.scenario, travel=ways)
        end_s = time_s + (timing[0] if timing else 0.0)
        skill = self.scenario.skill(call.skill)
        bindings = [skill.binding(robot.name, call.arguments) for robot in robots]
        goal = bindings[0].get(skill.duration.travels_to, "")
        if goal:
            for robot in robots:
                self._at(time_s, _BEGIN, lambda r=robot.name: self._travels(r, goal))  # type: ignore[misc]
        effects = [literal for binding in bindings for literal in skill.ground_effects(binding)]
        self._at(end_s, _END, lambda: self._call_done(robots, effects))
        return end_s, goal or place

    def _call_done(self, robots: list[Robot], effects: list[Literal]) -> None:
        self._state = self._state.after(effects)
        for robot in robots:
            self._arrives(robot.name)

    def _travels(self, robot: str, goal: str) -> None:
        zones_between = getattr(travel_in(self.travel, robot, self._state), "zones_between", None)
        start = self._places.get(robot, "")
        if goal and start and goal != start and zones_between is not None:
            self._inside[robot] = zones_between(self.scenario.robot(robot), start, goal)
        if goal:
            self._places[robot] = goal

    def _arrives(self, robot: str) -> None:
        self._inside[robot] = self._zones_at(robot, self._places.get(robot, ""))

    def _zones_at(self, robot: str, place: str) -> tuple[str, ...]:
        zones_at_place: Callable[[Robot, str], tuple[str, ...]] | None = getattr(
            self.travel, "zones_at_place", None
        )
        if not place or zones_at_place is None:
            return ()
        return zones_at_place(self.scenario.robot(robot), place)

    def _at(self, time_s: float, order: int, happens: Callable[[], None]) -> None:
        self._serial += 1
        heapq.heappush(self._moments, (round(time_s, 6), order, self._serial, happens))
