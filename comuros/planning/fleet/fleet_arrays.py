"""An instance of independent one-robot tasks as arrays: legs between places, durations, who may do what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comuros.planning.instance import Instance, Turn, Way
from comuros.planning.schedule import Schedule, Scheduled, in_start_order

Ints = NDArray[np.int64]
NEVER = 1 << 40


@dataclass(frozen=True, slots=True)
class Fleet:
    """Ticks throughout. Rows of `legs` and `ticks` are kinds of robots that travel and work alike.

    `first` has the way of every robot to every place, `ticks` NEVER where a kind cannot do a task.
    """

    tasks: tuple[str, ...]
    robots: tuple[str, ...]
    kind: Ints
    ready: Ints
    legs: Ints
    first: Ints
    begin: Ints
    end: Ints
    ticks: Ints
    may: NDArray[np.bool_]

    @property
    def cost(self) -> Ints:
        """Ticks of each task by each robot, NEVER where it may not do it."""
        return np.where(self.may, self.ticks[self.kind], NEVER)


def fleet_of(instance: Instance) -> Fleet | None:
    """The arrays, or None where tasks depend on each other, need several robots or differ by turn."""
    network = instance.network
    ways = [instance.ways[task] for task in instance.open_tasks]
    plain = all(
        way.size == 1 and not way.linked and way.turn is Turn.ANY for options in ways for way in options
    )
    bound = (
        not instance.is_plain
        or network.edges
        or network.togethers
        or network.choices
        or instance.apart
        or instance.deadlines
    )
    if not plain or bound or not ways or not all(ways):
        return None
    return _arrays(instance, ways)


def _arrays(instance: Instance, ways: list[tuple[Way, ...]]) -> Fleet | None:
    robots = tuple(sorted(instance.approach.ready))
    kinds = {robot: instance.approach.kind(robot) for robot in robots}
    numbers = {kind: index for index, kind in enumerate(dict.fromkeys(kinds.values()))}
    speaker = {kind: next(r for r in robots if kinds[r] == kind) for kind in numbers}
    if any(len({(way.start, way.end) for way in options}) > 1 for options in ways):
        return None
    places = tuple(
        dict.fromkeys(place for options in ways for way in options for place in (way.start, way.end))
    )
    index = {place: number for number, place in enumerate(places)}
    legs = np.full((len(numbers), len(places), len(places)), NEVER, dtype=np.int64)
    for kind, number in numbers.items():
        for a, start in enumerate(places):
            for b, goal in enumerate(places):
                leg = instance.approach.leg(speaker[kind], start, goal)
                legs[number, a, b] = NEVER if leg is None else leg.ticks
    first = np.full((len(robots), len(places)), NEVER, dtype=np.int64)
    for row, robot in enumerate(robots):
        for b, goal in enumerate(places):
            leg = instance.approach.first_leg(robot, goal)
            first[row, b] = NEVER if leg is None else leg.ticks
    ticks, may = _work(ways, robots, kinds, numbers)
    return Fleet(
        tasks=instance.open_tasks,
        robots=robots,
        kind=np.array([numbers[kinds[robot]] for robot in robots], dtype=np.int64),
        ready=np.array([instance.approach.ready[robot].ticks for robot in robots], dtype=np.int64),
        legs=legs,
        first=first,
        begin=np.array([index[options[0].start] for options in ways], dtype=np.int64),
        end=np.array([index[options[0].end] for options in ways], dtype=np.int64),
        ticks=ticks,
        may=may,
    )


def _work(
    ways: list[tuple[Way, ...]], robots: tuple[str, ...], kinds: dict[str, int], numbers: dict[int, int]
) -> tuple[Ints, NDArray[np.bool_]]:
    """Ticks of every task by kind of robot, and who may do it."""
    ticks = np.full((len(numbers), len(ways)), NEVER, dtype=np.int64)
    may = np.zeros((len(robots), len(ways)), dtype=np.bool_)
    row_of = {robot: row for row, robot in enumerate(robots)}
    known: dict[tuple[str, ...], tuple[Ints, Ints]] = {}
    for column, options in enumerate(ways):
        for way in options:
            if way.robots not in known:
                rows = np.array([row_of[robot] for robot in way.robots], dtype=np.int64)
                own = sorted({numbers[kinds[robot]] for robot in way.robots})
                known[way.robots] = rows, np.array(own, dtype=np.int64)
            rows, own_kinds = known[way.robots]
            ticks[own_kinds, column] = way.ticks
            may[rows, column] = True
    return ticks, may


def schedule_of(routes: list[list[int]], fleet: Fleet, instance: Instance) -> Schedule:
    """The schedule of routes, every task as early as its robot can."""
    entries = []
    for row, route in enumerate(routes):
        robot, kind = fleet.robots[row], fleet.kind[row]
        now, place = int(fleet.ready[row]), -1
        for task in route:
            goal = fleet.begin[task]
            now += int(fleet.first[row, goal] if place < 0 else fleet.legs[kind, place, goal])
            task_id = fleet.tasks[task]
            way = next(way for way in instance.ways[task_id] if robot in way.robots)
            end = now + way.ticks
            entries.append(Scheduled(task_id, way, (robot,), now, end, end))
            now, place = end, int(fleet.end[task])
    return in_start_order(entries)
