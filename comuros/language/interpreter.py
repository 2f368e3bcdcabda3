"""The seam between instructions and task trees. Controlled English, models and cascades implement
`Interpreter`; workers call it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from comuros.core.instruction import Instruction, Interpretation
from comuros.core.scenario import Scenario
from comuros.core.session import Exchange, Session
from comuros.core.world_state import WorldState


@dataclass(frozen=True, slots=True)
class InterpretationContext:
    """What an interpreter may know besides the instruction.

    `feedback` are reasons why earlier proposals for the same instruction were sent back (infeasible,
    contradictory); `session` holds what was said and done before.
    """

    scenario: Scenario
    state: WorldState
    feedback: tuple[str, ...] = ()
    session: Session = field(default_factory=Session)

    @property
    def history(self) -> tuple[Exchange, ...]:
        """Earlier instructions, oldest first."""
        return self.session.history


class Interpreter(Protocol):
    """Turns what a person said into a task tree, or into questions. May take seconds: never call it on an
    executor's thread.
    """

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        """The tree, or what has to be asked first. Never raises for what a person may say."""
