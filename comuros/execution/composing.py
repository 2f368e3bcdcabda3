"""The answer to a `ComposeProgram` command: a model's program that the checker lets pass, or why there is
none. A worker calls it.
"""

from __future__ import annotations

import time

from comuros.core.command import ComposeProgram
from comuros.core.errors import ProgramError
from comuros.core.event import ProgramComposed
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState
from comuros.execution.composer import compose_program
from comuros.execution.model_composer import ModelComposer
from comuros.llm import LlmClient


def composed_by_model(
    command: ComposeProgram, *, state: WorldState, scenario: Scenario, client: LlmClient
) -> ProgramComposed:
    """A program that reaches the task's goal from this state in symbolic execution. Blocks for as long as the
    model takes.
    """
    began_s = time.monotonic()
    try:
        program = compose_program(
            command.task.work,
            robots=tuple(scenario.robot(name) for name in command.robots),
            state=state,
            scenario=scenario,
            composer=ModelComposer(client, scenario, mission_id=command.mission_id),
        )
        text, reason = program.text if program else "", ""
    except ProgramError as error:
        text, reason = "", str(error)
    wall_s = time.monotonic() - began_s
    return ProgramComposed(command.task.id, command.robot, command.revision, text, reason, wall_s)
