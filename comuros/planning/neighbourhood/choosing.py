"""Which tasks of a schedule to free next: around the busiest robot, near one another, at one time, along the
chain that ends last, or at random. What has led to better schedules is chosen more often.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from comuros.planning.instance import Instance
from comuros.planning.neighbourhood.lateness import lateness_of
from comuros.planning.neighbourhood.part import Freed
from comuros.planning.schedule import Schedule, Scheduled, approach_of

FIRST_SIZE = 8.0
LEAST_SIZE = 4.0
MOST_SIZE = 40.0
FORGETTING = 0.9
LEAST_CREDIT = 0.15
AMONG_BUSIEST = 3
SPARE_ROBOTS = 2
TIME_WEIGHT = 0.5
SHARE_STILL = 0.8


class Kind(Enum):
    """How a neighbourhood is put together."""

    BUSIEST = "the busiest robot and others"
    NEAR = "near one another"
    WINDOW = "at one time"
    CHAIN = "the chain that ends last"
    RANDOM = "at random"


class Chooser:
    """Chooses neighbourhoods of one instance."""

    def __init__(self, instance: Instance, tied: Mapping[str, tuple[str, ...]], dice: random.Random) -> None:
        self._instance = instance
        self._dice = dice
        self._tied = tied
        self._credit = dict.fromkeys(Kind, 1.0)
        self._size = dict.fromkeys(Kind, FIRST_SIZE)

    def chosen(self, schedule: Schedule) -> tuple[Kind, Freed]:
        """The next neighbourhood."""
        kinds = list(Kind)
        kind = self._dice.choices(kinds, [self._credit[kind] for kind in kinds])[0]
        late = [entry for entry in schedule.entries if self._is_late(entry)]
        ranked = self._around_late(schedule, late) if late else self._ranked(kind, schedule)
        return kind, self._gathered(ranked, schedule, round(self._size[kind]))

    def learn(self, kind: Kind, *, better: bool, exhausted: bool) -> None:
        """What came of a neighbourhood: kinds that help come more often, those searched in full grow."""
        kept = FORGETTING * self._credit[kind] + (1.0 - FORGETTING) * float(better)
        self._credit[kind] = max(LEAST_CREDIT, kept)
        step = 0.5 if exhausted else 0.0 if better else -1.0
        self._size[kind] = min(MOST_SIZE, max(LEAST_SIZE, self._size[kind] + step))

    def _is_late(self, entry: Scheduled) -> bool:
        return lateness_of(Schedule((entry,)), self._instance) > 0

    def _ranked(self, kind: Kind, schedule: Schedule) -> Iterable[Scheduled]:
        if kind is Kind.BUSIEST:
            return self._busiest(schedule)
        if kind is Kind.CHAIN:
            return self._chain(schedule)
        one = self._dice.choice(schedule.entries)
        if kind is Kind.NEAR:
            return self._near(one, schedule, TIME_WEIGHT * self._dice.random())
        if kind is Kind.WINDOW:
            return sorted(schedule.entries, key=lambda entry: abs(entry.start - one.start))
        return self._dice.sample(schedule.entries, len(schedule.entries))

    def _busiest(self, schedule: Schedule) -> Iterator[Scheduled]:
        """All tasks of one of the robots that end last, then those of others that end early."""
        ends = dict.fromkeys(self._instance.approach.ready, 0)
        for entry in schedule.entries:
            ends.update((robot, max(ends[robot], entry.release)) for robot in entry.robots)
        ordered = sorted(ends, key=lambda robot: (-ends[robot], robot))
        busiest = self._dice.choice(ordered[:AMONG_BUSIEST])
        others = [robot for robot in ordered if robot != busiest]
        others.sort(key=lambda robot: ends[robot] * self._dice.uniform(0.7, 1.3))
        for robot in (busiest, *others):
            yield from schedule.of_robot(robot)

    def _around_late(self, schedule: Schedule, late: list[Scheduled]) -> Iterable[Scheduled]:
        """A late task, and what could make room for it: what begins before it ends, the nearer the sooner."""
        one = self._dice.choice(late)
        weight = TIME_WEIGHT * self._dice.random()
        before = [entry for entry in schedule.entries if entry.start < one.end]
        mine = [entry for entry in before if set(entry.robots) & set(one.robots)]
        near = self._near(one, Schedule(tuple(before)), weight)
        return [one, *(mine[-3:] if self._dice.random() < 0.5 else []), *near]

    def _near(self, one: Scheduled, schedule: Schedule, weight: float) -> list[Scheduled]:
        robot = one.robots[0]

        def distance(entry: Scheduled) -> float:
            leg = self._instance.approach.leg(robot, one.way.start, entry.way.start)
            ticks = leg.ticks if leg is not None else 10_000
            return ticks + weight * abs(entry.start - one.start)

        return sorted(schedule.entries, key=distance)

    def _chain(self, schedule: Schedule) -> Iterator[Scheduled]:
        """The task that ends last, what it waited for, and so on; then what is near to any of those."""
        entries = {entry.task_id: entry for entry in schedule.entries}
        legs = approach_of(schedule, self._instance)
        entry: Scheduled | None = max(schedule.entries, key=lambda e: (e.end, e.task_id))
        chain: list[Scheduled] = []
        while entry is not None and entry not in chain:
            chain.append(entry)
            yield entry
            entry = self._awaited(entry, entries, schedule, legs)
        one = self._dice.choice(chain)
        yield from self._near(one, schedule, TIME_WEIGHT)

    def _awaited(
        self,
        entry: Scheduled,
        entries: dict[str, Scheduled],
        schedule: Schedule,
        legs: dict[tuple[str, str], tuple[int, int, int]],
    ) -> Scheduled | None:
        """What kept a task from beginning sooner: a task before it, or the last one of a robot; None where
        neither did.
        """
        before = [entries[name] for name in self._instance.network.before(entry.task_id) if name in entries]
        waits = [(other.release, other.task_id) for other in before]
        for tied in self._tied[entry.task_id]:
            for robot in entries[tied].robots if tied in entries else ():
                route = [e for e in schedule.of_robot(robot) if e.start < entry.start]
                if route:
                    waits.append((legs[tied, robot][0] + legs[tied, robot][1], route[-1].task_id))
        return entries[max(waits)[1]] if waits else None

    def _gathered(self, ranked: Iterable[Scheduled], schedule: Schedule, size: int) -> Freed:
        """The first so many, with what is tied to them, for their robots and a few more."""
        crews = {entry.task_id: entry.robots for entry in schedule.entries}
        tasks: dict[str, None] = {}
        robots: dict[str, None] = {}
        for entry in ranked:
            if len(tasks) >= size:
                break
            for task_id in self._tied[entry.task_id]:
                tasks[task_id] = None
                robots.update(dict.fromkeys(crews.get(task_id, ())))
        able = {
            robot for task_id in tasks for way in self._instance.ways[task_id] for robot in way.robots
        } - robots.keys()
        spare = self._dice.sample(sorted(able), min(len(able), SPARE_ROBOTS))
        still = self._dice.random() < SHARE_STILL
        return Freed(frozenset(tasks), frozenset([*robots, *spare]), still)
