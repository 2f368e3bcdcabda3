"""Which interpreter a run uses. Wiring builds it from settings."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.language.cascade import Cascade
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.interpreter import Interpreter
from comuros.language.llm_interpreter import LlmInterpreter, LlmInterpreterSettings
from comuros.llm.guarded_client import GuardedClient, guarded
from comuros.llm.settings import LlmSettings


@dataclass(frozen=True, slots=True)
class InterpreterSettings:
    """How instructions are read: by controlled English first unless switched off, then by the models, in
    order; with `two_steps` models write formulas in a call of their own.
    """

    controlled_english: bool = True
    models: tuple[LlmSettings, ...] = ()
    two_steps: bool = False


@dataclass(frozen=True, slots=True)
class ChosenInterpreter:
    """An interpreter and the model clients under it, whose figures diagnostics show."""

    interpreter: Interpreter
    clients: tuple[GuardedClient, ...]


def choose(settings: InterpreterSettings) -> ChosenInterpreter:
    """The interpreter these settings ask for; controlled English where they name nothing at all."""
    clients = tuple(guarded(model) for model in settings.models)
    chain: list[Interpreter] = [
        LlmInterpreter(client, LlmInterpreterSettings(two_steps=settings.two_steps)) for client in clients
    ]
    if settings.controlled_english or not chain:
        chain.insert(0, ControlledEnglish())
    return ChosenInterpreter(chain[0] if len(chain) == 1 else Cascade(chain), clients)


def interpreter_for(settings: InterpreterSettings) -> Interpreter:
    """The interpreter alone."""
    return choose(settings).interpreter
