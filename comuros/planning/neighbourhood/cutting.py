"""What concerns some robots, cut out of an instance and a schedule: a small instance of its own.

All other robots keep their times: what their tasks wait for has to be done by then, and what waits for them
begins after. So whatever is found for the few fits in with the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from comuros.planning.instance import Instance
from comuros.planning.network import TaskNetwork
from comuros.planning.schedule import Schedule, Scheduled, in_start_order


@dataclass(frozen=True, slots=True)
class Cut:
    """The small instance with its part of the schedule, and what is left outside."""

    instance: Instance
    schedule: Schedule
    outside: Schedule

    def joined(self, found: Schedule) -> Schedule:
        """A schedule of the small instance with all the rest."""
        return in_start_order(
            (*found.entries, *self.outside.entries), (*found.stops, *self.outside.stops), found.passings
        )


def can_cut(instance: Instance) -> bool:
    """Whether robots concern one another by order, company and place of work alone: not by shared resources,
    and not by choices within choices.
    """
    return instance.crossings is None and not any(choice.inside for choice in instance.network.choices)


def cut_out(
    instance: Instance,
    schedule: Schedule,
    robots: Collection[str],
    tied: Mapping[str, tuple[str, ...]],
    tasks: Iterable[str],
) -> Cut:
    """The tasks of some robots, `tasks` in any case, and what is tied to those. A task that other robots take
    part in keeps its times.
    """
    mine = [entry.task_id for entry in schedule.entries if not set(entry.robots).isdisjoint(robots)]
    inner = {task for task_id in (*mine, *tasks) for task in tied[task_id]}
    entries = [entry for entry in schedule.entries if entry.task_id in inner]
    others = [entry for entry in schedule.entries if entry.task_id not in inner]
    frozen = {entry.task_id for entry in instance.frozen}
    earliest, latest = _windows(instance, entries, others, inner, robots)
    carriers = {name: carrier for name, carrier in instance.carriers.items() if name in robots}
    small = replace(
        instance,
        network=_within(instance.network, inner | frozen),
        ways={task_id: ways for task_id, ways in instance.ways.items() if task_id in inner},
        apart=tuple(pair for pair in instance.apart if (inner | frozen).issuperset(pair)),
        deadlines=latest,
        releases=earliest,
        approach=instance.approach.only(robots),
        batteries={name: cells for name, cells in instance.batteries.items() if name in robots},
        carriers=carriers,
        kept={task_id: kept for task_id, kept in instance.kept.items() if task_id in inner},
    )
    here = tuple(stop for stop in schedule.stops if stop.robot in robots)
    there = tuple(stop for stop in schedule.stops if stop.robot not in robots)
    return Cut(small, in_start_order(entries, here), in_start_order(others, there))


def _within(network: TaskNetwork, tasks: Collection[str]) -> TaskNetwork:
    alternative_of = {task: name for task, name in network.alternative_of.items() if task in tasks}
    names = set(alternative_of.values())
    return replace(
        network,
        tasks=tuple(task for task in network.tasks if task.id in tasks),
        edges=frozenset((a, b) for a, b in network.edges if a in tasks and b in tasks),
        choices=tuple(c for c in network.choices if not names.isdisjoint(c.alternatives)),
        togethers=tuple(g for g in network.togethers if any(t in tasks for m in g.members for t in m)),
        alternative_of=alternative_of,
    )


def _windows(
    instance: Instance,
    entries: Iterable[Scheduled],
    others: Iterable[Scheduled],
    inner: set[str],
    robots: Collection[str],
) -> tuple[dict[str, int], dict[str, int]]:
    """From when and until when each task inside may be done so that nothing outside has to move."""
    at = {entry.task_id: entry for entry in (*entries, *others)}
    earliest = {task: tick for task, tick in instance.releases.items() if task in inner}
    until: dict[str, int] = {}
    orders = [pair for pair in instance.network.edges if pair[0] in at and pair[1] in at]
    for one, other in instance.apart:
        if one in at and other in at:
            orders.append((one, other) if at[one].start <= at[other].start else (other, one))
    for before, after in orders:
        if before in inner and after not in inner:
            until[before] = min(until.get(before, at[after].start), at[after].start)
        if after in inner and before not in inner:
            earliest[after] = max(earliest.get(after, 0), at[before].release)
    for group in instance.network.togethers:
        members = [task for member in group.members for task in member if task in inner]
        limit = min((until[task] for task in members if task in until), default=None)
        until.update(dict.fromkeys(members, limit) if limit is not None else {})
    for entry in entries:
        if not set(entry.robots) <= set(robots):
            earliest[entry.task_id], until[entry.task_id] = entry.start, entry.end
    latest = {task: tick for task, tick in instance.deadlines.items() if task in inner}
    latest.update({task: min(tick, latest.get(task, tick)) for task, tick in until.items()})
    return earliest, latest
