"""What is evaluated: an interpreter with its name, and how much the model under it was used."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from comuros.core.instruction import Instruction, Interpretation
from comuros.language import InterpretationContext, Interpreter
from comuros.language.cascade import Cascade
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.llm_interpreter import LlmInterpreter
from comuros.llm import Completion, CompletionRequest, LlmClient, Usage
from comuros.llm.budget import Budget
from comuros.llm.cache import CompletionCache
from comuros.llm.guarded_client import GuardedClient
from comuros.llm.openai_client import OpenAiClient
from comuros.llm.settings import Limits, LlmSettings


class Subject(Protocol):
    """Something that can be evaluated."""

    @property
    def name(self) -> str:
        """As reports show it."""

    def interpreter(self, repeat: int) -> Interpreter:
        """The interpreter for one repetition, counted from 0."""

    def usage(self) -> tuple[Usage, int]:
        """What all calls took so far, and how many there were."""


@dataclass(slots=True)
class ControlledEnglishSubject:
    """Controlled English: no model, the same answer every time."""

    name: str = "controlled English"
    _reader: ControlledEnglish = field(default_factory=ControlledEnglish)

    def interpreter(self, repeat: int) -> Interpreter:
        """The one interpreter; it keeps the words of the scenarios it has seen."""
        return self._reader

    def usage(self) -> tuple[Usage, int]:
        """Nothing."""
        return Usage(), 0


class ModelSubject:
    """A model, alone or behind controlled English. Repetitions differ in the seed sent to the server, and no
    answer is taken from a cache.
    """

    def __init__(
        self, settings: LlmSettings, *, cascade: bool, client: LlmClient | None = None, seed: int = 0
    ) -> None:
        self._plain_reader = ControlledEnglish() if cascade else None
        self._seed = seed
        self._client = GuardedClient(
            client or OpenAiClient(settings),
            budget=Budget(Limits(), Limits()),
            attempts=settings.attempts,
            cache=CompletionCache(entries=0),
        )

    @property
    def name(self) -> str:
        """The model, and whether controlled English reads first."""
        return f"controlled English, then {self._client.model}" if self._plain_reader else self._client.model

    def interpreter(self, repeat: int) -> Interpreter:
        """An interpreter that sends this repetition's seed."""
        model = LlmInterpreter(_Seeded(self._client, self._seed + repeat))
        return Cascade((self._plain_reader, model)) if self._plain_reader else model

    def usage(self) -> tuple[Usage, int]:
        """What the client counted."""
        figures = self._client.figures()
        read, written = figures.prompt_tokens, figures.completion_tokens
        return Usage(read, written, figures.wall_s, figures.cost), figures.calls


@dataclass(frozen=True, slots=True)
class _Seeded:
    client: LlmClient
    seed: int

    @property
    def model(self) -> str:
        return self.client.model

    def complete(self, request: CompletionRequest) -> Completion:
        return self.client.complete(replace(request, seed=self.seed))


@dataclass(slots=True)
class Recording:
    """An interpreter that keeps its last answer."""

    interpreter: Interpreter
    last: Interpretation | None = None

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        """Ask and remember."""
        self.last = self.interpreter.interpret(instruction, context)
        return self.last
