"""A first schedule by dispatching: whatever can begin soonest, or is most urgent, goes to the crew that can
be there first, and is never taken back. Deadlines may be missed, and charging is only allowed for: what calls
for more is settled by the model afterwards.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

from comuros.core.scenario import Scenario
from comuros.planning.features.carrying import Handling, handling_of
from comuros.planning.features.demands import Battery
from comuros.planning.instance import Instance, Pool, Turn, Way
from comuros.planning.neighbourhood.units import chosen_tasks
from comuros.planning.schedule import Schedule, Scheduled, in_start_order


@dataclass(slots=True)
class _Robot:
    """Where and when a robot is free, and what it has left then."""

    free: int
    place: str
    level: int
    held: int
    held_g: int
    works: bool = False


@dataclass(frozen=True, slots=True)
class _Crewed:
    """A task with its way and crew, and when it could begin: as late as the last of them arrives."""

    task_id: str
    way: Way
    robots: tuple[str, ...]
    start: int


@dataclass(slots=True)
class _Unit:
    """Tasks that begin together and hold for each other; how much of their slack counts when in line."""

    tasks: tuple[str, ...]
    waits_for: set[str] = field(default_factory=set)
    latest: float = inf
    shift: float = 0.0


def dispatched(
    instance: Instance, scenario: Scenario, *, urgency: float = 0.5, shifts: Mapping[str, float] | None = None
) -> Schedule | None:
    """A schedule that keeps all but deadlines, levels of batteries and shared resources; None where it gets
    stuck.

    Args:
        instance: every `together` of it has single tasks as members.
        scenario: what its objects weigh.
        urgency: 0 takes what can begin soonest first, 1 what must begin soonest.
        shifts: by how many ticks a task is put back in line.
    """
    return _Dispatcher(instance, scenario, urgency, shifts or {}).run()


class _Dispatcher:
    """One pass."""

    def __init__(
        self, instance: Instance, scenario: Scenario, urgency: float, shifts: Mapping[str, float]
    ) -> None:
        self._instance = instance
        self._urgency = urgency
        self._handling: dict[int, Handling] = {}
        self._scenario = scenario
        self._robots = {name: self._fresh(name) for name in sorted(instance.approach.ready)}
        self._ends = {entry.task_id: entry.end for entry in instance.frozen}
        self._crew_of = {entry.task_id: entry.robots for entry in instance.frozen}
        self._apart: dict[str, list[str]] = {}
        for one, other in instance.apart:
            self._apart.setdefault(one, []).append(other)
            self._apart.setdefault(other, []).append(one)
        self._entries: list[Scheduled] = []
        self._rivals = _rivals(instance)
        self._units = self._in_units(shifts)

    def run(self) -> Schedule | None:
        """The schedule."""
        for task_id, ways in self._instance.ways.items():
            for way in ways:
                if way.goes_on and task_id not in self._ends:
                    self._place([_Crewed(task_id, way, way.robots, 0)])
        line: list[tuple[float, int]] = []
        left = {n: unit for n, unit in enumerate(self._units) if unit.tasks[0] not in self._ends}
        waiting = dict(left)
        while left:
            for number in [n for n, unit in waiting.items() if unit.waits_for <= self._ends.keys()]:
                heapq.heappush(line, (self._rank(waiting.pop(number)), number))
            if not line:
                return None
            _, number = heapq.heappop(line)
            crewed = self._crewed(left[number])
            if crewed is None:
                return None
            rank = self._rank(left[number], crewed)
            if line and rank > line[0][0] + 1e-9:
                heapq.heappush(line, (rank, number))
                continue
            self._place(crewed)
            del left[number]
        return in_start_order(self._entries)

    def _fresh(self, name: str) -> _Robot:
        ready, carrier = self._instance.approach.ready[name], self._instance.carriers.get(name)
        battery = self._instance.batteries.get(name)
        held, held_g = (carrier.held, carrier.held_g) if carrier is not None else (0, 0)
        return _Robot(ready.ticks, ready.place, battery.level if battery is not None else 0, held, held_g)

    def _in_units(self, shifts: Mapping[str, float]) -> list[_Unit]:
        instance = self._instance
        chosen = chosen_tasks(instance, lambda way: way.ticks * way.size + way.penalty)
        grouped: dict[str, str] = {}
        for group in instance.network.togethers:
            grouped.update((member[0], group.node_id) for member in group.members if member[0] in chosen)
        by_name: dict[str, list[str]] = {}
        for task_id in instance.open_tasks:
            if task_id in chosen:
                by_name.setdefault(grouped.get(task_id, f"task {task_id}"), []).append(task_id)
        latest = self._latest_starts(chosen)
        known = chosen | {entry.task_id for entry in instance.frozen}
        units = []
        for tasks in by_name.values():
            waits = {before for task in tasks for before in instance.network.before(task)}
            waits |= {other for task in tasks for way in instance.ways[task] for other in way.linked}
            shift = max(shifts.get(task, 0.0) for task in tasks)
            units.append(
                _Unit(tuple(tasks), (waits & known) - set(tasks), min(latest[t] for t in tasks), shift)
            )
        return units

    def _latest_starts(self, chosen: frozenset[str]) -> dict[str, float]:
        """When each task has to begin for deadlines to be met and long chains to end with the rest."""
        instance = self._instance
        unhurried = self._unhurried(chosen)
        found = dict.fromkeys(chosen, unhurried)
        for task in reversed(instance.network.in_order()):
            if task.id not in chosen:
                continue
            ways = instance.ways[task.id]
            limits = [float(way.latest) for way in ways if way.latest is not None]
            own = min([unhurried, float(instance.deadlines.get(task.id, unhurried)), *limits])
            found[task.id] = min(found[task.id], own) - min((way.ticks for way in ways), default=0)
            for before in instance.network.before(task.id):
                if before in chosen:
                    found[before] = min(found[before], found[task.id])
        return found

    def _unhurried(self, chosen: frozenset[str]) -> float:
        """A time by which everything may well be done: what is asked for last, or twice the work."""
        ways = [self._instance.ways[task] for task in chosen]
        work = sum(min((way.ticks * way.size for way in options), default=0) for options in ways)
        asked = [*self._instance.deadlines.values(), *self._instance.releases.values()]
        return float(max([2 * work // max(1, len(self._robots)), *asked]))

    def _rank(self, unit: _Unit, crewed: list[_Crewed] | None = None) -> float:
        """A place in line: the smaller, the sooner. Without a crew, a place no later than with one."""
        start = max((one.start for one in crewed), default=0) if crewed is not None else 0
        return (1.0 - self._urgency) * start + self._urgency * unit.latest + unit.shift

    def _crewed(self, unit: _Unit) -> list[_Crewed] | None:
        """Crews for all tasks of a unit, and their common start."""
        found: list[_Crewed] = []
        taken: set[str] = set()
        for task_id in sorted(unit.tasks, key=lambda t: (self._choices(t), t)):
            options = [self._with_crew(way, taken) for way in self._instance.ways[task_id]]
            able = [option for option in options if option is not None]
            if not able:
                return None
            best = min(able, key=self._worth)
            found.append(best)
            taken.update(best.robots)
        start = max(one.start for one in found)
        return [_Crewed(one.task_id, one.way, one.robots, start) for one in found]

    def _choices(self, task_id: str) -> int:
        """How many robots may take part: who has the fewest chooses first."""
        return len({robot for way in self._instance.ways[task_id] for robot in way.robots})

    def _worth(self, crewed: _Crewed) -> tuple[int, int]:
        way = crewed.way
        avoided = dict(way.avoided)
        price = way.penalty + sum(avoided.get(robot, 0) for robot in crewed.robots)
        return crewed.start + way.ticks + price, way.cost_cm

    def _with_crew(self, way: Way, taken: set[str]) -> _Crewed | None:
        if way.goes_on:
            return None
        floor = self._floor(way)
        crew: list[str] = []
        start = floor
        for pool in way.pools:
            there = self._there(way, pool, taken, floor)
            if len(there) < pool.count:
                return None
            nearest = heapq.nsmallest(pool.count, there)
            start = max(start, *(arrival for arrival, _, _ in nearest))
            crew += [robot for _, _, robot in nearest]
        return _Crewed(way.task_id, way, tuple(crew), start)

    def _floor(self, way: Way) -> int:
        """Before when work cannot begin, whoever does it."""
        instance, task_id = self._instance, way.task_id
        others = (*instance.network.before(task_id), *self._apart.get(task_id, ()))
        ends = [self._ends[other] for other in others if other in self._ends]
        return max(way.earliest, instance.releases.get(task_id, 0), *ends, 0)

    def _there(self, way: Way, pool: Pool, taken: set[str], floor: int) -> list[tuple[int, int, str]]:
        """Who could take part: from when, after how long a way."""
        found = []
        required = [self._crew_of[other] for other in way.linked if other in self._crew_of]
        rivals = {
            name for other in self._rivals.get(way.task_id, ()) for name in self._crew_of.get(other, ())
        }
        for name in pool.robots:
            if name in taken or name in rivals or any(name not in crew for crew in required):
                continue
            ticks = self._ticks_to(way, name)
            if ticks is not None:
                found.append((max(floor, self._robots[name].free + ticks), ticks, name))
        return found

    def _ticks_to(self, way: Way, name: str) -> int | None:
        """Ticks until a robot is at the start of a way, charging included; None where it cannot."""
        robot, approach = self._robots[name], self._instance.approach
        if (way.turn is Turn.FIRST and robot.works) or (way.turn is Turn.LATER and not robot.works):
            return None
        if not self._has_hands(way, name):
            return None
        leg = (
            approach.leg(name, robot.place, way.start) if robot.works else approach.first_leg(name, way.start)
        )
        if leg is None:
            return None
        battery = self._instance.batteries.get(name)
        if battery is None or self._left(way, name, battery) >= battery.reserve:
            return leg.ticks
        return self._over_charger(way, name, battery)

    def _left(self, way: Way, name: str, battery: Battery) -> int:
        """The level after going there, working, and going on to a charger."""
        robot, approach = self._robots[name], self._instance.approach
        leg = (
            approach.leg(name, robot.place, way.start) if robot.works else approach.first_leg(name, way.start)
        )
        taken = battery.travel(leg.ticks, leg.cm) if leg is not None else 0
        return robot.level - taken - battery.work(way.ticks, way.cost_cm) - self._back(way, name, battery)

    def _back(self, way: Way, name: str, battery: Battery) -> int:
        legs = [self._instance.approach.leg(name, way.end, place) for place in battery.chargers]
        return min((battery.travel(leg.ticks, leg.cm) for leg in legs if leg is not None), default=0)

    def _over_charger(self, way: Way, name: str, battery: Battery) -> int | None:
        robot, approach, found = self._robots[name], self._instance.approach, []
        for place in battery.chargers:
            there = approach.leg(name, robot.place, place) if robot.works else approach.first_leg(name, place)
            onward = approach.leg(name, place, way.start)
            if there is not None and onward is not None:
                missing = battery.full - robot.level + battery.travel(there.ticks, there.cm)
                found.append(there.ticks + onward.ticks - (-missing // battery.per_charge_tick))
        return min(found, default=None)

    def _has_hands(self, way: Way, name: str) -> bool:
        carrier = self._instance.carriers.get(name)
        if carrier is None:
            return True
        robot, handling = self._robots[name], self._handled(way)
        fits = robot.held + handling.peak <= carrier.capacity or handling.peak <= 0
        bears = robot.held_g + handling.peak_g <= carrier.payload_g or handling.peak <= 0
        return fits and bears and not (handling.empty and robot.held)

    def _handled(self, way: Way) -> Handling:
        if id(way) not in self._handling:
            self._handling[id(way)] = handling_of(way, self._scenario)
        return self._handling[id(way)]

    def _place(self, crewed: Iterable[_Crewed]) -> None:
        crewed = list(crewed)
        release = max(one.start + one.way.ticks for one in crewed)
        for one in crewed:
            end = one.start + one.way.ticks
            self._entries.append(Scheduled(one.task_id, one.way, one.robots, one.start, end, release))
            self._ends[one.task_id] = release
            self._crew_of[one.task_id] = one.robots
            for name in one.robots:
                self._move(name, one.way, release)

    def _move(self, name: str, way: Way, release: int) -> None:
        """A robot has done a task."""
        robot, battery = self._robots[name], self._instance.batteries.get(name)
        if battery is not None:
            left = self._left(way, name, battery)
            level = left if left >= battery.reserve else battery.full - battery.work(way.ticks, way.cost_cm)
            robot.level = level + (self._back(way, name, battery) if left >= battery.reserve else 0)
        if name in self._instance.carriers:
            handling = self._handled(way)
            robot.held, robot.held_g = robot.held + handling.more, robot.held_g + handling.more_g
        robot.free, robot.works = release, True
        robot.place = way.end or way.start or robot.place


def _rivals(instance: Instance) -> dict[str, list[str]]:
    """For every task in a `together`: those of the other members, which other robots have to do."""
    found: dict[str, list[str]] = {}
    for group in instance.network.togethers:
        for member in group.members:
            others = [task for other in group.members if other is not member for task in other]
            for task_id in member:
                found.setdefault(task_id, []).extend(others)
    return found
