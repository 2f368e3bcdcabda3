"""Earliest times for given crews and orders: what is decided stays, every start moves as early as it can.

Solvers finish with it.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.planning.instance import Instance
from comuros.planning.schedule import Schedule, Scheduled, approach_of, in_start_order


def earliest(schedule: Schedule, instance: Instance) -> Schedule:
    """The same schedule without idle waiting. Orders on robots and between tasks kept apart are kept as
    they are.

    Args:
        schedule: a feasible schedule of the instance.
        instance: what the schedule is for.

    Returns:
        A schedule in which no start is later than before.
    """
    groups = _groups(schedule, instance)
    group_of = {task_id: name for name, members in groups.items() for task_id in members}
    before = predecessors(schedule, instance)
    legs = {key: (free_leg[1]) for key, free_leg in approach_of(schedule, instance).items()}
    previous = _previous(schedule)
    done: dict[str, Scheduled] = {}
    entries = {entry.task_id: entry for entry in schedule.entries}
    for entry in schedule.entries:
        if entry.task_id in done:
            continue
        members = groups.get(group_of.get(entry.task_id, ""), (entry.task_id,))
        start = max(_ready(entries[m], instance, done, before[m], legs, previous) for m in members)
        release = max(start + entries[m].way.ticks for m in members)
        for member in members:
            end = start + entries[member].way.ticks
            done[member] = replace(entries[member], start=start, end=end, release=release)
    return in_start_order(tuple(done.values()), schedule.stops, schedule.passings)


def _groups(schedule: Schedule, instance: Instance) -> dict[str, tuple[str, ...]]:
    """Tasks that start together and hold for each other.

    Larger members keep their own times: see `is_simple`.
    """
    scheduled = {entry.task_id for entry in schedule.entries}
    return {
        group.node_id: tuple(member[0] for member in group.members if member[0] in scheduled)
        for group in instance.network.togethers
    }


def is_simple(instance: Instance) -> bool:
    """Whether every `together` has single tasks as members and none of them is under way, and nothing is
    shared that moving a start could overfill; `earliest` relies on it.
    """
    if instance.crossings is not None:
        return False
    frozen = {entry.task_id for entry in instance.frozen}
    seen = [member[0] for group in instance.network.togethers for member in group.members]
    single = all(len(member) == 1 for group in instance.network.togethers for member in group.members)
    return single and len(set(seen)) == len(seen) and not frozen & set(seen)


def _ready(
    entry: Scheduled,
    instance: Instance,
    done: dict[str, Scheduled],
    before: tuple[str, ...],
    legs: dict[tuple[str, str], int],
    previous: dict[tuple[str, str], str],
) -> int:
    frozen = {task.task_id: task.end for task in instance.frozen}
    times = [done[task].release if task in done else frozen.get(task, 0) for task in before]
    times += [entry.way.earliest, instance.releases.get(entry.task_id, 0)]
    for robot in entry.robots:
        last = previous.get((entry.task_id, robot))
        free = done[last].release if last is not None else instance.approach.ready[robot].ticks
        times.append(free + legs[entry.task_id, robot])
    return max(times, default=0)


def predecessors(schedule: Schedule, instance: Instance) -> dict[str, tuple[str, ...]]:
    """What has to be done before each task: by order, or by what the schedule has first of two kept apart."""
    starts = {entry.task_id: (entry.start, entry.end) for entry in schedule.entries}
    starts.update((task.task_id, (task.start, task.end)) for task in instance.frozen)
    found: dict[str, dict[str, None]] = {task_id: {} for task_id in starts}
    for before, after in sorted(instance.network.edges):
        if before in starts and after in starts:
            found[after][before] = None
    for one, other in instance.apart:
        if one in starts and other in starts:
            first, second = (one, other) if starts[one] <= starts[other] else (other, one)
            found[second][first] = None
    return {task_id: tuple(tasks) for task_id, tasks in found.items()}


def _previous(schedule: Schedule) -> dict[tuple[str, str], str]:
    """The task each robot does before each of its tasks."""
    last: dict[str, str] = {}
    found: dict[tuple[str, str], str] = {}
    for entry in schedule.entries:
        for robot in entry.robots:
            if robot in last:
                found[entry.task_id, robot] = last[robot]
            last[robot] = entry.task_id
    return found
