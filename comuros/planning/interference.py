"""How tasks without a stated order get in each other's way: enabling, spoiling, sharing an object or a
spot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from comuros.core.carrying import HOLDING
from comuros.core.literal import Literal
from comuros.core.robot import Locomotion
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState
from comuros.planning.expectation import changed_objects, used_objects
from comuros.planning.instance import Turn, Way
from comuros.planning.network import TaskNetwork

Edge = tuple[str, str]
Ways = Mapping[str, tuple[Way, ...]]


def enabling_edge(
    network: TaskNetwork, ways: Ways, state: WorldState, compile_ways: Callable[..., tuple[Way, ...]]
) -> Edge | None:
    """(enabler, task) for the first task that can only be done after another one with which it has no
    order yet.
    """
    for task in network.tasks:
        if ways[task.id]:
            continue
        for other in network.tasks:
            if other is task or not ways[other.id] or _ordered(network, task.id, other.id):
                continue
            before = [*network.before(other.id), other.id, *network.before(task.id)]
            if compile_ways(task, before=[ways[t] for t in dict.fromkeys(before) if ways[t]], state=state):
                return other.id, task.id
        compile_ways(task, before=[ways[t] for t in network.before(task.id)], state=state)
    return None


def protecting_edge(network: TaskNetwork, ways: Ways) -> Edge | None:
    """The first edge (task, spoiler) such that the spoiler undoes what the task needs and no order says
    which comes first.
    """
    spoilers = _spoilers(ways)
    allied = _allied(network)
    for task in network.tasks:
        for need in _needs(ways[task.id]):
            for other in spoilers.get((str(need.atom), need.positive), ()):
                free = other != task.id and frozenset((task.id, other)) not in allied
                if free and not _ordered(network, task.id, other):
                    return task.id, other
    return None


def apart_pairs(network: TaskNetwork, ways: Ways, scenario: Scenario) -> tuple[Edge, ...]:
    """Pairs that may not overlap: one changes an object the other uses, or both work on the same
    one-robot spot.
    """
    users: dict[str, list[str]] = {}
    writers: dict[str, set[str]] = {}
    objects = {thing.name for thing in scenario.objects}
    for task in network.tasks:
        for name in sorted(_touched(ways[task.id], used_objects) & objects):
            users.setdefault(name, []).append(task.id)
        for name in _touched(ways[task.id], changed_objects) & objects:
            writers.setdefault(name, set()).add(task.id)
    pairs: dict[Edge, None] = {}
    for name, using in users.items():
        pairs.update((p, None) for p in combinations(using, 2) if writers.get(name, set()) & {*p})
    for using in _spot_users(network, ways, scenario).values():
        pairs.update((pair, None) for pair in combinations(using, 2))
    allied = _allied(network)
    return tuple(p for p in pairs if not _ordered(network, *p) and frozenset(p) not in allied)


def _ordered(network: TaskNetwork, one: str, other: str) -> bool:
    return (one, other) in network.edges or (other, one) in network.edges


def _needs(ways: Sequence[Way]) -> tuple[Literal, ...]:
    """Conditions of a task's ways that are about things, not about the robots themselves; but what a robot
    with room for more holds now until its later task brings it.
    """
    found: dict[Literal, None] = {}
    for way in ways:
        if way.model is not None:
            own = set(way.robots)
            found.update(
                (need, None)
                for need in way.model.preconditions
                if not own & set(need.atom.arguments) or (way.turn is Turn.LATER and _is_held(need))
            )
    return tuple(found)


def _is_held(need: Literal) -> bool:
    return need.positive and need.atom.predicate == HOLDING


def _spoilers(ways: Ways) -> dict[tuple[str, bool], tuple[str, ...]]:
    """(atom, value) -> the tasks whose effects make the atom have the opposite value."""
    found: dict[tuple[str, bool], dict[str, None]] = {}
    for task_id, its_ways in ways.items():
        for way in its_ways:
            for effect in way.model.effects if way.model is not None else ():
                found.setdefault((str(effect.atom), not effect.positive), {})[task_id] = None
    return {key: tuple(tasks) for key, tasks in found.items()}


def _touched(ways: Sequence[Way], which: Callable[..., frozenset[str]]) -> frozenset[str]:
    models = [(way.model, way.robots) for way in ways if way.model is not None]
    return frozenset().union(*(which(model, robots) for model, robots in models))


def _spot_users(network: TaskNetwork, ways: Ways, scenario: Scenario) -> dict[str, list[str]]:
    """Tasks that stay at a place with room for one ground robot, by place."""
    narrow = {place.name for place in scenario.places if len(place.approach) == 1}
    flying = {r.name for r in scenario.robots if r.type.locomotion is Locomotion.FLYING}
    using: dict[str, list[str]] = {}
    for task in network.tasks:
        spots = {
            way.start
            for way in ways[task.id]
            if way.start == way.end and way.start in narrow and not flying & set(way.robots)
        }
        for spot in sorted(spots):
            using.setdefault(spot, []).append(task.id)
    return using


def _allied(network: TaskNetwork) -> set[frozenset[str]]:
    """Pairs that belong to one `together`, which share what they work on by intent."""
    return {
        frozenset(pair)
        for group in network.togethers
        for pair in combinations([task for member in group.members for task in member], 2)
    }
