"""The plan that a schedule means, with its certificate."""

from __future__ import annotations

from dataclasses import replace

from comuros.core.plan import Assignment, Certificate, ChargingStop, CriterionValue, Passage, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.planning.approach import CM_PER_M
from comuros.planning.features.energy import UNITS_PER_WH
from comuros.planning.features.penalties import penalty_of
from comuros.planning.instance import Frozen, Instance
from comuros.planning.schedule import Passing, Schedule, Scheduled, approach_of, travel_cm
from comuros.planning.ticks import seconds_of


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
        passages=_passages(schedule, instance, problem.now_s),
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


def _passages(schedule: Schedule, instance: Instance, now_s: float) -> tuple[Passage, ...]:
    """Every use of what only so many use at once, in order of time: execution keeps that order."""
    passings = [*schedule.passings, *_at_work(schedule, instance)]
    passings.sort(key=lambda p: (p.start, p.end, p.resource, p.robot))
    return tuple(
        Passage(
            resource=p.resource,
            robot=p.robot,
            before_task=p.task_id,
            start_s=now_s + seconds_of(p.start),
            end_s=now_s + seconds_of(p.end),
            lead_s=seconds_of(p.lead),
            at_work=p.at_work,
        )
        for p in passings
    )


def _at_work(schedule: Schedule, instance: Instance) -> list[Passing]:
    """Tasks that use a shared resource of the scenario themselves, those under way included."""
    crossings = instance.crossings
    if crossings is None:
        return []
    work = [(e.task_id, e.robots, e.way.start, e.way.end, e.start, e.release) for e in schedule.entries]
    work += [(e.task_id, e.robots, e.began_at or e.place, e.place, e.start, e.end) for e in instance.frozen]
    return [
        Passing(resource, robot, task_id, begins, ends, at_work=True)
        for task_id, robots, start, end, begins, ends in work
        for robot in robots
        for resource in crossings.by_work(robot, start, end)
    ]


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
