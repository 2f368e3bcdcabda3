"""Shared resources: no more robots at once than a lift or a narrow door takes, at work and on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from comuros.core.scenario import Scenario, TravelModel
from comuros.planning.features.demands import Crossings
from comuros.planning.instance import Instance
from comuros.planning.schedule import Passing

if TYPE_CHECKING:
    from comuros.planning.cp_model import AllocationModel, ArcUse


def crossings_of(scenario: Scenario, travel: TravelModel) -> Crossings | None:
    """What of a scenario is shared; None where nothing is."""
    if not scenario.resources:
        return None
    return Crossings(scenario.resources, travel, {robot.name: robot for robot in scenario.robots})


@dataclass(slots=True)
class SharingPart:
    """Spans of use per resource, and the passages on ways."""

    allocation: AllocationModel
    crossings: Crossings
    _spans: dict[str, list[tuple[cp_model.IntervalVar, int]]] = field(default_factory=dict)
    _passages: list[tuple[str, ArcUse, cp_model.IntVar]] = field(default_factory=list)

    def add(self) -> None:
        """All spans, and no more of them at once than the capacity."""
        self._add_tasks()
        for uses in self.allocation.uses.values():
            for use in uses:
                self._add_passage(use)
        frozen = self._frozen_users()
        for resource, spans in self._spans.items():
            most = max(self.crossings.capacity(resource), frozen.get(resource, 0))
            self.allocation.model.add_cumulative([s for s, _ in spans], [n for _, n in spans], most)

    def passings(self, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> list[Passing]:
        """The passages of a solution."""
        return [
            Passing(name, use.robot, use.after[0], value.value(leaves), value.value(leaves) + use.leg.ticks)
            for name, use, leaves in self._passages
            if value.value(use.literal)
        ]

    def _add_tasks(self) -> None:
        allocation = self.allocation
        for (task_id, index), literal in allocation.way.items():
            way = allocation.instance.ways[task_id][index]
            for resource in way_resources(self.crossings, way.robots, way.start, way.end):
                size = allocation.model.new_int_var(0, 2 * allocation.horizon, "")
                start, release = allocation.start[task_id], allocation.release[task_id]
                span = allocation.model.new_optional_interval_var(start, size, release, literal, "")
                self._spans.setdefault(resource, []).append((span, way.size))

    def _frozen_users(self) -> dict[str, int]:
        """Tasks under way use what they are at until they end; how many robots do so now, per resource."""
        users: dict[str, int] = {}
        for resource, entry in frozen_uses(self.allocation.instance, self.crossings):
            span = self.allocation.model.new_fixed_size_interval_var(0, max(0, entry), "")
            self._spans.setdefault(resource, []).append((span, 1))
            users[resource] = users.get(resource, 0) + 1
        return users

    def _add_passage(self, use: ArcUse) -> None:
        allocation = self.allocation
        goal = allocation.way_of(use.after).start
        ready = allocation.instance.approach.ready[use.robot]
        origin = ready.place if use.before is None else allocation.way_of(use.before).end
        passed = self.crossings.by_leg(use.robot, origin, goal)
        if not passed:
            return
        leaves = allocation.model.new_int_var(0, allocation.horizon, "")
        free = ready.ticks if use.before is None else allocation.release[use.before[0]]
        allocation.model.add(leaves >= free).only_enforce_if(use.literal)
        arrives = leaves + use.leg.ticks
        allocation.model.add(allocation.start[use.after[0]] >= arrives).only_enforce_if(use.literal)
        for resource in passed:
            span = allocation.model.new_optional_fixed_size_interval_var(
                leaves, use.leg.ticks, use.literal, ""
            )
            self._spans.setdefault(resource, []).append((span, 1))
            self._passages.append((resource, use, leaves))


def way_resources(crossings: Crossings, robots: tuple[str, ...], start: str, end: str) -> tuple[str, ...]:
    """What a task done this way uses, whichever of its robots does it."""
    found = (crossings.by_work(robot, start, end) for robot in robots)
    return tuple(dict.fromkeys(name for names in found for name in names))


def frozen_uses(instance: Instance, crossings: Crossings) -> list[tuple[str, int]]:
    """(resource, ticks until the end) for every robot of a task under way."""
    return [
        (resource, entry.end)
        for entry in instance.frozen
        for robot in entry.robots
        for resource in crossings.by_work(robot, entry.began_at or entry.place, entry.place)
    ]


def add_sharing(allocation: AllocationModel) -> SharingPart | None:
    """The shared resources of an instance; None where there are none."""
    crossings = allocation.instance.crossings
    if crossings is None:
        return None
    part = SharingPart(allocation, crossings)
    part.add()
    return part
