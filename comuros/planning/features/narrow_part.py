"""Narrow ways in the CP-SAT model: robots that would meet in one go through one after the other.

Only for small instances: every two crossings that might meet get an order of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from math import ceil, floor
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from comuros.core.narrow_way import HEADWAY_S, INSIDE, Crossing, may_follow
from comuros.core.robot import Robot
from comuros.planning.features.narrow import NarrowBook, allies_of
from comuros.planning.schedule import Passing
from comuros.planning.ticks import TICKS_PER_S, ticks_of

if TYPE_CHECKING:
    from comuros.planning.cp_model import AllocationModel, ArcUse, Seat

MOST_PAIRS = 3_000
Value = cp_model.CpSolver | cp_model.CpSolverSolutionCallback


@dataclass(slots=True)
class _Stay:
    """A robot that might be in a narrow way: if so, between which ticks. `begins` is when it sets out, or its
    work begins.
    """

    robot: Robot
    task_id: str
    crossing: Crossing
    literal: cp_model.LiteralT
    start: cp_model.LinearExprT
    end: cp_model.LinearExprT
    begins: cp_model.LinearExprT
    ally: str = ""
    at_work: bool = False


@dataclass(slots=True)
class NarrowPart:
    """All stays of an instance, and the order of those that would meet."""

    allocation: AllocationModel
    book: NarrowBook
    _stays: list[_Stay] = field(default_factory=list)
    _leaves: dict[tuple[str, Seat], cp_model.IntVar] = field(default_factory=dict)

    def add(self) -> bool:
        """Add everything; False where that is too much for one model."""
        allies = allies_of(self.allocation.instance)
        for uses in self.allocation.uses.values():
            for use in uses:
                self._add_way(use)
        self._add_work(allies)
        self._add_frozen(allies)
        pairs = [(one, other) for one, other in combinations(self._stays, 2) if _meet(one, other)]
        if len(pairs) > MOST_PAIRS:
            return False
        for one, other in pairs:
            self._keep_apart(one, other)
        return True

    def passings(self, value: Value) -> list[Passing]:
        """The crossings of a solution."""
        found = []
        for stay in self._stays:
            if stay.task_id and value.value(stay.literal):
                start, end, begins = (value.value(v) for v in (stay.start, stay.end, stay.begins))
                lead = start - begins
                found.append(
                    Passing(stay.crossing.way, stay.robot.name, stay.task_id, start, end, lead, stay.at_work)
                )
        return found

    def _add_way(self, use: ArcUse) -> None:
        allocation, model = self.allocation, self.allocation.model
        origin = "" if use.before is None else allocation.way_of(use.before).end
        crossings = self.book.on_the_way(use.robot, origin, allocation.way_of(use.after).start)
        if not crossings:
            return
        leaves = self._leaves.get((use.robot, use.after))
        if leaves is None:
            leaves = self._leaves[use.robot, use.after] = model.new_int_var(0, allocation.horizon, "")
        ready = allocation.instance.approach.ready[use.robot]
        free = ready.ticks if use.before is None else allocation.release[use.before[0]]
        task_id = use.after[0]
        model.add(leaves >= free).only_enforce_if(use.literal)
        model.add(allocation.start[task_id] >= leaves + use.leg.ticks).only_enforce_if(use.literal)
        for crossing in crossings:
            end = model.new_int_var(0, 2 * allocation.horizon, "")
            model.add(end >= leaves + _last(crossing)).only_enforce_if(use.literal)
            if crossing.mouths[1] == INSIDE:
                self._stay_until_out(end, use.robot, use.after, use.literal)
            self._stays.append(
                _Stay(
                    self.book.body(use.robot), task_id, crossing, use.literal, leaves + _first(crossing), end,
                    leaves,
                )
            )  # fmt: skip

    def _stay_until_out(
        self, end: cp_model.IntVar, robot: str, seat: Seat, literal: cp_model.LiteralT
    ) -> None:
        """Who stops inside is there until its task is done and its next way has led it out."""
        allocation = self.allocation
        allocation.model.add(end >= allocation.release[seat[0]]).only_enforce_if(literal)
        for use in allocation.uses[robot]:
            if use.before != seat:
                continue
            here, there = allocation.way_of(seat), allocation.way_of(use.after)
            crossings = self.book.on_the_way(robot, here.end or here.start, there.start)
            if crossings and crossings[0].mouths[0] == INSIDE:
                out = allocation.release[seat[0]] + ticks_of(crossings[0].leave_s)
                allocation.model.add(end >= out).only_enforce_if(literal, use.literal)

    def _add_work(self, allies: dict[str, str]) -> None:
        allocation, model = self.allocation, self.allocation.model
        for (task_id, index, robot), literal in allocation.seat.items():
            way, start = allocation.instance.ways[task_id][index], allocation.start[task_id]
            for crossing in self.book.at_work(way, robot):
                end = model.new_int_var(0, 2 * allocation.horizon, "")
                model.add(end >= start + _last(crossing)).only_enforce_if(literal)
                if crossing.mouths[1] == INSIDE:
                    self._stay_until_out(end, robot, (task_id, index, robot), literal)
                ally = allies.get(task_id, task_id)
                body, begins = self.book.body(robot), start + _first(crossing)
                self._stays.append(
                    _Stay(body, task_id, crossing, literal, begins, end, start, ally, at_work=True)
                )

    def _add_frozen(self, allies: dict[str, str]) -> None:
        for entry in self.allocation.instance.frozen:
            for robot in entry.robots:
                for crossing in self.book.under_way(entry):
                    body, one = self.book.body(robot), self.allocation.model.new_constant(1)
                    ally = allies.get(entry.task_id, entry.task_id)
                    self._stays.append(_Stay(body, "", crossing, one, 0, entry.end, 0, ally, at_work=True))

    def _keep_apart(self, one: _Stay, other: _Stay) -> None:
        """Where both happen, one is through before the other comes, or they follow one another."""
        model, first = self.allocation.model, self.allocation.model.new_bool_var("")
        for ahead, behind, literal in ((one, other, first), (other, one, first.negated())):
            given = (one.literal, other.literal, literal)
            if may_follow(one.crossing, other.crossing):
                headway = ticks_of(HEADWAY_S)
                model.add(behind.start >= ahead.start + headway).only_enforce_if(*given)
                model.add(behind.end >= ahead.end + headway).only_enforce_if(*given)
            else:
                model.add(behind.start >= ahead.end).only_enforce_if(*given)


def _meet(one: _Stay, other: _Stay) -> bool:
    """Whether two stays concern one another; of two under way neither can be moved."""
    return (
        one.crossing.way == other.crossing.way
        and one.robot.name != other.robot.name
        and bool(one.task_id or other.task_id)
        and not (one.at_work and other.at_work and one.ally == other.ally)
        and one.crossing.is_tight_for(one.robot, other.robot)
    )


def _first(crossing: Crossing) -> int:
    return floor(crossing.enter_s * TICKS_PER_S)


def _last(crossing: Crossing) -> int:
    return ceil(crossing.leave_s * TICKS_PER_S - 1e-6)


def add_narrow_ways(allocation: AllocationModel, book: NarrowBook | None) -> NarrowPart | None:
    """The narrow ways of an instance.

    Raises:
        ValueError: there is too much of them for one model.
    """
    if book is None:
        return None
    part = NarrowPart(allocation, book)
    if not part.add():
        raise ValueError(f"more than {MOST_PAIRS} crossings might meet")
    return part
