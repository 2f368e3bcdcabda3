"""The one door for programs: parse, check names and sorts, and run symbolically before any robot moves.

Composer, agent and a model's proposals all use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.literal import Literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause
from comuros.core.world_state import WorldState
from comuros.execution.program.foresight import foresee
from comuros.execution.program.instructions import Instruction
from comuros.execution.program.limits import DEFAULT_LIMITS, Limits
from comuros.execution.program.lowering import lower
from comuros.execution.program.names import check_names
from comuros.execution.program.parser import parse_program
from comuros.execution.program.sorts import check_sorts
from comuros.execution.program.syntax import Program


@dataclass(frozen=True, slots=True)
class CheckedProgram:
    """A program that may run. `expected_calls` are those made where every call succeeds: progress counts
    them. It goes on after the calls that were `answered` before.
    """

    program: Program
    code: tuple[Instruction, ...]
    expected_calls: tuple[SkillCall, ...]
    answered: tuple[Cause, ...] = ()

    @property
    def text(self) -> str:
        """What people read."""
        return self.program.text


def check_program(
    text: str,
    *,
    robots: Sequence[Robot],
    state: WorldState,
    goal: Sequence[Literal],
    scenario: Scenario,
    limits: Limits = DEFAULT_LIMITS,
    answered: tuple[Cause, ...] = (),
) -> CheckedProgram:
    """A program these robots may run in step from this state (one robot, or a whole coalition).

    Where every call succeeds, each call's preconditions hold and the goal is reached; where any one call
    fails, nothing runs that could not run then.

    Raises:
        ProgramError: with the line and the reason; nothing of the program has run.
    """
    program = parse_program(text, limits=limits)
    for robot in robots:
        check_names(program, robot=robot, scenario=scenario, limits=limits)
    check_sorts(program, scenario=scenario)
    code = lower(program)
    calls = foresee(
        code, robots=robots, state=state, goal=goal, scenario=scenario, limits=limits, answered=answered
    )
    return CheckedProgram(program, code, calls, answered)
