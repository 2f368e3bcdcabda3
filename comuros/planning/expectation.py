"""The symbolic state expected when a task starts: the present, then the effects of what must come before,
in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comuros.core.literal import Literal
from comuros.core.task_model import TaskModel
from comuros.core.world_state import WorldState
from comuros.planning.instance import Way


def renamed(literals: Sequence[Literal], names: Mapping[str, str]) -> tuple[Literal, ...]:
    """The literals with robots' names replaced."""
    return tuple(literal.substitute(names) for literal in literals)


def stand_ins(way: Way, robots: Sequence[str]) -> dict[str, str]:
    """Who would do a way if these robots did it as far as they can: representative -> robot."""
    names: dict[str, str] = {}
    for pool in way.pools:
        willing = [robot for robot in robots if robot in pool.robots]
        others = [robot for robot in pool.robots if robot not in willing]
        chosen = (willing + others)[: pool.count]
        names.update(zip(pool.robots[: pool.count], chosen, strict=True))
    return names


def effects_by(ways: Sequence[Way], robots: Sequence[str]) -> tuple[Literal, ...]:
    """Effects of a task if as many of these robots as possible did it."""
    if not ways:
        return ()
    best = max(ways, key=lambda way: (_overlap(way, robots), -ways.index(way)))
    model = best.model
    return renamed(model.effects, stand_ins(best, robots)) if model is not None else ()


def expected_state(state: WorldState, before: Sequence[Sequence[Way]], robots: Sequence[str]) -> WorldState:
    """The state after the earlier tasks, given as their ways in order, for a task that these robots would
    do.
    """
    for ways in before:
        state = state.after(effects_by(ways, robots))
    return state


def is_about(literal: Literal, robot: str) -> bool:
    """Whether a literal says something of this robot other than where it is."""
    return robot in literal.atom.arguments and literal.atom.predicate != "at"


def changed_objects(model: TaskModel, robots: Sequence[str]) -> frozenset[str]:
    """Names whose facts a task changes: an effect's first argument, or its second where a robot is the
    first.
    """
    found = set()
    for effect in model.effects:
        arguments = [name for name in effect.atom.arguments if name not in robots]
        if arguments and effect.atom.predicate != "at":
            found.add(arguments[0])
    return frozenset(found)


def used_objects(model: TaskModel, robots: Sequence[str]) -> frozenset[str]:
    """Names that a task's conditions and effects mention, robots left out."""
    literals = (*model.preconditions, *model.effects)
    return frozenset(name for lit in literals for name in lit.atom.arguments if name not in robots)


def _overlap(way: Way, robots: Sequence[str]) -> int:
    return sum(min(pool.count, sum(robot in pool.robots for robot in robots)) for pool in way.pools)
