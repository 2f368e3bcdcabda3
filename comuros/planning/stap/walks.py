"""From routes to steps: every robot's cells and actions, and which steps serve which part."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from comuros.planning.stap.cell_map import DEFAULT_ACTION, REST, Cell
from comuros.planning.stap.leaf_service import Step
from comuros.planning.stap.routes import Routes
from comuros.planning.stap.tables import ServiceTables


@dataclass(frozen=True, slots=True)
class Serving:
    """A part is served by a robot from one step to another, both included; steps count from 0, the start."""

    part: int
    robot: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Walks:
    """The steps of every robot, its start first, and all servings."""

    steps: tuple[tuple[tuple[Cell, str], ...], ...]
    serving: tuple[Serving, ...]

    @property
    def cost(self) -> int:
        """One for each move and one for each step whose action is not `default`, over all robots."""
        return sum(
            (before[0] != after[0]) + (after[1] != DEFAULT_ACTION)
            for walk in self.steps
            for before, after in pairwise(walk)
        )

    @property
    def horizon(self) -> int:
        """Steps until the last robot has finished."""
        return max(len(walk) for walk in self.steps) - 1


def walks_of(routes: Routes, tables: ServiceTables) -> Walks:
    """The steps that routes mean; a robot waits at rest where its service must not begin yet."""
    starts = dict(routes.starts)
    serving: list[Serving] = []
    walks = []
    for robot, exits in enumerate(routes.exits):
        walk: list[Step] = [(tables.places[robot][0], DEFAULT_ACTION, REST)]
        row = robot
        for column in exits:
            part = tables.exits[column].part
            link = tables.links[row, column]
            travel = tables.travel_steps(row, part, link.entry)
            _wait(walk, travel, starts.get(column, 0) - len(walk) + 1)
            walk += travel
            first = len(walk) - 1
            walk += tables.service_steps(part, link.entry, column)[1:]
            serving.append(Serving(part, robot, first, len(walk) - 1))
            row = tables.start_count + column
        walks.append(tuple((cell, action) for cell, action, _ in walk))
    return Walks(tuple(walks), tuple(serving))


def _wait(walk: list[Step], travel: tuple[Step, ...], arrival: int) -> None:
    """Rest in place as long as the way would end too early."""
    spare = arrival - len(travel)
    if walk[-1][2] == REST:
        walk += [(walk[-1][0], DEFAULT_ACTION, REST)] * max(0, spare)
