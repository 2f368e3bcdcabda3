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
from comuros.nodes.adapters.adapter_server import TICK_S, AdapterServer
from comuros.nodes.gripper_opening import GripperOpening
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.parameters import ParameterSpec, flag, text
from comuros.nodes.runner import run_nodes
from comuros.nodes.sensed_world import SensedWorld
from comuros.nodes.skill_server import SkillServer
from comuros.scenario import LoadedScenario, load_scenario
from comuros.scenario.adapter import Adapter
from comuros.scenario.gazebo_robot import has_gripper

PARAMETERS = (
    ParameterSpec("scenario", "food_court", "name of a scenario, or the path of a scenario file"),
    ParameterSpec("robots", "", "names of the robots to drive, space-separated; empty: all of the scenario"),
    ParameterSpec("adapters", False, "carry out skills through the adapters of the robot files: real robots"),
    ParameterSpec(
        "open_grippers", False, "let go of everything at the start: Gazebo begins with all joints attached"
    ),
)
_OPEN_EVERY_S = 1.0


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
        robots = self._robots()
        self._servers = [self._serve(robot, sensed) for robot in robots]
        self._adapters = [
            AdapterServer(self, adapter, robot, self._loaded)
            for robot in robots
            for adapter in self._adapted(robot)
        ]
        if self._adapters:
            self.every(TICK_S, self._look_after_adapters, steady=True)
        if flag(self, "open_grippers"):
            things = [thing.name for thing in self._loaded.scenario.objects]
            hands = [robot.name for robot in robots if has_gripper(robot)]
            opening = GripperOpening(self, ((hand, thing) for hand in hands for thing in things))
            self.every(_OPEN_EVERY_S, opening.tick, steady=True)

    def tear_down(self) -> None:
        """Give up what rclpy does not count among a node's entities."""
        for server in self._adapters:
            server.destroy()

    def _adapted(self, robot: Robot) -> tuple[Adapter, ...]:
        return self._loaded.adapters.get(robot.name, ()) if flag(self, "adapters") else ()

    def _look_after_adapters(self) -> None:
        for server in self._adapters:
            server.tick()

    def _serve(self, robot: Robot, sensed: SensedWorld) -> SkillServer:
        return SkillServer(
            self,
            robot,
            self._loaded,
            sensed,
            fault_gate=lambda call, progress: self._fault_gate(robot.name, call, progress),
            on_busy=lambda begins: self._on_busy(robot.name, begins),
            adapted=tuple(adapter.skill for adapter in self._adapted(robot)),
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
