"""Combinatorial lower bounds on the makespan, computed without any solver.

The certificate uses them beside CP-SAT's bound.
"""

from __future__ import annotations

from math import ceil

from comuros.planning.instance import Instance, Way


def combinatorial_bound(instance: Instance) -> int:
    """Ticks from now below which no schedule can end: the longest chain, or the whole work shared evenly."""
    return max(_longest_chain(instance), _even_share(instance), *(f.end for f in instance.frozen), 0)


def earliest_start(instance: Instance, way: Way) -> int:
    """Ticks until the crew of a way can stand at its start if it does nothing else before."""
    begin = max(way.earliest, instance.releases.get(way.task_id, 0))
    for pool in way.pools:
        arrivals = []
        for robot in pool.robots:
            leg = instance.approach.first_leg(robot, way.start)
            # Where only an earlier task leads there, nothing is known but when the robot is free.
            arrivals.append(instance.approach.ready[robot].ticks + (leg.ticks if leg is not None else 0))
        arrivals.sort()
        begin = max(begin, arrivals[pool.count - 1] if len(arrivals) >= pool.count else 0)
    return begin


def _longest_chain(instance: Instance) -> int:
    """Along precedence, each task started as early as its own approach and its predecessors allow.

    Choices are left out.
    """
    ends: dict[str, int] = {frozen.task_id: frozen.end for frozen in instance.frozen}
    for task in instance.network.in_order():
        ways = instance.ways.get(task.id, ())
        if ways and task.id not in instance.network.alternative_of:
            after = max((ends.get(before, 0) for before in instance.network.before(task.id)), default=0)
            ends[task.id] = min(max(after, earliest_start(instance, way)) + way.ticks for way in ways)
    return max(ends.values(), default=0)


def _even_share(instance: Instance) -> int:
    """Work of all tasks over all robots that can do any of it; travel is left out."""
    robots = {robot for ways in instance.ways.values() for way in ways for robot in way.robots}
    if not robots:
        return 0
    work = sum(
        min(way.ticks * way.size for way in ways)
        for task_id, ways in instance.ways.items()
        if ways and task_id not in instance.network.alternative_of
    )
    busy = sum(instance.approach.ready[robot].ticks for robot in robots)
    return ceil((work + busy) / len(robots))
