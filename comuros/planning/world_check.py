"""Symbolic execution of a whole plan in order of time: travel, conditions, effects, goals, sharing.

Only the validator uses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from itertools import combinations

from comuros.core.geometry import Pose
from comuros.core.keep_out import travel_in, within
from comuros.core.literal import Atom, Literal
from comuros.core.plan import Assignment, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.symbolic import run_symbolically
from comuros.core.task import FormulaGoal, Goal, Task
from comuros.core.task_model import TaskModel, Uncompilable, compile_calls, compile_task
from comuros.core.tree import Relation, tasks_below
from comuros.core.world_state import WorldState
from comuros.planning.formula_leaf.trace import letters_of, rejected
from comuros.spec.ltlf import parse

TIME_TOLERANCE_S = 1e-6
TRAVEL_TOLERANCE_M = 0.02
LARGE_TEAM = 12


def check_world(
    plan: Plan,
    problem: PlanningProblem,
    *,
    scenario: Scenario,
    travel: TravelModel,
    held_until: Mapping[str, float],
    order: Set[tuple[str, str]],
) -> list[str]:
    """What goes wrong if the plan is carried out exactly as written; empty where nothing does."""
    reasons, _ = walk(plan, problem, scenario=scenario, travel=travel, held_until=held_until, order=order)
    return reasons


def walk(
    plan: Plan,
    problem: PlanningProblem,
    *,
    scenario: Scenario,
    travel: TravelModel,
    held_until: Mapping[str, float],
    order: Set[tuple[str, str]],
) -> tuple[list[str], Mapping[str, TaskModel]]:
    """The same, with the task models that the plan's assignments mean in the states they meet."""
    run = _Walkthrough(plan, problem, scenario, travel, held_until, order)
    run.execute()
    return run.reasons, run.models


@dataclass(slots=True)
class _Whereabouts:
    """When and where a robot is free; `place` "" means at `pose`."""

    free_s: float
    place: str
    pose: Pose | None


class _Walkthrough:
    """One execution: starts and ends of tasks in order of time, ends first at equal times."""

    def __init__(
        self,
        plan: Plan,
        problem: PlanningProblem,
        scenario: Scenario,
        travel: TravelModel,
        held_until: Mapping[str, float],
        order: Set[tuple[str, str]],
    ) -> None:
        self.reasons: list[str] = []
        self._plan = plan
        self._problem = problem
        self._scenario = scenario
        self._travel = within(travel, plan.keep_out)
        self._held_until = held_until
        self._order = order
        self._state: WorldState = problem.state
        self._objects = {thing.name for thing in scenario.objects}
        self._tasks = {task.id: task for task in problem.tree.tasks()}
        self._bodies = {robot.name: robot for robot in scenario.robots}
        self._robots = {s.robot: _Whereabouts(problem.now_s, s.place, s.pose) for s in problem.team}
        self.models: dict[str, TaskModel] = {}
        self._travelled_m = 0.0

    def execute(self) -> None:
        """Walk through the plan and note everything that does not work."""
        running = {entry.task_id for entry in self._problem.running}
        entries = {entry.task_id: entry for entry in self._plan.assignments}
        for ends, task_id in self._events(running):
            if ends:
                self._end(entries[task_id])
            else:
                self._start(entries[task_id], is_running=task_id in running)
        self._check_sharing()
        if abs(self._travelled_m - self._plan.certificate.total_travel_m) > TRAVEL_TOLERANCE_M * (
            1 + len(entries)
        ):
            said_m = self._plan.certificate.total_travel_m
            self.reasons.append(
                f"the certificate says {said_m:g} m of travel, the plan takes {self._travelled_m:g} m"
            )

    def _events(self, running: set[str]) -> list[tuple[bool, str]]:
        """(ends?, task) in order of time; at one instant ends come first, and a task without duration
        starts and ends at once.
        """
        events: list[tuple[float, int, int, bool, str]] = []
        ranks = Counter(after for _, after in self._order)
        for entry in self._plan.assignments:
            begin_s = self._problem.now_s if entry.task_id in running else entry.start_s
            rank = ranks[entry.task_id]
            instant = entry.end_s - begin_s <= TIME_TOLERANCE_S
            events.append((round(begin_s, 6), 1, rank, False, entry.task_id))
            events.append((round(entry.end_s, 6), int(instant), rank, True, entry.task_id))
        return [
            (ends, task_id) for _, _, _, ends, task_id in sorted(events, key=lambda e: (*e[:3], e[4], e[3]))
        ]

    def _start(self, entry: Assignment, *, is_running: bool) -> None:
        task = self._tasks[entry.task_id]
        robots = [self._bodies[name] for name in entry.robots]
        if not is_running:
            for robot in robots:
                self._approach(entry, robot)
        compiled = self._planned(entry, task, robots) if entry.calls else self._compiled(task, robots)
        if isinstance(compiled, TaskModel):
            self.models[entry.task_id] = compiled
            if not is_running:
                self._check_work(entry, compiled)
                self._travelled_m += compiled.cost
        elif not is_running:
            self.reasons.append(f"{entry.task_id} cannot be done at {entry.start_s:g} s: {compiled.reason}")

    def _compiled(self, task: Task, robots: list[Robot]) -> TaskModel | Uncompilable:
        """The task's model here and now. In a large team, third robots and their facts are left out: no
        skill asks.
        """
        state, scenario = self._state, self._scenario
        if len(self._bodies) > LARGE_TEAM:
            others = self._bodies.keys() - {robot.name for robot in robots}
            near = frozenset(f for f in state.facts if not f.arguments or f.arguments[0] not in others)
            state = WorldState(near, state.functional)
            scenario = replace(scenario, robots=tuple(robots))
        return compile_task(task, robots=robots, state=state, scenario=scenario, travel=self._travel)

    def _planned(self, entry: Assignment, task: Task, robots: list[Robot]) -> TaskModel | Uncompilable:
        """The model of calls that are part of the plan, if they can be made and, where the task is a formula,
        satisfy it.
        """
        travel = within(self._travel, (*self._plan.keep_out, *entry.keep_out))
        run = run_symbolically(entry.calls, robots=robots, state=self._state, scenario=self._scenario)
        if not run.ok:
            return Uncompilable(task.id, entry.robots, run.reason())
        if isinstance(task.work, FormulaGoal):
            formula = parse(task.work.formula)
            letters = letters_of(
                formula,
                entry.calls[1:],
                robot=robots[0],
                place=entry.calls[0].arguments[-1],
                state=self._state,
                scenario=self._scenario,
                travel=travel,
            )
            if rejected(formula, letters):
                return Uncompilable(task.id, entry.robots, f"its calls do not satisfy {formula}")
        return compile_calls(
            task, entry.calls, robots=robots, state=self._state, scenario=self._scenario, travel=travel
        )

    def _approach(self, entry: Assignment, robot: Robot) -> None:
        """The robot gets to the start place in time; from there on it is there."""
        where = self._robots[robot.name]
        leg = self._leg_with_stops(entry, robot, where)
        if leg is None:
            self.reasons.append(f"{robot.name} has no way to {entry.start} for {entry.task_id}")
            return
        seconds, metres = leg
        self._travelled_m += metres
        arrival_s = max(where.free_s, entry.departure_s) + seconds
        if arrival_s > entry.start_s + TIME_TOLERANCE_S:
            self.reasons.append(
                f"{robot.name} reaches {entry.start} at {arrival_s:g} s, "
                f"{entry.task_id} starts at {entry.start_s:g} s"
            )
        if entry.start:
            self._state = self._state.after([Literal(Atom("at", (robot.name, entry.start)))])

    def _leg_with_stops(
        self, entry: Assignment, robot: Robot, where: _Whereabouts
    ) -> tuple[float, float] | None:
        """The way to a task, over the places where the plan has the robot charge, charging included."""
        seconds = metres = 0.0
        for stop in self._plan.stops:
            if (stop.robot, stop.before_task) == (robot.name, entry.task_id):
                leg = self._leg(robot, where, stop.place)
                if leg is None:
                    return None
                seconds += leg[0] + stop.end_s - stop.start_s
                metres += leg[1]
                where = _Whereabouts(where.free_s, stop.place, None)
        last = self._leg(robot, where, entry.start)
        return None if last is None else (seconds + last[0], metres + last[1])

    def _leg(self, robot: Robot, where: _Whereabouts, goal: str) -> tuple[float, float] | None:
        if not goal or where.place == goal:
            return 0.0, 0.0
        travel = travel_in(self._travel, robot.name, self._state)
        if where.place or where.pose is None:
            seconds = travel.duration_s(robot, where.place, goal)
            metres = travel.distance_m(robot, where.place, goal)
            return None if seconds is None or metres is None else (seconds, metres)
        return self._leg_from_pose(robot, where.pose, goal)

    def _leg_from_pose(self, robot: Robot, pose: Pose, goal: str) -> tuple[float, float] | None:
        """Where the travel model knows no ways from poses: straight to the nearest place with a way, then
        along it.
        """
        travel = travel_in(self._travel, robot.name, self._state)
        seconds_of = getattr(travel, "duration_from_pose_s", None)
        metres_of = getattr(travel, "distance_from_pose_m", None)
        if seconds_of is not None and metres_of is not None:
            seconds, metres = seconds_of(robot, pose, goal), metres_of(robot, pose, goal)
            return None if seconds is None or metres is None else (seconds, metres)
        for place in sorted(self._scenario.places, key=lambda p: (p.pose.planar_distance_m(pose), p.name)):
            onward = self._leg(robot, _Whereabouts(0.0, place.name, None), goal)
            if onward is not None:
                straight_m = place.pose.planar_distance_m(pose)
                return onward[0] + straight_m / max(robot.speed_mps, 1e-3), onward[1] + straight_m
        return None

    def _check_work(self, entry: Assignment, model: TaskModel) -> None:
        if entry.end_s - entry.start_s + TIME_TOLERANCE_S < model.duration_s:
            planned_s = entry.end_s - entry.start_s
            self.reasons.append(
                f"{entry.task_id} takes {model.duration_s:g} s, the plan gives it {planned_s:g} s"
            )
        if model.start and model.start != entry.start:
            self.reasons.append(
                f"{entry.task_id} begins at {model.start}, the plan says {entry.start or 'anywhere'}"
            )

    def _end(self, entry: Assignment) -> None:
        task = self._tasks[entry.task_id]
        model = self.models.get(entry.task_id)
        literals = task.work.literals if isinstance(task.work, Goal) else ()
        self._state = self._state.after(model.effects if model is not None else literals)
        for literal in self._state.unmet(literals):
            self.reasons.append(f"{literal} does not hold when {entry.task_id} ends")
        for robot in entry.robots:
            place = (model.end if model is not None else "") or entry.end
            self._robots[robot] = _Whereabouts(self._held_until[entry.task_id], place, None)

    def _check_sharing(self) -> None:
        """No two tasks that overlap change the same thing, or one what the other uses; parts of one
        `together` may.
        """
        meeting: dict[str, list[Assignment]] = {}
        for entry in self._plan.assignments:
            if entry.task_id in self.models:
                for name in sorted({*entry.robots, *(self._used(entry) & self._objects)}):
                    meeting.setdefault(name, []).append(entry)
        checked: set[tuple[str, str]] = set()
        for entries in meeting.values():
            for one, other in combinations(entries, 2):
                overlap_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
                if overlap_s > TIME_TOLERANCE_S and (one.task_id, other.task_id) not in checked:
                    checked.add((one.task_id, other.task_id))
                    self._check_pair(one, other)

    def _check_pair(self, one: Assignment, other: Assignment) -> None:
        both = sorted(set(one.robots) & set(other.robots))
        if both:
            self.reasons.append(f"{', '.join(both)} would do {one.task_id} and {other.task_id} at once")
        clashing = sorted((self._changed(one) & self._used(other)) | (self._changed(other) & self._used(one)))
        if clashing and not self._allied(one.task_id, other.task_id):
            self.reasons.append(
                f"{one.task_id} and {other.task_id} both handle {', '.join(clashing)} at once"
            )

    def _changed(self, entry: Assignment) -> set[str]:
        """Objects whose facts change: of each effect, the first argument that is no robot."""
        found = set()
        for effect in self.models[entry.task_id].effects:
            arguments = [name for name in effect.atom.arguments if name not in entry.robots]
            if arguments and effect.atom.predicate != "at":
                found.add(arguments[0])
        return found & self._objects

    def _used(self, entry: Assignment) -> set[str]:
        model = self.models[entry.task_id]
        literals = (*model.preconditions, *model.effects)
        return {name for literal in literals for name in literal.atom.arguments}

    def _allied(self, one: str, other: str) -> bool:
        """Whether both lie below one `together` node."""
        node = self._problem.tree.parent_of(one)
        while node is not None:
            below = {task.id for task in tasks_below(node)}
            if node.relation is Relation.TOGETHER and other in below:
                return True
            node = self._problem.tree.parent_of(node.id)
        return False
