"""A model that says what a test tells it to. Ships with the library, for users' own tests too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comuros.core.errors import ModelUnavailable
from comuros.llm.completion import Completion, CompletionRequest, Usage

Reply = str | Exception | Callable[[CompletionRequest], str]


class ScriptedModel:
    """Gives the scripted replies in order and keeps the requests. A reply may be text, an error to raise, or
    a function.
    """

    def __init__(self, replies: Sequence[Reply], *, model: str = "scripted") -> None:
        self._replies = list(replies)
        self._model = model
        self.requests: list[CompletionRequest] = []

    @property
    def model(self) -> str:
        """The name it goes by."""
        return self._model

    def complete(self, request: CompletionRequest) -> Completion:
        """The next reply; tokens are counted as words.

        Raises:
            ModelUnavailable: the script is over.
        """
        self.requests.append(request)
        if not self._replies:
            raise ModelUnavailable(f"the script of {self._model} has no reply for call {len(self.requests)}")
        reply = self._replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        text = reply if isinstance(reply, str) else reply(request)
        read = sum(len(message.content.split()) for message in request.messages)
        return Completion(text, self._model, Usage(read, len(text.split())))
