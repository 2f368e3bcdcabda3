"""A schedule in numbers: who does each task, which way and when.

Solvers and heuristics make it; plans are printed from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.plan import Assignment, Certificate, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.planning.approach import CM_PER_M
from comuros.planning.instance import Instance, Way
from comuros.planning.ticks import seconds_of


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
class Schedule:
    """Scheduled tasks in order of start; what is under way is not among them."""

    entries: tuple[Scheduled, ...]

    def of_robot(self, robot: str) -> tuple[Scheduled, ...]:
        """A robot's tasks in order."""
        return tuple(entry for entry in self.entries if robot in entry.robots)

    def makespan(self, instance: Instance) -> int:
        """Ticks from now until everything, what is under way included, is done."""
        ends = [entry.end for entry in self.entries] + [entry.end for entry in instance.frozen]
        return max(ends, default=0)


def in_start_order(entries: Sequence[Scheduled]) -> Schedule:
    """A schedule from entries in any order."""
    return Schedule(tuple(sorted(entries, key=lambda e: (e.start, e.end, e.task_id))))


def approach_of(schedule: Schedule, instance: Instance) -> dict[tuple[str, str], tuple[int, int, int]]:
    """For each (task, robot): when the robot can leave for it, how long it travels (ticks), how far (cm)."""
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
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
            found[entry.task_id, robot] = (free, leg.ticks, leg.cm)
            free, first = entry.release, False
            place = entry.way.end or entry.way.start or place
    return found


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
) -> Plan:
    """The plan that a schedule means, with its certificate."""
    approaches = approach_of(schedule, instance)
    assignments = [_assignment(entry, approaches, problem.now_s) for entry in schedule.entries]
    assignments += _frozen_assignments(instance, problem)
    assignments.sort(key=lambda a: (a.start_s, a.task_id))
    makespan = schedule.makespan(instance)
    certificate = Certificate(
        makespan_s=problem.now_s + seconds_of(makespan),
        lower_bound_s=problem.now_s + seconds_of(min(lower_bound, makespan)),
        total_travel_m=travel_cm(schedule, instance) / CM_PER_M,
        wall_s=wall_s,
        objective=problem.objective.value,
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
    )


def _assignment(
    entry: Scheduled, approaches: dict[tuple[str, str], tuple[int, int, int]], now_s: float
) -> Assignment:
    mine = [approaches[entry.task_id, robot] for robot in entry.robots]
    return Assignment(
        task_id=entry.task_id,
        robots=entry.robots,
        departure_s=now_s + seconds_of(min(free for free, _, _ in mine)),
        start_s=now_s + seconds_of(entry.start),
        end_s=now_s + seconds_of(entry.release),
        start=entry.way.start,
        end=entry.way.end,
        travel_m=(sum(cm for _, _, cm in mine) + entry.way.cost_cm) / CM_PER_M,
    )


def _frozen_assignments(instance: Instance, problem: PlanningProblem) -> list[Assignment]:
    return [
        Assignment(
            task_id=entry.task_id,
            robots=entry.robots,
            departure_s=problem.now_s + seconds_of(entry.start),
            start_s=problem.now_s + seconds_of(entry.start),
            end_s=problem.now_s + seconds_of(entry.end),
            start=entry.began_at,
            end=entry.place,
        )
        for entry in instance.frozen
    ]


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
