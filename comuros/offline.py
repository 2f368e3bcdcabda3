"""A mission up to its plan in one process: interpreted, checked and planned, nothing moves.

`comuros plan` and evaluation use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from comuros.coordinator import CoordinatorSettings
from comuros.core.command import AskHuman, Command, EndMission, PublishPlan, PublishTree
from comuros.core.event import Event, EventKind, InstructionGiven
from comuros.core.robot import RobotStatus
from comuros.core.tree import TaskTree
from comuros.language import Interpreter
from comuros.language.choice import InterpreterSettings, interpreter_for
from comuros.scenario import LoadedScenario
from comuros.wiring import ControlSettings, MissionControl
from comuros.workers import InlineWorkers

_TURNS_AT_MOST = 100


@dataclass(slots=True)
class OfflinePlan:
    """What came of an instruction: as far as it got."""

    instruction: str
    tree: PublishTree | None = None
    plan: PublishPlan | None = None
    question: AskHuman | None = None
    end: EndMission | None = None

    def take(self, command: Command) -> None:
        """Keep what a command shows."""
        if isinstance(command, PublishTree):
            self.tree = command
        elif isinstance(command, PublishPlan):
            self.plan = command
        elif isinstance(command, AskHuman):
            self.question = command
        elif isinstance(command, EndMission):
            self.end = command


def plan_offline(
    loaded: LoadedScenario,
    instruction: str,
    *,
    interpreter: InterpreterSettings | Interpreter | None = None,
    time_limit_s: float = 10.0,
    seed: int = 0,
    tree: TaskTree | None = None,
) -> OfflinePlan:
    """The tree and plan of an instruction, or of a tree given in its place; nothing moves, nobody is asked. A
    scenario with a distance table will do.
    """
    found = OfflinePlan(instruction)
    chosen = interpreter or InterpreterSettings()
    reader = interpreter_for(chosen) if isinstance(chosen, InterpreterSettings) else chosen
    with _control(loaded, reader, time_limit_s, seed) as control:
        body = InstructionGiven(instruction, tree, preview=True)
        control.observe(Event(EventKind.INSTRUCTION_GIVEN, "command line", 0.0, body=body))
        for _ in range(_TURNS_AT_MOST):
            for command in control.tick(0.0):
                found.take(command)
            if found.end is not None or found.question is not None:
                break
    return found


@contextmanager
def _control(
    loaded: LoadedScenario, interpreter: Interpreter, time_limit_s: float, seed: int
) -> Iterator[MissionControl]:
    settings = ControlSettings(CoordinatorSettings(plan_time_limit_s=time_limit_s, seed=seed))
    control = MissionControl(loaded, settings, workers=InlineWorkers(), interpreter=interpreter)
    try:
        for robot in loaded.scenario.robots:
            if not robot.is_human:
                pose = loaded.start_pose(robot)
                status = RobotStatus(robot.name, pose, robot.start, 1.0)
                control.observe(Event(EventKind.ROBOT_REPORTED, robot.name, 0.0, (robot.name,), body=status))
        yield control
    finally:
        control.close()
