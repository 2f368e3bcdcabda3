"""What is asked of a model and what it answers. Interpreters make requests, clients answer them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Role(Enum):
    """Who speaks. Only text written by comuros goes into `SYSTEM`, never a robot's or a camera's."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Schema:
    """The JSON schema an answer must keep to, as text; `name` is a short identifier."""

    name: str
    json_text: str


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """One question to a model. `mission_id` is what its budget is counted against; `seed` makes servers that
    can repeatable.
    """

    messages: tuple[Message, ...]
    schema: Schema
    mission_id: str = ""
    max_tokens: int = 2000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call took: tokens read and written, seconds of wall time, money in the currency of the price
    settings.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    wall_s: float = 0.0
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens in both directions."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.wall_s + other.wall_s,
            self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer: untrusted text. `cut_off` means that it reached the token limit; `cached` that no
    call was made.
    """

    text: str
    model: str
    usage: Usage = field(default_factory=Usage)
    cut_off: bool = False
    cached: bool = False
