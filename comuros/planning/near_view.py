"""What compiling a task for some robots needs to see: facts and robots other than theirs are left out of
large teams.

Skills speak of the robot that runs them and of things, never of a third robot, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState

SMALL_TEAM = 12


class NearView:
    """Scenario and state as one crew sees them. Small teams see everything."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._names = frozenset(robot.name for robot in scenario.robots)
        self._scenarios: dict[tuple[str, ...], Scenario] = {}

    def scenario(self, crew: Sequence[Robot]) -> Scenario:
        """The scenario with no robots but the crew."""
        if len(self._names) <= SMALL_TEAM:
            return self._scenario
        key = tuple(robot.name for robot in crew)
        if key not in self._scenarios:
            self._scenarios[key] = replace(self._scenario, robots=tuple(crew))
        return self._scenarios[key]

    def state(self, state: WorldState, crew: Sequence[Robot]) -> WorldState:
        """The state without facts whose first argument is a robot outside the crew."""
        if len(self._names) <= SMALL_TEAM:
            return state
        others = self._names - {robot.name for robot in crew}
        near = frozenset(
            fact for fact in state.facts if not fact.arguments or fact.arguments[0] not in others
        )
        return WorldState(near, state.functional)
