"""A schedule in numbers: who does each task, which way and when.

Solvers and heuristics make it; plans are printed from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.planning.approach import Leg
from comuros.planning.instance import Instance, Way


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
    """A robot's way to a task, or, `at_work`, the task itself, uses a resource between these ticks. The robot
    sets out (or begins) `lead` ticks before.
    """

    resource: str
    robot: str
    task_id: str
    start: int
    end: int
    lead: int = 0
    at_work: bool = False


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
    leaving = {(p.robot, p.task_id): p.start - p.lead for p in schedule.passings if not p.at_work}
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
