"""Instructions and what an interpreter makes of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from comuros.core.tree import TaskTree


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a person said. `source` names the topic, console or programme it came through."""

    id: str
    text: str
    source: str
    time_s: float = 0.0


class InterpretationStatus(Enum):
    """What an interpreter answers. Only `UNDERSTOOD` (a mission of its own) and `EDIT` (the mission under way
    as it shall be now) carry a tree; `ANSWER` answers a question, the next three are about the mission under
    way.
    """

    UNDERSTOOD = "understood"
    EDIT = "edit"
    ANSWER = "answer"
    STOP = "stop"
    RESUME = "resume"
    CANCEL = "cancel"
    QUESTION = "question"
    NOT_UNDERSTOOD = "not_understood"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Question:
    """Something the interpreter must know before it can go on; `quoted` are the operator's
    words it is about.
    """

    text: str
    quoted: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What language models took for one answer: calls, tokens, seconds of wall time, money in the currency of
    their prices.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    wall_s: float = 0.0
    cost: float = 0.0

    def __add__(self, other: ModelUse) -> ModelUse:
        return ModelUse(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.wall_s + other.wall_s,
            self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True)
class ProposedFormula:
    """What a node means as an LTLf formula over the nodes below it, by whoever proposed the tree."""

    node_id: str
    formula: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The answer of an interpreter. `unused_words` were said but carry no part of the tree; `confidence` is
    0..1. `formulas` say nodes of the tree a second time; the coordinator has the two compared. `reason` holds
    the words of an answer, or says what an edit changes; `mission_id` is the mission that an edit was made
    for.
    """

    status: InterpretationStatus
    tree: TaskTree | None = None
    questions: tuple[Question, ...] = ()
    unused_words: tuple[str, ...] = ()
    confidence: float = 1.0
    interpreter: str = ""
    reason: str = ""
    mission_id: str = ""
    model_use: ModelUse = ModelUse()
    formulas: tuple[ProposedFormula, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether the words were understood, whatever they ask for."""
        return self.status not in _UNSETTLED


_UNSETTLED = (
    InterpretationStatus.QUESTION,
    InterpretationStatus.NOT_UNDERSTOOD,
    InterpretationStatus.UNAVAILABLE,
)
