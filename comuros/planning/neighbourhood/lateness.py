"""How late a schedule is: what the search for a first plan minimises until it is nothing."""

from __future__ import annotations

from dataclasses import replace

from ortools.sat.python import cp_model

from comuros.planning.cp_model import AllocationModel
from comuros.planning.instance import Instance, Way
from comuros.planning.schedule import Schedule


def lateness_of(schedule: Schedule, instance: Instance) -> int:
    """Ticks by which tasks end after their deadlines and the latest times of their ways, summed."""
    total = 0
    for entry in schedule.entries:
        limits = (instance.deadlines.get(entry.task_id), entry.way.latest)
        total += sum(max(0, entry.end - limit) for limit in limits if limit is not None)
    return total


def without_limit(way: Way) -> Way:
    """The way, done at any time."""
    return way if way.latest is None else replace(way, latest=None)


def add_lateness(allocation: AllocationModel, limits: dict[tuple[str, int], int]) -> list[cp_model.IntVar]:
    """A variable for every (task, index of way) that has a limit: the ticks by which it is missed."""
    late = []
    for (task_id, index), limit in limits.items():
        missed = allocation.model.new_int_var(0, 2 * allocation.horizon, "")
        late.append(missed)
        over = allocation.end[task_id] - limit
        allocation.model.add(missed >= over).only_enforce_if(allocation.way[task_id, index])
    return late
