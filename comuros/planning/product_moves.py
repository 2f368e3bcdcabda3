"""What can be started next in a schedule under construction, by whom, and at which times.

`product_search` goes through it. Tasks begin in order of time; work that must begin together does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from comuros.planning.instance import Instance, Turn, Way
from comuros.planning.schedule import Scheduled

Crewed = tuple[Way, tuple[str, ...]]
Entries = tuple[Scheduled, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves of one instance, whose `together` nodes have single tasks."""

    instance: Instance

    def after(self, entries: Entries) -> Iterator[Entries]:
        """Every set of tasks that may begin at once after these, at or after the last of their starts: as
        early as can be, or when that is before, with or just after something else begins or ends, as far as
        the starts so far tell.
        """
        started = {entry.task_id: entry for entry in entries}
        out = self._ruled_out(started)
        open_units = [unit for unit in self._units() if not any(t in started or t in out for t in unit)]
        options = [
            (unit, crews, ready)
            for unit in open_units
            if self._may_begin(unit, started, out)
            for crews in self._crews(unit, started)
            if (ready := self._ready(unit, crews, entries, out)) is not None
        ]
        events = {entry.end for entry in self.instance.frozen}
        events.update(tick for entry in entries for tick in (entry.start, entry.release))
        events.update(tick for _, crews, ready in options for tick in (ready, ready + _length(crews)))
        for unit, crews, ready in options:
            yield from self._begun(unit, crews, _times(ready, _length(crews), events))

    def is_complete(self, entries: Sequence[Scheduled]) -> bool:
        """Whether nothing is left to begin."""
        started = {entry.task_id: entry for entry in entries}
        out = self._ruled_out(started)
        return all(task in started or task in out for task in self.instance.ways)

    def _units(self) -> list[tuple[str, ...]]:
        """Tasks that begin at once: those of a `together`, else one alone."""
        groups = [
            tuple(task for member in group.members for task in member if task in self.instance.ways)
            for group in self.instance.network.togethers
        ]
        grouped = {task for group in groups for task in group}
        alone = [(task,) for task in self.instance.open_tasks if task not in grouped]
        return [*alone, *(group for group in groups if group)]

    def _alternatives(self, task_id: str) -> Iterator[str]:
        """The alternatives a task lies in, from the inside out."""
        inside = self.instance.network.alternative_of.get(task_id, "")
        while inside:
            yield inside
            inside = next(c.inside for c in self.instance.network.choices if inside in c.alternatives)

    def _ruled_out(self, started: Iterable[str]) -> set[str]:
        """Tasks of alternatives that were not chosen."""
        chosen = {name for task in started for name in self._alternatives(task)}
        dropped = {
            name
            for choice in self.instance.network.choices
            if chosen & set(choice.alternatives)
            for name in choice.alternatives
            if name not in chosen
        }
        return {task for task in self.instance.ways if dropped & set(self._alternatives(task))}

    def _may_begin(self, unit: Sequence[str], started: dict[str, Scheduled], out: set[str]) -> bool:
        """Whether all that comes before has begun, so that its end is known."""
        frozen = {entry.task_id for entry in self.instance.frozen}
        before = {other for task in unit for other in self.instance.network.before(task)}
        return all(task in started or task in out or task in frozen for task in before)

    def _crews(self, unit: Sequence[str], started: dict[str, Scheduled]) -> Iterator[tuple[Crewed, ...]]:
        options = [[*self._options(task, started)] for task in unit]
        for crews in product(*options):
            hands = [robot for _, robots in crews for robot in robots]
            if len(hands) == len(set(hands)):
                yield crews

    def _options(self, task_id: str, started: dict[str, Scheduled]) -> Iterator[Crewed]:
        busy = {robot for entry in started.values() for robot in entry.robots}
        for way in self.instance.ways[task_id]:
            for parts in product(*(combinations(pool.robots, pool.count) for pool in way.pools)):
                robots = tuple(robot for part in parts for robot in part)
                suits = (way.turn is Turn.ANY or (way.turn is Turn.LATER) is (busy >= set(robots))) and all(
                    set(robots) <= self._robots_of(task, started) for task in way.linked
                )
                if suits and len(robots) == len(set(robots)):
                    yield way, robots

    def _robots_of(self, task_id: str, started: dict[str, Scheduled]) -> set[str]:
        frozen = self.instance.frozen_task(task_id)
        if frozen is not None:
            return set(frozen.robots)
        return set(started[task_id].robots) if task_id in started else set()

    def _begun(self, unit: Sequence[str], crews: Sequence[Crewed], times: Sequence[int]) -> Iterator[Entries]:
        for start in times:
            release = start + _length(crews)
            begun = tuple(
                Scheduled(task, way, robots, start, start + way.ticks, release)
                for task, (way, robots) in zip(unit, crews, strict=True)
            )
            if all(self._in_time(entry) for entry in begun):
                yield begun

    def _ready(
        self, unit: Sequence[str], crews: Sequence[Crewed], entries: Entries, out: set[str]
    ) -> int | None:
        """The tick at which the crews can begin; None where somebody has no way there."""
        ends = {entry.task_id: entry.end for entry in self.instance.frozen}
        ends.update((entry.task_id, entry.release) for entry in entries)
        before = {other for task in unit for other in self.instance.network.before(task) if other not in out}
        for pair in self.instance.apart:
            before.update(other for other in pair if other in ends and not set(unit).isdisjoint(pair))
        ticks = [entries[-1].start if entries else 0, *(ends[task] for task in before)]
        for task, (way, robots) in zip(unit, crews, strict=True):
            arrivals = [self._arrival(robot, way.start, entries) for robot in robots]
            found = [tick for tick in arrivals if tick is not None]
            if len(found) < len(arrivals):
                return None
            ticks += [way.earliest, self.instance.releases.get(task, 0), *found]
        return max(ticks)

    def _arrival(self, robot: str, place: str, entries: Entries) -> int | None:
        approach = self.instance.approach
        last = next((entry for entry in reversed(entries) if robot in entry.robots), None)
        if last is None:
            leg, free = approach.first_leg(robot, place), approach.ready[robot].ticks
        else:
            leg, free = approach.leg(robot, last.way.end, place), last.release
        return None if leg is None else free + leg.ticks

    def _in_time(self, entry: Scheduled) -> bool:
        limits = (self.instance.deadlines.get(entry.task_id), entry.way.latest)
        return all(limit is None or entry.end <= limit for limit in limits)


def _length(crews: Sequence[Crewed]) -> int:
    return max(way.ticks for way, _ in crews)


def _times(least: int, length: int, events: Iterable[int]) -> list[int]:
    """As early as can be; with and just after what begins or ends; so as to end with or just after it."""
    moments = {event + late for event in events for late in (0, 1)}
    times = moments | {moment - length for moment in moments}
    return [least, *sorted(time for time in times if time > least)]
