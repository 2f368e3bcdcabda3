"""A schedule in which no two robots meet where they cannot pass: prioritised planning over a timed schedule.

Who does what and in which order stays. Pieces of work are timed one after the other, in the order of their
starts; each finds the narrow ways as those before it left them, and robots set out later, or begin later,
so that they find them free. Other orders are tried where that costs time, and the best is kept.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from comuros.core.narrow_way import INSIDE, Crossing
from comuros.planning.features.narrow import NarrowBook, allies_of
from comuros.planning.instance import Instance
from comuros.planning.reservations import Reservations, Span, span_of
from comuros.planning.schedule import Passing, Schedule, Scheduled, Stop, approach_of, in_start_order
from comuros.planning.ticks import ticks_of
from comuros.planning.timing import is_simple, predecessors

_ORDERS = 8
_NOISE = 200
_MOVING = 1e7


def reserved(
    schedule: Schedule, instance: Instance, book: NarrowBook | None, *, seed: int = 0
) -> Schedule | None:
    """The schedule with its waits at narrow ways, and every crossing among its passings.

    Args:
        schedule: a feasible schedule of the instance.
        instance: what it is for.
        book: the crossings of its ways; None where there are none.
        seed: for the orders that are tried.

    Returns:
        The best found; None where no order tried meets all deadlines.
    """
    if book is None:
        return schedule
    planned = schedule.makespan(instance)
    best: Schedule | None = None
    for order in _orders(schedule, instance, seed):
        found = _Forward(schedule, instance, book, order).run()
        if found is None:
            continue
        if best is None or found.makespan(instance) < best.makespan(instance):
            best = found
        if best.makespan(instance) <= planned or not is_simple(instance):
            break
    return best


def _orders(schedule: Schedule, instance: Instance, seed: int) -> Iterator[dict[str, float]]:
    """The rank of every task: by start, those with deadlines first, and by start with some noise. Always
    first is where robots are on their way to that stand at no place now: they do not wait where they are.
    """
    starts = {entry.task_id: float(entry.start) for entry in schedule.entries}
    for robot, ready in instance.approach.ready.items():
        for entry in schedule.of_robot(robot)[:1]:
            starts[entry.task_id] -= 0.0 if ready.place else _MOVING
    yield starts
    if instance.deadlines:
        yield {task: start - (task in instance.deadlines) * 1e6 for task, start in starts.items()}
    noise = random.Random(seed)  # noqa: S311 - reproducible tries, no secrets
    for _ in range(_ORDERS):
        yield {task: start + noise.uniform(0, _NOISE) for task, start in starts.items()}


@dataclass(frozen=True, slots=True)
class _Move:
    """A robot's way to a task: how many ticks it takes, what it crosses, and how long after the task it is in
    the same narrow way still, until its next way has led it out. `sets_out` is fixed where a shared resource
    lies on the way.
    """

    ticks: int
    crossings: tuple[Crossing, ...]
    out: int
    sets_out: int | None


@dataclass(slots=True)
class _Trial:
    """A unit of work at one start: what it would take, and how much later it has to be."""

    spans: list[Span]
    passings: list[Passing]
    late: int = 0


class _Forward:
    """One pass over a schedule in one order."""

    def __init__(
        self, schedule: Schedule, instance: Instance, book: NarrowBook, rank: dict[str, float]
    ) -> None:
        self._schedule = schedule
        self._instance = instance
        self._book = book
        self._rank = rank
        self._simple = is_simple(instance)
        self._taken = Reservations()
        self._done: dict[str, Scheduled] = {}
        self._free = {robot: ready.ticks for robot, ready in instance.approach.ready.items()}
        self._passings: list[Passing] = []
        self._pause = 0
        self._before = predecessors(schedule, instance)
        self._moves = _moves(schedule, instance, book)
        self._allies = allies_of(instance)

    def run(self) -> Schedule | None:
        """The timed schedule, None where something would be late."""
        for entry in self._instance.frozen:
            crossed = self._book.under_way(entry)
            for robot in entry.robots:
                self._taken.take(
                    span_of(c, self._book.body(robot), 0, self._ally(entry.task_id)) for c in crossed
                )
        for unit in self._units():
            if not self._place(unit):
                return None
        return in_start_order(tuple(self._done.values()), self._schedule.stops, self._passings)

    def _units(self) -> Iterator[list[Scheduled]]:
        """What starts together is timed together; the first in rank of what nothing else has to precede.
        Where units wait for one another in a circle, what is left is timed as one.
        """
        left: dict[str, list[Scheduled]] = {}
        for entry in self._schedule.entries:
            left.setdefault(self._ally(entry.task_id), []).append(entry)
        waits_for = self._dependencies(left)
        while left:
            ready = [name for name, others in waits_for.items() if not others] or list(left)
            name = min(ready, key=lambda n: min((self._rank[e.task_id], e.task_id) for e in left[n]))
            together = [name] if not waits_for[name] else list(left)
            yield sorted((e for n in together for e in left[n]), key=lambda e: (e.start, e.end, e.task_id))
            for gone in together:
                del left[gone], waits_for[gone]
            for others in waits_for.values():
                others.difference_update(together)

    def _dependencies(self, units: dict[str, list[Scheduled]]) -> dict[str, set[str]]:
        """By unit, which units precede it by order or on its robots."""
        unit_of = {entry.task_id: name for name, entries in units.items() for entry in entries}
        found: dict[str, set[str]] = {name: set() for name in units}
        for task_id, name in unit_of.items():
            found[name].update(unit_of[before] for before in self._before[task_id] if before in unit_of)
        for robot in self._free:
            route = [unit_of[entry.task_id] for entry in self._schedule.of_robot(robot)]
            for one, other in itertools.pairwise(route):
                found[other].add(one)
        return {name: others - {name} for name, others in found.items()}

    def _place(self, unit: list[Scheduled]) -> bool:
        """Time a unit as early as its ways let it; False where that is too late for it."""
        planned = min(entry.start for entry in unit)
        shift = max(self._earliest(entry) - entry.start for entry in unit)
        while (trial := self._tried(unit, shift)).late:
            self._taken.give_back(trial.spans)
            shift += trial.late
        if not self._simple:
            self._pause = max(self._pause, shift)
        self._passings += trial.passings
        self._passings += [
            replace(passing, start=passing.start + shift, end=passing.end + shift)
            for passing in self._schedule.passings
            if passing.task_id in {entry.task_id for entry in unit}
        ]
        last = max(entry.end for entry in unit) if self._simple else None
        for entry in unit:
            release = (last if last is not None else entry.release) + shift
            self._done[entry.task_id] = replace(
                entry, start=entry.start + shift, end=entry.end + shift, release=release
            )
            self._free.update(dict.fromkeys(entry.robots, release))
        return planned + shift >= 0 and all(self._in_time(self._done[entry.task_id]) for entry in unit)

    def _earliest(self, entry: Scheduled) -> int:
        """When work might begin if nobody were in its way."""
        if not self._simple:
            return entry.start + self._pause
        ends = {task.task_id: task.end for task in self._instance.frozen}
        times = [
            self._done[t].release if t in self._done else ends.get(t, 0) for t in self._before[entry.task_id]
        ]
        times += [self._free[r] + self._moves[entry.task_id, r].ticks for r in entry.robots]
        return max(*times, entry.way.earliest, self._instance.releases.get(entry.task_id, 0), 0)

    def _tried(self, unit: list[Scheduled], shift: int) -> _Trial:
        """Take what a unit crosses if it begins so much later than planned, as far as that goes."""
        trial = _Trial([], [])
        free = dict(self._free)
        for entry in unit:
            trial.late = self._try_entry(entry, shift, free, trial)
            if trial.late:
                return trial
            free.update(dict.fromkeys(entry.robots, entry.release + shift))
        return trial

    def _try_entry(self, entry: Scheduled, shift: int, free: dict[str, int], trial: _Trial) -> int:
        for robot in entry.robots:
            late = self._try_way(entry, shift, robot, free[robot], trial)
            if late:
                return late
        return self._try_work(entry, shift, trial)

    def _try_way(self, entry: Scheduled, shift: int, robot: str, free: int, trial: _Trial) -> int:
        """Take a robot's way to a task; how much later the task has to begin for that."""
        move, start = self._moves[entry.task_id, robot], entry.start + shift
        leaves = free if move.sets_out is None else move.sets_out + shift
        stays = entry.release + shift + move.out
        body = self._book.body(robot)
        spans = [span_of(c, body, leaves, "", until=stays) for c in move.crossings]
        waits = self._taken.wait(spans)
        if waits and move.sets_out is not None:
            return waits
        if leaves + waits + move.ticks > start:
            return leaves + waits + move.ticks - start
        self._take(trial, [span_of(c, body, leaves + waits, "", until=stays) for c in move.crossings],
                   entry.task_id, leaves + waits, at_work=False)  # fmt: skip
        return 0

    def _try_work(self, entry: Scheduled, shift: int, trial: _Trial) -> int:
        """Take what the task itself crosses; how much later it has to begin for that."""
        start, ally = entry.start + shift, self._ally(entry.task_id)
        spans = [
            span_of(crossing, self._book.body(robot), start, ally, until=entry.release + shift + move.out)
            for robot in entry.robots
            for move in (self._moves[entry.task_id, robot],)
            for crossing in self._book.at_work(entry.way, entry.robots[0])
        ]
        waits = self._taken.wait(spans)
        if not waits:
            self._take(trial, spans, entry.task_id, start, at_work=True)
        return waits

    def _take(self, trial: _Trial, spans: list[Span], task_id: str, begins: int, *, at_work: bool) -> None:
        self._taken.take(spans)
        trial.spans += spans
        trial.passings += [
            Passing(s.crossing.way, s.robot.name, task_id, s.start, s.end, s.start - begins, at_work)
            for s in spans
        ]

    def _in_time(self, entry: Scheduled) -> bool:
        limits = (self._instance.deadlines.get(entry.task_id), entry.way.latest)
        return all(limit is None or entry.release <= limit for limit in limits)

    def _ally(self, task_id: str) -> str:
        return self._allies.get(task_id, task_id)


def _moves(schedule: Schedule, instance: Instance, book: NarrowBook) -> dict[tuple[str, str], _Move]:
    """The way of every robot to every one of its tasks, by (task, robot)."""
    stops: dict[tuple[str, str], Stop] = {(stop.task_id, stop.robot): stop for stop in schedule.stops}
    fixed = {(p.task_id, p.robot): p.start - p.lead for p in schedule.passings if not p.at_work}
    lengths = {key: ticks for key, (_, ticks, _) in approach_of(schedule, instance).items()}
    moves: dict[tuple[str, str], _Move] = {}
    for robot in sorted(instance.approach.ready):
        origin = ""
        last: tuple[str, str] | None = None
        for entry in schedule.of_robot(robot):
            key = entry.task_id, robot
            crossings = book.on_the_way(robot, origin, entry.way.start, stops.get(key))
            if last is not None and crossings and crossings[0].mouths[0] == INSIDE:
                moves[last] = replace(moves[last], out=ticks_of(crossings[0].leave_s))
            moves[key] = _Move(lengths[key], crossings, 0, fixed.get(key))
            origin, last = entry.way.end or entry.way.start or origin, key
    return moves
