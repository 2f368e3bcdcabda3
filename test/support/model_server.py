"""A local HTTP server that speaks the OpenAI wire format and misbehaves on request. Bound to the loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Says:
    """A right answer with this content; `tokens` are counted in the usage."""

    content: str
    tokens: int = 10
    finish_reason: str = "stop"


@dataclass(frozen=True)
class Fails:
    """An HTTP status, with a retry-after header where given."""

    status: int
    retry_after: str = ""
    message: str = "no"


@dataclass(frozen=True)
class Raw:
    """Any bytes as the body of a 200; `promised` is the content length that is claimed."""

    body: bytes
    promised: int = 0


@dataclass(frozen=True)
class Hangs:
    """No answer until the test is over."""


@dataclass(frozen=True)
class Drips:
    """One byte at a time, without end."""


@dataclass(frozen=True)
class OnlyModes:
    """A right answer if the request asks for output in one of these ways, else 400."""

    modes: tuple[str, ...]
    content: str


Behaviour = Says | Fails | Raw | Hangs | Drips | OnlyModes


@dataclass
class ModelServer:
    """A running server: what it does next, and what it was asked."""

    base_url: str
    behaviours: list[Behaviour] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def model_server(behaviours: Sequence[Behaviour]) -> Iterator[ModelServer]:
    """Serve the behaviours one per request, the last one for ever."""
    state = ModelServer("", list(behaviours))

    class Handler(_Handler):
        server_state = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.over.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Handler(BaseHTTPRequestHandler):
    server_state: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Keep quiet."""

    def do_POST(self) -> None:
        """Answer as told."""
        length = int(self.headers.get("content-length", "0"))
        request = json.loads(self.rfile.read(length))
        state = self.server_state
        state.requests.append(request)
        behaviour = state.behaviours.pop(0) if len(state.behaviours) > 1 else state.behaviours[0]
        self._behave(behaviour, request)

    def _behave(self, behaviour: Behaviour, request: dict[str, Any]) -> None:
        if isinstance(behaviour, Says):
            self._send(200, _reply(behaviour.content, behaviour.tokens, behaviour.finish_reason, request))
        elif isinstance(behaviour, Fails):
            error = json.dumps({"error": {"message": behaviour.message}}).encode()
            self._send(behaviour.status, error, retry_after=behaviour.retry_after)
        elif isinstance(behaviour, Raw):
            self._send(200, behaviour.body, promised=behaviour.promised)
        elif isinstance(behaviour, OnlyModes):
            self._only(behaviour, request)
        elif isinstance(behaviour, Drips):
            self._drip()
        else:
            self.server_state.over.wait()
            self.close_connection = True

    def _only(self, behaviour: OnlyModes, request: dict[str, Any]) -> None:
        if _mode_of(request) in behaviour.modes:
            self._send(200, _reply(behaviour.content, 10, "stop", request))
        else:
            self._send(400, json.dumps({"error": {"message": "unknown parameter"}}).encode())

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "1000000")
        self.end_headers()
        self.close_connection = True
        with suppress(OSError):
            while not self.server_state.over.wait(0.02):
                self.wfile.write(b" ")

    def _send(self, status: int, body: bytes, *, retry_after: str = "", promised: int = 0) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(promised or len(body)))
        if retry_after:
            self.send_header("retry-after", retry_after)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = bool(promised)


def _mode_of(request: dict[str, Any]) -> str:
    if "tools" in request:
        return "tool_call"
    return str(request.get("response_format", {}).get("type", "plain"))


def _reply(content: str, tokens: int, finish_reason: str, request: dict[str, Any]) -> bytes:
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if "tools" in request:
        name = request["tools"][0]["function"]["name"]
        call = {"id": "c1", "type": "function", "function": {"name": name, "arguments": content}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    usage = {"prompt_tokens": tokens, "completion_tokens": tokens, "total_tokens": 2 * tokens}
    reply = {"id": "r1", "object": "chat.completion", "created": 0, "model": request["model"]}
    return json.dumps({**reply, "choices": [choice], "usage": usage}).encode()
