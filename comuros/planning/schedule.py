"""A schedule in numbers: who does each task, which way and when.

Solvers and heuristics make it; plans are printed from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comuros.core.plan import Assignment, Certificate, ChargingStop, CriterionValue, Passage, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.planning.approach import CM_PER_M, Leg
from comuros.planning.features.penalties import penalty_of
from comuros.planning.instance import Frozen, Instance, Way
from comuros.planning.ticks import seconds_of

UNITS_PER_WH = 36_000


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task's place in a schedule, ticks from now. Its robots are held until `release`."""

    task_id: str
    way: Way
    robots: tuple[str, ...]
    start: int
    end: int
    release: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A robot charges for `ticks` at a place on its way to a task: `there`, then `onward`. Levels are in
    tenths of a joule.
    """

    robot: str
    task_id: str
    place: str
    ticks: int
    arrives_with: int
    leaves_with: int
    there: Leg
    onward: Leg


@dataclass(frozen=True, slots=True)
class Passing:
    """A robot's way to a task uses a resource between these ticks."""

    resource: str
    robot: str
    task_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Scheduled tasks in order of start; what is under way is not among them."""

    entries: tuple[Scheduled, ...]
    stops: tuple[Stop, ...] = ()
    passings: tuple[Passing, ...] = ()

    def of_robot(self, robot: str) -> tuple[Scheduled, ...]:
        """A robot's tasks in order."""
        return tuple(entry for entry in self.entries if robot in entry.robots)

    def makespan(self, instance: Instance) -> int:
        """Ticks from now until everything, what is under way included, is done."""
        ends = [entry.end for entry in self.entries] + [entry.end for entry in instance.frozen]
        return max(ends, default=0)


def in_start_order(
    entries: Sequence[Scheduled], stops: Sequence[Stop] = (), passings: Sequence[Passing] = ()
) -> Schedule:
    """A schedule from entries in any order."""
    ordered = tuple(sorted(entries, key=lambda e: (e.start, e.end, e.task_id)))
    return Schedule(ordered, tuple(stops), tuple(passings))


def approach_of(schedule: Schedule, instance: Instance) -> dict[tuple[str, str], tuple[int, int, int]]:
    """For each (task, robot): when the robot leaves for it, how long it is on the way (ticks; charging
    included), how far (cm).
    """
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    stops = {(stop.robot, stop.task_id): stop for stop in schedule.stops}
    leaving = {(passing.robot, passing.task_id): passing.start for passing in schedule.passings}
    routes: dict[str, list[Scheduled]] = {}
    for entry in schedule.entries:
        for robot in entry.robots:
            routes.setdefault(robot, []).append(entry)
    for robot, route in sorted(routes.items()):
        free, place, first = instance.approach.ready[robot].ticks, "", True
        for entry in route:
            approach = instance.approach
            leg = (
                approach.first_leg(robot, entry.way.start)
                if first
                else approach.leg(robot, place, entry.way.start)
            )
            if leg is None:
                raise ValueError(f"{robot} cannot get to {entry.way.start} for {entry.task_id}")
            leaves = max(free, leaving.get((robot, entry.task_id), free))
            found[entry.task_id, robot] = (leaves, *_way_there(leg, stops.get((robot, entry.task_id))))
            free, first = entry.release, False
            place = entry.way.end or entry.way.start or place
    return found


def _way_there(leg: Leg, stop: Stop | None) -> tuple[int, int]:
    if stop is None:
        return leg.ticks, leg.cm
    return stop.there.ticks + stop.ticks + stop.onward.ticks, stop.there.cm + stop.onward.cm


def travel_cm(schedule: Schedule, instance: Instance) -> int:
    """Centimetres travelled by all robots, on the way to tasks and during them."""
    return sum(cm for _, _, cm in approach_of(schedule, instance).values()) + sum(
        entry.way.cost_cm for entry in schedule.entries
    )


def plan_of(
    schedule: Schedule,
    *,
    instance: Instance,
    problem: PlanningProblem,
    lower_bound: int,
    wall_s: float,
    objective: str,
    criteria: tuple[CriterionValue, ...] = (),
    method: str = "",
) -> Plan:
    """The plan that a schedule means, with its certificate."""
    approaches = approach_of(schedule, instance)
    assignments = [_assignment(entry, approaches, problem.now_s) for entry in schedule.entries]
    assignments += _frozen_assignments(instance, problem)
    assignments.sort(key=lambda a: (a.start_s, a.task_id))
    certificate = Certificate(
        **_figures(schedule, instance, problem, lower_bound),
        wall_s=wall_s,
        objective=objective,
        criteria=criteria,
        method=method,
    )
    chosen = {assignment.task_id for assignment in assignments}
    idle = tuple(task.id for task in instance.network.tasks if task.id not in chosen)
    return Plan(
        mission_id=problem.mission_id,
        revision=problem.revision,
        assignments=tuple(assignments),
        certificate=certificate,
        order=_order(instance, schedule, chosen),
        not_chosen=(*instance.network.not_chosen, *idle),
        stops=_stops(schedule, approaches, problem.now_s),
        passages=_passages(schedule, problem.now_s),
        aborted=tuple(
            entry.task_id
            for entry in schedule.entries
            if not entry.way.goes_on and any(way.goes_on for way in instance.ways[entry.task_id])
        ),
    )


def _figures(
    schedule: Schedule, instance: Instance, problem: PlanningProblem, lower_bound: int
) -> dict[str, float]:
    """The figures of a certificate, in seconds of mission time and metres."""
    makespan, penalty = schedule.makespan(instance), penalty_of(schedule.entries, instance)
    return {
        "makespan_s": problem.now_s + seconds_of(makespan),
        "lower_bound_s": problem.now_s + seconds_of(min(lower_bound, makespan + penalty)),
        "total_travel_m": travel_cm(schedule, instance) / CM_PER_M,
        "penalty_s": seconds_of(penalty),
    }


def _stops(
    schedule: Schedule, approaches: dict[tuple[str, str], tuple[int, int, int]], now_s: float
) -> tuple[ChargingStop, ...]:
    found = []
    for stop in schedule.stops:
        begins = approaches[stop.task_id, stop.robot][0] + stop.there.ticks
        found.append(
            ChargingStop(
                robot=stop.robot,
                place=stop.place,
                before_task=stop.task_id,
                start_s=now_s + seconds_of(begins),
                end_s=now_s + seconds_of(begins + stop.ticks),
                from_wh=stop.arrives_with / UNITS_PER_WH,
                to_wh=stop.leaves_with / UNITS_PER_WH,
            )
        )
    return tuple(found)


def _passages(schedule: Schedule, now_s: float) -> tuple[Passage, ...]:
    return tuple(
        Passage(p.resource, p.robot, p.task_id, now_s + seconds_of(p.start), now_s + seconds_of(p.end))
        for p in schedule.passings
    )


def _assignment(
    entry: Scheduled, approaches: dict[tuple[str, str], tuple[int, int, int]], now_s: float
) -> Assignment:
    mine = [approaches[entry.task_id, robot] for robot in entry.robots]
    model = entry.way.model
    return Assignment(
        task_id=entry.task_id,
        robots=entry.robots,
        departure_s=now_s + seconds_of(min(free for free, _, _ in mine)),
        start_s=now_s + seconds_of(entry.start),
        end_s=now_s + seconds_of(entry.release),
        start=entry.way.start,
        end=entry.way.end,
        travel_m=(sum(cm for _, _, cm in mine) + entry.way.cost_cm) / CM_PER_M,
        calls=model.calls if model is not None and model.as_planned else (),
        keep_out=tuple(
            replace(rule, robot=robot)
            for robot in entry.robots
            for rule in (model.keep_out if model is not None else ())
        ),
    )


def _frozen_assignments(instance: Instance, problem: PlanningProblem) -> list[Assignment]:
    def of(entry: Frozen) -> Assignment:
        old = problem.previous.assignment(entry.task_id) if problem.previous else None
        return Assignment(
            task_id=entry.task_id,
            robots=entry.robots,
            departure_s=problem.now_s + seconds_of(entry.start),
            start_s=problem.now_s + seconds_of(entry.start),
            end_s=problem.now_s + seconds_of(entry.end),
            start=entry.began_at,
            end=entry.place,
            calls=old.calls if old is not None else (),
            keep_out=old.keep_out if old is not None else (),
        )

    return [of(entry) for entry in instance.frozen]


def _order(instance: Instance, schedule: Schedule, chosen: set[str]) -> tuple[tuple[str, str], ...]:
    """Precedence between chosen tasks without what follows from it, and the order of tasks kept apart."""
    edges = {(a, b) for a, b in instance.network.edges if a in chosen and b in chosen}
    spans = {entry.task_id: (entry.start, entry.release) for entry in schedule.entries}
    spans.update((entry.task_id, (entry.start, entry.end)) for entry in instance.frozen)
    for a, b in instance.apart:
        if a in chosen and b in chosen:
            edges.add((a, b) if spans[a] <= spans[b] else (b, a))
    after: dict[str, set[str]] = {}
    for a, b in edges:
        after.setdefault(a, set()).add(b)
    implied = {(a, c) for a, b in edges for c in after.get(b, ())}
    return tuple(sorted(edges - implied))
