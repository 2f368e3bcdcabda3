"""What every running task of one agent works with. The agent makes it, task runs use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from comuros.core.command import StartTask
from comuros.core.event import BarrierReady, TaskReported
from comuros.core.robot import Robot
from comuros.core.robot_port import RobotPort, SkillReport
from comuros.core.scenario import Scenario
from comuros.execution.belief import Belief
from comuros.execution.program.checker import CheckedProgram


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in mission-clock seconds, a robot waits for peers within a coalition, for a person to approve
    a skill call, and for a cancelled skill to come to rest.
    """

    peers_s: float = 120.0
    approval_s: float = 300.0
    rest_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a task run works with. `compose` makes the program from the belief as it stands, None where
    nothing is left to do, and raises ProgramError where there is none.
    """

    scenario: Scenario
    belief: Belief
    port: RobotPort
    compose: Callable[[StartTask], CheckedProgram | None]
    report: Callable[[TaskReported], None]
    barrier_ready: Callable[[BarrierReady], None]
    on_skill_report: Callable[[SkillReport], None]
    patience: Patience


def team_of(command: StartTask, scenario: Scenario) -> Sequence[Robot]:
    """The robots that run a task's program in step: its coalition where it asks for several in identical
    roles, else the one robot.
    """
    names = command.coalition if command.task.robots > 1 else (command.robot,)
    return tuple(scenario.robot(name) for name in names)
