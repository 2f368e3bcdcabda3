"""No two robots of a plan meet where they cannot pass one another, and every such way is reserved."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comuros.core.keep_out import within
from comuros.core.narrow_way import (
    HEADWAY_S,
    INSIDE,
    Crossing,
    NarrowTravel,
    crossings_at_work,
    joined,
    may_follow,
    narrow_travel,
)
from comuros.core.plan import Passage, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.task_model import TaskModel
from comuros.core.tree import Relation, TaskTree, tasks_below
from comuros.planning.checks.itinerary import Visit, leg, visits

# Plans count in tenths of a second.
TOLERANCE_S = 0.1 + 1e-6


@dataclass(frozen=True, slots=True)
class _Stay:
    """A robot in a narrow way, as the plan has it."""

    robot: Robot
    task_id: str
    crossing: Crossing
    start_s: float
    end_s: float
    at_work: bool
    is_running: bool


def check_narrow_ways(
    plan: Plan,
    problem: PlanningProblem,
    scenario: Scenario,
    travel: TravelModel,
    models: Mapping[str, TaskModel],
) -> list[str]:
    """Which ways are not reserved, for too short or when the robot cannot be there, and who would meet."""
    ways = within(travel, plan.keep_out)
    narrow = narrow_travel(ways)
    if narrow is None:
        return []
    check = _Check(plan, problem, scenario, ways, narrow, models)
    for status in problem.team:
        for visit in visits(plan, problem, scenario, status.robot):
            check.see(visit)
    return [*check.reasons, *check.strays(), *_meetings(check.stays, problem.tree)]


class _Check:
    """What the plan says of every crossing, beside what the travel model says."""

    def __init__(
        self,
        plan: Plan,
        problem: PlanningProblem,
        scenario: Scenario,
        travel: TravelModel,
        narrow: NarrowTravel,
        models: Mapping[str, TaskModel],
    ) -> None:
        self.reasons: list[str] = []
        self.stays: list[_Stay] = []
        self._plan = plan
        self._problem = problem
        self._scenario = scenario
        self._travel = travel
        self._narrow = narrow
        self._models = models
        self._shared = {resource.name for resource in scenario.resources}
        self._seen: set[tuple[str, str]] = set()
        self._inside: dict[str, list[_Stay]] = {}

    def strays(self) -> list[str]:
        """Passages of robots for tasks that they do not do."""
        return [
            f"{p.robot} does not do {p.before_task}, for which it has the {p.resource}"
            for p in self._plan.passages
            if p.resource not in self._shared and (p.robot, p.before_task) not in self._seen
        ]

    def see(self, visit: Visit) -> None:
        """A robot's way to a task and the task itself."""
        self._seen.add((visit.robot.name, visit.entry.task_id))
        if visit.is_running:
            self._see_running(visit)
            return
        crossed, seconds = self._on_the_way(visit)
        self._led_out(visit, crossed)
        known = len(self.stays)
        listed = self._listed(visit, at_work=False)
        sets_out_s = {round(p.start_s - p.lead_s, 3) for p in listed}
        who, task_id = visit.robot.name, visit.entry.task_id
        if len(sets_out_s) > 1:
            self.reasons.append(f"{who} would set out for {task_id} at {sorted(sets_out_s)} s at once")
        for begins_s in sets_out_s:
            late = begins_s + seconds > visit.entry.start_s + TOLERANCE_S
            if begins_s + TOLERANCE_S < visit.free_s or late:
                self.reasons.append(
                    f"{who} sets out for {task_id} at {begins_s:g} s; its way takes {seconds:g} s between "
                    f"{visit.free_s:g} s and {visit.entry.start_s:g} s"
                )
        self._match(visit, crossed, listed, min(sets_out_s, default=visit.free_s), at_work=False)
        working = self._at_work(visit)
        self._match(visit, working, self._listed(visit, at_work=True), visit.entry.start_s, at_work=True)
        self._inside[visit.robot.name] = [s for s in self.stays[known:] if s.crossing.mouths[1] == INSIDE]

    def _led_out(self, visit: Visit, crossed: Sequence[Crossing]) -> None:
        """Who stopped in a way has it until the next way leads out of it."""
        if not crossed or crossed[0].mouths[0] != INSIDE:
            return
        out_s = visit.free_s + crossed[0].leave_s
        self.reasons += [
            f"{stay.robot.name} is in the {stay.crossing.way} until {out_s:g} s, and has it until "
            f"{stay.end_s:g} s"
            for stay in self._inside.get(visit.robot.name, ())
            if stay.crossing.way == crossed[0].way and stay.end_s + TOLERANCE_S < out_s
        ]

    def _see_running(self, visit: Visit) -> None:
        """A task under way may be anywhere on its way until it ends."""
        entry, robot = visit.entry, visit.robot
        crossed = self._narrow.crossings_between(robot, entry.start, entry.end) if entry.start else ()
        stays = self._narrow.crossing_at(robot, entry.end, 0.0) if entry.end else None
        for crossing in (*crossed, *((stays,) if stays is not None else ())):
            now_s = self._problem.now_s
            self.stays.append(_Stay(robot, entry.task_id, crossing, now_s, entry.end_s, True, True))

    def _on_the_way(self, visit: Visit) -> tuple[tuple[Crossing, ...], float]:
        """What a robot crosses on its way to a task, by seconds after setting out, and how long it takes."""
        robot, origin, pose, at_s = visit.robot, visit.origin, visit.pose, 0.0
        crossed: list[Crossing] = []
        for place in (*(stop.place for stop in visit.stops), visit.entry.start):
            if not place:
                continue
            if origin:
                found = self._narrow.crossings_between(robot, origin, place)
            else:
                found = self._narrow.crossings_from_pose(robot, pose, place) if pose is not None else ()
            crossed += [crossing.later(at_s) for crossing in joined(found)]
            way = leg(self._travel, robot, origin, pose, place)
            at_s += way[0] if way is not None else 0.0
            at_s += sum(stop.end_s - stop.start_s for stop in visit.stops if stop.place == place)
            origin, pose = place, None
        return tuple(crossed), at_s

    def _at_work(self, visit: Visit) -> tuple[Crossing, ...]:
        model = self._models.get(visit.entry.task_id)
        if model is None:
            return ()
        return crossings_at_work(
            model.calls[model.approach_calls :],
            self._scenario.robot(visit.entry.robots[0]),
            visit.entry.start,
            scenario=self._scenario,
            travel=self._travel,
            narrow=self._narrow,
        )

    def _listed(self, visit: Visit, *, at_work: bool) -> list[Passage]:
        who, task_id = visit.robot.name, visit.entry.task_id
        return [
            p
            for p in self._plan.passages
            if (p.robot, p.before_task, p.at_work) == (who, task_id, at_work)
            and p.resource not in self._shared
        ]

    def _match(
        self,
        visit: Visit,
        crossed: Sequence[Crossing],
        listed: list[Passage],
        begins_s: float,
        *,
        at_work: bool,
    ) -> None:
        """Every crossing has a passage that covers it."""
        who, task_id = visit.robot.name, visit.entry.task_id
        doing = "the work" if at_work else "the way"
        for crossing in crossed:
            start_s, end_s = begins_s + crossing.enter_s, begins_s + crossing.leave_s
            if crossing.mouths[1] == INSIDE and not at_work:
                end_s = max(end_s, visit.entry.start_s)
            passage = next(
                (p for p in listed if p.resource == crossing.way and _covers(p, start_s, end_s)), None
            )
            if passage is None:
                self.reasons.append(
                    f"{doing} of {who} for {task_id} crosses the {crossing.way} from {start_s:g} s to "
                    f"{end_s:g} s, which is not reserved"
                )
                continue
            listed.remove(passage)
            self.stays.append(
                _Stay(visit.robot, task_id, crossing, passage.start_s, passage.end_s, at_work, False)
            )
        self.reasons += [f"{who} does not cross the {p.resource} for {task_id}" for p in listed]


def _covers(passage: Passage, start_s: float, end_s: float) -> bool:
    return passage.start_s <= start_s + TOLERANCE_S and passage.end_s + TOLERANCE_S >= end_s


def _meetings(stays: Sequence[_Stay], tree: TaskTree) -> Iterator[str]:
    """Who would meet whom where; tasks under way are as they are, and parts of one piece of work may."""
    allies = _allies(tree)
    for one, other in itertools.combinations(sorted(stays, key=lambda s: (s.start_s, s.robot.name)), 2):
        if one.crossing.way != other.crossing.way or one.robot.name == other.robot.name:
            continue
        if (one.is_running and other.is_running) or not one.crossing.is_tight_for(one.robot, other.robot):
            continue
        allied = (
            one.at_work
            and other.at_work
            and (allies.get(one.task_id, one.task_id) == allies.get(other.task_id, other.task_id))
        )
        if not allied and not _are_apart(one, other):
            yield (
                f"{one.robot.name} is in the {one.crossing.way} from {one.start_s:g} s to {one.end_s:g} s, "
                f"{other.robot.name} from {other.start_s:g} s to {other.end_s:g} s; they cannot pass"
            )


def _are_apart(one: _Stay, other: _Stay) -> bool:
    """One comes after the other has left, or follows it the same way round."""
    if other.start_s + 1e-6 >= one.end_s or one.start_s + 1e-6 >= other.end_s:
        return True
    behind_s = min(other.start_s - one.start_s, other.end_s - one.end_s)
    ahead_s = min(one.start_s - other.start_s, one.end_s - other.end_s)
    return may_follow(one.crossing, other.crossing) and max(behind_s, ahead_s) + 1e-6 >= HEADWAY_S


def _allies(tree: TaskTree) -> dict[str, str]:
    """Tasks below one `together`, by the outermost."""
    found: dict[str, str] = {}
    for node in tree.nodes():
        if getattr(node, "relation", None) is Relation.TOGETHER:
            for task in tasks_below(node):
                found.setdefault(task.id, node.id)
    return found
