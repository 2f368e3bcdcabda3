"""The client of any OpenAI-compatible server. One call is one try; retries, budgets and caching are
`GuardedClient`'s.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pydantic import ValidationError

from comuros.core.errors import ModelUnavailable
from comuros.llm.completion import Completion, CompletionRequest, Message, Role, Usage
from comuros.llm.output_mode import OutputMode, mode_parameters
from comuros.llm.settings import LlmSettings
from comuros.llm.wire import WireReply

if TYPE_CHECKING:
    from openai import OpenAI

# Statuses by which servers say that they do not know a parameter.
_REFUSED = frozenset((400, 404, 415, 422, 501))
_WORTH_RETRYING = frozenset((408, 409, 425, 429))


class TryAgain(ModelUnavailable):
    """A failure that may pass: rate limit, server error, timeout, broken connection. `wait_s` is what the
    server asked for.
    """

    def __init__(self, message: str, *, wait_s: float = 0.0) -> None:
        self.wait_s = wait_s
        super().__init__(message)


class OpenAiClient:
    """Asks one model of one server. Learns which way of structured output the server can do."""

    def __init__(self, settings: LlmSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._mode: OutputMode = OutputMode.JSON_SCHEMA
        self._client: OpenAI | None = None

    @property
    def model(self) -> str:
        """The model's name."""
        return self._settings.model

    @property
    def mode(self) -> OutputMode:
        """The way of structured output in use."""
        return self._mode

    def complete(self, request: CompletionRequest) -> Completion:
        """One try, falling back to simpler output modes where the server refuses.

        Raises:
            TryAgain: it may work later.
            ModelUnavailable: it will not.
        """
        self._connected()  # the first time it loads a library; that is not the server's time
        began = self._clock()
        for _ in OutputMode:
            answer = self._attempt_in_mode(request, began)
            if isinstance(answer, Completion):
                return answer
            self._mode = answer
        raise ModelUnavailable(f"{self.model} refuses the request in every output mode")

    def _attempt_in_mode(self, request: CompletionRequest, began: float) -> Completion | OutputMode:
        """The answer, or the mode to try next because the server refuses the present one."""
        try:
            return self._attempt(request, began)
        except _RefusedMode as refusal:
            simpler = self._mode.next_best()
            if simpler is None:
                raise ModelUnavailable(f"{self.model} refuses the request: {refusal}") from refusal
            return simpler

    def _attempt(self, request: CompletionRequest, began: float) -> Completion:
        body = self._body(request, began)
        try:
            reply = WireReply.model_validate_json(body)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "the whole"
            raise TryAgain(f"{self.model} answered outside the wire format (at {where})") from error
        counted = reply.usage
        prompt, completion = (counted.prompt_tokens, counted.completion_tokens) if counted else (0, 0)
        cost = self._settings.prices.cost(prompt, completion)
        usage = Usage(prompt, completion, self._clock() - began, cost)
        cut_off = reply.choices[0].finish_reason == "length"
        return Completion(reply.text(), self.model, usage, cut_off=cut_off)

    def _body(self, request: CompletionRequest, began: float) -> bytes:
        """The raw answer, read under a deadline and a size limit that hold for the whole of it."""
        import openai

        deadline = began + self._settings.timeout_s
        try:
            sent = self._connected().chat.completions.with_streaming_response.create(
                model=self.model,
                messages=[_wire_message(message) for message in request.messages],  # type: ignore[misc]
                max_tokens=request.max_tokens,
                temperature=0.0,
                seed=request.seed,
                timeout=openai.Timeout(max(0.001, deadline - self._clock())),
                # Vendors may refuse a schema with keywords they do not know; servers on this machine do not.
                extra_body=mode_parameters(
                    self._mode, request.schema, without_padding=self._settings.is_local
                ),
            )
            with sent as response:
                return b"".join(self._read(response.iter_bytes(), deadline))
        except openai.APIStatusError as error:
            raise self._of_status(
                error.status_code, error.message, error.response.headers.get("retry-after", "")
            ) from error
        except openai.APITimeoutError as error:
            raise TryAgain(f"{self.model} did not answer within {self._settings.timeout_s:g} s") from error
        except _broken_connection() as error:
            raise TryAgain(f"the connection to {self._settings.base_url} broke: {error}") from error

    def _read(self, parts: Iterator[bytes], deadline: float) -> Iterator[bytes]:
        size, longest = 0, self._settings.longest_reply_bytes
        for part in parts:
            size += len(part)
            if size > longest:
                raise TryAgain(f"{self.model} answered with more than {longest} bytes")
            if self._clock() > deadline:
                raise TryAgain(f"{self.model} did not finish within {self._settings.timeout_s:g} s")
            yield part

    def _of_status(self, status: int, message: str, retry_after: str) -> ModelUnavailable:
        said = f"{self.model} answered {status}: {message[:200]}"
        if status in _WORTH_RETRYING or (status >= 500 and status != 501):
            is_number = retry_after.replace(".", "", 1).isdecimal()
            return TryAgain(said, wait_s=float(retry_after) if is_number else 0.0)
        if status in _REFUSED and self._mode is not OutputMode.PLAIN:
            return _RefusedMode(said)
        return ModelUnavailable(said)

    def _connected(self) -> OpenAI:
        # Imported here: it takes a second, and most runs ask no model.
        import openai

        if self._client is None:
            self._client = openai.OpenAI(
                api_key=self._settings.key(),
                base_url=self._settings.base_url,
                max_retries=0,
                http_client=openai.DefaultHttpxClient(trust_env=not self._settings.is_local),
            )
        return self._client


def load_library() -> None:
    """Load what the first question to a server needs. Whoever has other threads calls it before they matter:
    it takes a second or more, in which no other thread gets far.
    """
    import openai
    import openai.resources.chat.completions  # noqa: F401 - the package loads it when it is first used

    _broken_connection()


def _broken_connection() -> tuple[type[Exception], ...]:
    """What is raised while a body is read; the HTTP library under `openai` is httpx or, since 3.0, httpx2."""
    import openai

    library = sys.modules[openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0]]
    return (openai.APIConnectionError, library.HTTPError, library.StreamError)


class _RefusedMode(ModelUnavailable):
    """The server does not know this way of structured output."""


def _wire_message(message: Message) -> dict[str, str]:
    return {"role": Role(message.role).value, "content": message.content}
