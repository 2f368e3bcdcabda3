"""Composers turn the work of a task into a skill program. The method composer needs no model; a model's
composer has the same seam.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from comuros.core.composition import compose
from comuros.core.errors import ProgramError
from comuros.core.literal import Literal
from comuros.core.program_text import program_text
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Work
from comuros.core.task_status import Cause
from comuros.core.world_state import WorldState
from comuros.execution.program.checker import CheckedProgram, check_program


class Composer(Protocol):
    """Proposes the text of a program. Whatever it says is checked before it runs.

    `feedback` are the reasons for which earlier proposals for the same work were refused.
    """

    def propose(
        self, work: Work, *, robots: Sequence[Robot], state: WorldState, feedback: tuple[str, ...]
    ) -> str:
        """The text of a program; empty where the work is done already.

        Raises:
            ProgramError: there is nothing to propose, with the reason.
        """


class MethodComposer:
    """Composes by the scenario's methods: the same calls that planning counted with."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def propose(
        self, work: Work, *, robots: Sequence[Robot], state: WorldState, feedback: tuple[str, ...]
    ) -> str:
        """The text of a program; empty where the work is done already.

        Raises:
            ProgramError: no method carries out the work from this state, or the one way was refused.
        """
        if feedback:
            raise ProgramError(feedback[-1])
        composition = compose(work, robots=robots, state=state, scenario=self._scenario)
        if not composition.ok:
            raise ProgramError(composition.reason)
        return program_text(composition.calls, scenario=self._scenario)


class GivenProgram:
    """Proposes a program that came with its task."""

    def __init__(self, text: str) -> None:
        self._text = text

    def propose(
        self, work: Work, *, robots: Sequence[Robot], state: WorldState, feedback: tuple[str, ...]
    ) -> str:
        """The text; there is no second proposal.

        Raises:
            ProgramError: the text was refused.
        """
        if feedback:
            raise ProgramError(feedback[-1])
        return self._text


def compose_program(
    work: Work,
    *,
    robots: Sequence[Robot],
    state: WorldState,
    scenario: Scenario,
    composer: Composer,
    rounds: int = 3,
    answered: tuple[Cause, ...] = (),
) -> CheckedProgram | None:
    """A checked program for the work, None where nothing is left to do. A refused proposal goes back
    with the reason. `answered` are calls of it that were made before.

    Raises:
        ProgramError: no proposal of any round may run; the last reason is given.
    """
    goal = goal_of(work)
    if isinstance(work, Goal) and not state.unmet(goal):
        return None
    feedback: tuple[str, ...] = ()
    for _ in range(max(1, rounds)):
        text = composer.propose(work, robots=robots, state=state, feedback=feedback)
        try:
            return check_program(
                text, robots=robots, state=state, goal=goal, scenario=scenario, answered=answered
            )
        except ProgramError as error:
            feedback = (*feedback, str(error))
    raise ProgramError(feedback[-1])


def goal_of(work: Work) -> tuple[Literal, ...]:
    """What must hold at the end of the work's program; nothing for a skill call, whose being made is the
    point.
    """
    return work.literals if isinstance(work, Goal) else ()


def names_in(work: Work) -> tuple[str, ...]:
    """Everything the work names; a formula's names are not read here."""
    if isinstance(work, Goal):
        return tuple(dict.fromkeys(name for literal in work.literals for name in literal.atom.arguments))
    return tuple(dict.fromkeys(work.arguments)) if isinstance(work, SkillCall) else ()
