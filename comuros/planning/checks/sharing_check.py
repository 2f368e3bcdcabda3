"""No shared resource of a plan has more users at once than it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comuros.core.narrow_way import narrow_travel
from comuros.core.plan import Passage, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.shared_resource import SharedResource
from comuros.planning.checks.itinerary import Visit, leg, visits

TOLERANCE_S = 1e-6


@dataclass(frozen=True, slots=True)
class _Use:
    start_s: float
    end_s: float
    robot: str
    task_id: str
    is_running: bool


def check_sharing(
    plan: Plan,
    problem: PlanningProblem,
    scenario: Scenario,
    travel: TravelModel,
    held_until: dict[str, float],
) -> list[str]:
    """Which resource is overfull and when, and which ways through one the plan has not reserved."""
    reasons: list[str] = []
    for resource in scenario.resources:
        uses: list[_Use] = []
        for status in problem.team:
            for visit in visits(plan, problem, scenario, status.robot):
                working = list(_at_work(visit, resource, travel, held_until))
                uses += working
                reasons += [reason for use in working for reason in _unlisted(use, resource, plan)]
                reasons += _on_the_way(visit, resource, travel, plan)
        uses += [
            _Use(p.start_s, p.end_s, p.robot, p.before_task, False)
            for p in plan.passages
            if p.resource == resource.name and not p.at_work
        ]
        reasons += _overfull(uses, resource)
    known = {resource.name for resource in scenario.resources}
    if narrow_travel(travel) is None:
        reasons += [f"there is no resource {p.resource}" for p in plan.passages if p.resource not in known]
    return reasons


def _at_work(
    visit: Visit, resource: SharedResource, travel: TravelModel, held_until: dict[str, float]
) -> Iterator[_Use]:
    entry = visit.entry
    places = [place for place in (entry.start or visit.origin, entry.end) if place]
    zones_at = getattr(travel, "zones_at_place", None)
    passed = [zone for place in places if zones_at is not None for zone in zones_at(visit.robot, place)]
    if entry.start and entry.end and entry.start != entry.end:
        passed += _between(travel, visit.robot, entry.start, entry.end)
    if resource.is_touched_by([*places, *passed]):
        yield _Use(
            entry.start_s, held_until[entry.task_id], visit.robot.name, entry.task_id, visit.is_running
        )


def _unlisted(use: _Use, resource: SharedResource, plan: Plan) -> Iterator[str]:
    """Work that uses the resource is listed with its time: execution keeps the order of the list."""
    if use.is_running:
        return
    listed = (p for p in plan.passages if p.at_work and _belongs(p, resource, use.robot, use.task_id))
    if not any(p.start_s <= use.start_s + TOLERANCE_S and p.end_s + TOLERANCE_S >= use.end_s for p in listed):
        yield f"{use.task_id} uses {resource.name}, which is not reserved for {use.robot}"


def _on_the_way(visit: Visit, resource: SharedResource, travel: TravelModel, plan: Plan) -> Iterator[str]:
    """A way through the resource has a passage that lasts as long as the way and lies where it can."""
    goal = visit.entry.start
    if visit.is_running or visit.stops or not goal or not visit.origin or visit.origin == goal:
        return
    ends = (visit.origin, goal)
    passed = [p for p in _between(travel, visit.robot, *ends) if p not in ends]
    if not resource.is_touched_by(passed):
        return
    who, task_id = visit.robot.name, visit.entry.task_id
    mine = (p for p in plan.passages if not p.at_work and _belongs(p, resource, who, task_id))
    passage = next(mine, None)
    way = leg(travel, visit.robot, visit.origin, None, goal)
    if passage is None or way is None:
        yield f"the way of {who} to {task_id} leads through {resource.name}, which is not reserved for it"
        return
    too_short = passage.end_s - passage.start_s + TOLERANCE_S < way[0]
    early = passage.start_s + TOLERANCE_S < visit.free_s
    late = passage.end_s > visit.entry.start_s + TOLERANCE_S
    if too_short or early or late:
        yield (
            f"{who} has {resource.name} from {passage.start_s:g} s to {passage.end_s:g} s; its way to "
            f"{task_id} takes {way[0]:g} s between {visit.free_s:g} s and {visit.entry.start_s:g} s"
        )


def _belongs(passage: Passage, resource: SharedResource, robot: str, task_id: str) -> bool:
    return (passage.resource, passage.robot, passage.before_task) == (resource.name, robot, task_id)


def _between(travel: TravelModel, robot: Robot, start: str, goal: str) -> tuple[str, ...]:
    found = getattr(travel, "zones_between", None)
    return tuple(found(robot, start, goal)) if found is not None else ()


def _overfull(uses: list[_Use], resource: SharedResource) -> Iterator[str]:
    """Looked at whenever a use begins that is not under way already."""
    for begun in uses:
        if begun.is_running:
            continue
        now = [
            use for use in uses
            if use.start_s <= begun.start_s + TOLERANCE_S and use.end_s > begun.start_s + TOLERANCE_S
        ]  # fmt: skip
        robots = {use.robot for use in now}
        running = {use.robot for use in now if use.is_running}
        if len(robots) > max(resource.capacity, len(running)):
            yield (
                f"{resource.name} takes {resource.capacity} at once; at {begun.start_s:g} s "
                f"{', '.join(sorted(robots))} would use it"
            )
            return
