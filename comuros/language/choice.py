"""Which interpreter a run uses. Wiring builds it from settings."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.language.controlled_english import ControlledEnglish
from comuros.language.interpreter import Interpreter


@dataclass(frozen=True, slots=True)
class InterpreterSettings:
    """How instructions are read."""


def interpreter_for(settings: InterpreterSettings) -> Interpreter:
    """The interpreter these settings ask for."""
    return ControlledEnglish()
