"""The node that serves the skills of a team's robots: part of the simulator process, or a process of its
own over Gazebo.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from comuros.core.errors import SettingsError
from comuros.core.robot import Robot
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.parameters import ParameterSpec, text
from comuros.nodes.runner import run_nodes
from comuros.nodes.sensed_world import SensedWorld
from comuros.nodes.skill_server import SkillServer
from comuros.scenario import LoadedScenario, load_scenario

PARAMETERS = (
    ParameterSpec("scenario", "food_court", "name of a scenario, or the path of a scenario file"),
    ParameterSpec("robots", "", "names of the robots to drive, space-separated; empty: all of the scenario"),
)


class SkillServers(ManagedNode):
    """One `SkillServer` per robot around one `SensedWorld`."""

    def __init__(
        self,
        loaded: LoadedScenario | None = None,
        *,
        fault_gate: Callable[[str, SkillCall, float], Cause | None] = lambda *_: None,
        on_busy: Callable[[str, bool], None] = lambda *_: None,
    ) -> None:
        super().__init__("skill_servers", parameters=PARAMETERS)
        self._loaded = loaded or load_scenario(text(self, "scenario"))
        self._fault_gate = fault_gate
        self._on_busy = on_busy

    def set_up(self) -> None:
        """Subscribe to the sensors and offer the skills."""
        sensed = SensedWorld(self, self._loaded)
        self._servers = [self._serve(robot, sensed) for robot in self._robots()]

    def _serve(self, robot: Robot, sensed: SensedWorld) -> SkillServer:
        return SkillServer(
            self,
            robot,
            self._loaded,
            sensed,
            fault_gate=lambda call, progress: self._fault_gate(robot.name, call, progress),
            on_busy=lambda begins: self._on_busy(robot.name, begins),
        )

    def _robots(self) -> list[Robot]:
        team = [robot for robot in self._loaded.scenario.robots if not robot.is_human]
        wanted = text(self, "robots").split()
        unknown = sorted(set(wanted) - {robot.name for robot in team})
        if unknown:
            known = ", ".join(robot.name for robot in team)
            raise SettingsError(f"parameter 'robots' names {', '.join(unknown)}; expected some of: {known}")
        return [robot for robot in team if not wanted or robot.name in wanted]


def make_nodes() -> Sequence[ManagedNode]:
    """The node alone, over whatever publishes the sensors."""
    return (SkillServers(),)


def main() -> None:
    """Entry point of the executable `skill_servers`."""
    run_nodes(make_nodes, sys.argv)


if __name__ == "__main__":
    main()
