"""What a schedule costs beyond time and travel, in ticks: preferences given up, work disturbed or aborted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comuros.planning.instance import Instance

if TYPE_CHECKING:
    from comuros.planning.cp_model import AllocationModel
    from comuros.planning.schedule import Scheduled


def penalty_of(entries: tuple[Scheduled, ...], instance: Instance) -> int:
    """The penalties of a schedule."""
    total = 0
    for entry in entries:
        avoided = dict(entry.way.avoided)
        total += entry.way.penalty + sum(avoided.get(robot, 0) for robot in entry.robots)
        kept = instance.kept.get(entry.task_id)
        if kept is not None and not set(entry.robots) <= set(kept.robots):
            total += kept.price
    return total


def add_penalties(allocation: AllocationModel) -> None:
    """Terms of ways that cost something and of robots that had rather not."""
    for (task_id, index), literal in allocation.way.items():
        way = allocation.instance.ways[task_id][index]
        if way.penalty:
            allocation.penalties.append((literal, way.penalty))
        for robot, ticks in way.avoided:
            seat = allocation.seat.get((task_id, index, robot))
            if seat is not None:
                allocation.penalties.append((seat, ticks))
