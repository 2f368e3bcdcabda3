"""What of an instance is decided at once: tasks that begin together, and the alternatives of a choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf

from comuros.planning.instance import Instance, Way


def tied_tasks(instance: Instance) -> dict[str, tuple[str, ...]]:
    """For every open task: itself and all that are freed with it, since neither can change alone. These are
    the tasks of one `together`, those of one choice, and those whose robots must be the same.
    """
    parent = {task_id: task_id for task_id in instance.open_tasks}
    for group in instance.network.togethers:
        _join(parent, [task for member in group.members for task in member])
    inside: dict[str, list[str]] = {}
    for task_id, alternative in instance.network.alternative_of.items():
        inside.setdefault(alternative, []).append(task_id)
    for choice in instance.network.choices:
        _join(parent, [task for name in choice.alternatives for task in inside.get(name, ())])
    for task_id, ways in instance.ways.items():
        for way in ways:
            _join(parent, [task_id, *way.linked])
    tied: dict[str, list[str]] = {}
    for task_id in parent:
        tied.setdefault(_root(parent, task_id), []).append(task_id)
    return {task_id: tuple(tied[_root(parent, task_id)]) for task_id in parent}


def _join(parent: dict[str, str], tasks: Iterable[str]) -> None:
    open_tasks = [task for task in tasks if task in parent]
    for other in open_tasks[1:]:
        parent[_root(parent, other)] = _root(parent, open_tasks[0])


def _root(parent: dict[str, str], task_id: str) -> str:
    while parent[task_id] != task_id:
        parent[task_id] = parent[parent[task_id]]
        task_id = parent[task_id]
    return task_id


def chosen_tasks(instance: Instance, preferred: Callable[[Way], float]) -> frozenset[str]:
    """The open tasks of the alternatives that are carried out when every choice takes the one whose ways are
    preferred (the smaller the better, summed over its tasks; one without any way is never taken).
    """
    network = instance.network
    cost: dict[str, float] = {}
    for task_id, alternative in network.alternative_of.items():
        ways = instance.ways.get(task_id)
        least = 0.0 if ways is None else min((preferred(way) for way in ways), default=inf)
        cost[alternative] = cost.get(alternative, 0.0) + least
    taken: set[str] = set()
    for choice in network.choices:
        if not choice.inside or choice.inside in taken:
            taken.add(min(choice.alternatives, key=lambda name: (cost.get(name, 0.0), name)))
    return frozenset(
        task_id
        for task_id in instance.open_tasks
        if task_id not in network.alternative_of or network.alternative_of[task_id] in taken
    )
