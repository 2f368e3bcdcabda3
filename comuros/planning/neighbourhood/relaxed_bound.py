"""A lower bound for tasks with everything that may be asked of them: the bound of a fleet that has to do all
the work with all the ways, and is asked nothing else.

A task for several robots becomes as many tasks, each of which any one of them may do. Whoever does the whole
does those too, no later.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.planning.bounds import combinatorial_bound
from comuros.planning.fleet.fleet_arrays import NEVER, Fleet, fleet_of
from comuros.planning.fleet.fleet_bounds import fleet_bound
from comuros.planning.fleet.priced_bound import priced_bound
from comuros.planning.instance import Instance, Pool, Turn, Way

ROUNDS = 1000


class RelaxedBound:
    """The best bound known, in ticks, and what it rests on. Good for the makespan alone."""

    def __init__(self, instance: Instance) -> None:
        self.ticks = combinatorial_bound(instance)
        self.why = "of all work, shared evenly, or of the longest chain"
        self._fleet = relaxed_fleet(instance)
        if self._fleet is not None:
            self._raise(fleet_bound(self._fleet), "of all work and a spanning tree of ways, shared evenly")

    def tighten(self, upper: int, time_limit_s: float, rounds: int = ROUNDS) -> None:
        """Raise it by prices on tasks; `upper` is the makespan of a known plan."""
        if self._fleet is None or self.ticks >= upper or time_limit_s <= 0:
            return
        priced = priced_bound(
            self._fleet, upper=upper, time_limit_s=time_limit_s, rounds=rounds, least=self.ticks
        )
        if priced is not None:
            self._raise(min(priced.bound, upper), "of prices on the tasks, which no robots can earn earlier")

    def _raise(self, ticks: int, why: str) -> None:
        if ticks > self.ticks:
            self.ticks, self.why = ticks, why


def relaxed_fleet(instance: Instance) -> Fleet | None:
    """The fleet; None where a task may be done at different places or goes on by itself, or can be reached
    only after others.
    """
    seats: dict[str, tuple[Way, ...]] = {}
    tasks = []
    for task in instance.network.tasks:
        ways = instance.ways.get(task.id, ())
        if not ways or task.id in instance.network.alternative_of:
            continue
        if any(way.goes_on for way in ways):
            return None
        for number in range(min(way.size for way in ways)):
            name = f"{task.id} {number}"
            tasks.append(replace(task, id=name))
            seats[name] = _alone(name, ways)
    network = replace(
        instance.network, tasks=tuple(tasks), edges=frozenset(), choices=(), togethers=(), alternative_of={}
    )
    fleet = fleet_of(Instance(network, seats, (), (), {}, instance.approach))
    return fleet if fleet is not None and _is_reached(fleet) else None


def _alone(name: str, ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways for one robot each, the longest first: of two for one kind of robot, the shorter counts."""
    return tuple(
        Way(name, (Pool(way.robots, 1),), way.start, way.end, way.ticks, 0, turn=Turn.ANY)
        for way in sorted(ways, key=lambda way: -way.ticks)
    )


def _is_reached(fleet: Fleet) -> bool:
    reach = fleet.first[:, fleet.begin]
    return bool((reach[fleet.may] < NEVER).all())
