"""Answers a coordinator's `ExamineTree` commands at once, as the worker behind it does."""

from __future__ import annotations

from collections.abc import Iterable

from comuros.coordinator import Coordinator
from comuros.core.command import Command, ExamineTree
from comuros.core.event import Event, EventKind, TreeExamined
from comuros.core.scenario import Scenario
from comuros.spec.examination import tree_faults


def examined(command: ExamineTree, world: Scenario, *, time_s: float = 0.0) -> Event:
    """The event that answers the command."""
    faults = tree_faults(command.tree, world, formulas=command.formulas)
    body = TreeExamined(command.number, faults)
    return Event(EventKind.TREE_EXAMINED, "spec", time_s, mission_id=command.mission_id, body=body)


def observe_examining(coordinator: Coordinator, event: Event) -> list[Command]:
    """What an event leads to, with every tree examined that it has examined."""
    return list(_answered(coordinator, coordinator.observe(event)))


def _answered(coordinator: Coordinator, commands: Iterable[Command]) -> Iterable[Command]:
    for command in commands:
        if isinstance(command, ExamineTree):
            answer = examined(command, coordinator.situation.scenario, time_s=coordinator.situation.now_s)
            yield from _answered(coordinator, coordinator.observe(answer))
        else:
            yield command
