"""A neighbourhood of a schedule as an instance of its own: some tasks are free, all others keep way, crew and
order, and move in time only. Everything that may be asked of a plan holds in it as in the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from comuros.planning.cp_model import Arcs
from comuros.planning.instance import Instance, Pool, Way
from comuros.planning.neighbourhood.lateness import without_limit
from comuros.planning.schedule import Schedule, Scheduled, in_start_order

Arc = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Freed:
    """What may change: these tasks, done by these robots. Where `still`, other robots keep their times too,
    as far as that can be had.
    """

    tasks: frozenset[str]
    robots: frozenset[str]
    still: bool = False


NOTHING = Freed(frozenset(), frozenset())


class Part:
    """The instance of a neighbourhood, with the way back.

    With `late`, nothing has to end by any time; `limits` then has the times by (task, index of way).
    """

    def __init__(self, whole: Instance, schedule: Schedule, freed: Freed, *, late: bool = False) -> None:
        self._freed = freed
        self._schedule = schedule
        self._late = late
        self._own: dict[str, tuple[Way, ...]] = {}
        self._entries = {entry.task_id: entry for entry in schedule.entries}
        ways = {task_id: self._ways(whole, task_id) for task_id in whole.ways}
        self.limits = self._limits(whole, ways) if late else {}
        self.instance = replace(whole, ways=ways, deadlines={} if late else whole.deadlines)
        self._chained = self._chains()

    def _ways(self, whole: Instance, task_id: str) -> tuple[Way, ...]:
        """The ways of a task that are left to it, and what they are in the whole."""
        entry, options = self._entries.get(task_id), []
        if task_id in self._freed.tasks:
            options = [(way, _within(way, self._freed.robots)) for way in whole.ways[task_id]]
        elif entry is not None:
            options = [(entry.way, _pinned(entry))]
        kept = [(own, way) for own, way in options if way is not None]
        self._own[task_id] = tuple(own for own, _ in kept)
        return tuple(without_limit(way) if self._late else way for _, way in kept)

    def _limits(self, whole: Instance, ways: dict[str, tuple[Way, ...]]) -> dict[tuple[str, int], int]:
        found = {}
        for task_id in ways:
            for index, own in enumerate(self._own[task_id]):
                limits = [limit for limit in (whole.deadlines.get(task_id), own.latest) if limit is not None]
                if limits:
                    found[task_id, index] = min(limits)
        return found

    def _chains(self) -> set[Arc]:
        """Which tasks that are not free follow one another, robot by robot."""
        chained: set[Arc] = set()
        for robot in self.instance.approach.ready:
            last: str | None = None
            for entry in self._schedule.of_robot(robot):
                if entry.task_id not in self._freed.tasks:
                    chained.add((robot, last, entry.task_id))
                    last = entry.task_id
            chained.add((robot, last, None))
        return chained

    @property
    def arcs(self) -> Arcs:
        """What may follow what."""
        free, chained = self._freed.tasks, self._chained

        def may_follow(robot: str, before: str | None, after: str | None) -> bool:
            return before in free or after in free or (robot, before, after) in chained

        return may_follow

    def hint(self) -> Schedule:
        """The schedule in terms of the part."""
        return replace(self._schedule, entries=tuple(self._here(entry) for entry in self._schedule.entries))

    def _here(self, entry: Scheduled) -> Scheduled:
        index = self._own[entry.task_id].index(entry.way)
        return replace(entry, way=self.instance.ways[entry.task_id][index])

    def whole(self, found: Schedule) -> Schedule:
        """A schedule of the part in terms of the whole."""
        return in_start_order([self._there(entry) for entry in found.entries], found.stops, found.passings)

    def _there(self, entry: Scheduled) -> Scheduled:
        index = self.instance.ways[entry.task_id].index(entry.way)
        return replace(entry, way=self._own[entry.task_id][index])


def _pinned(entry: Scheduled) -> Way:
    """The way of an entry for its crew alone."""
    return replace(entry.way, pools=tuple(Pool((robot,), 1) for robot in entry.robots))


def _within(way: Way, robots: Iterable[str]) -> Way | None:
    """The way for these robots only; None where they are too few."""
    pools = []
    for pool in way.pools:
        mine = tuple(robot for robot in pool.robots if robot in robots)
        if len(mine) < pool.count:
            return None
        pools.append(Pool(mine, pool.count))
    return replace(way, pools=tuple(pools))
