"""An OpenAI-compatible server in this process, for a GGUF file: llama.cpp's own, by the optional package
xllamacpp. It listens on loopback alone.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from comuros.core.errors import ComurosError, InputError, PartMissing
from comuros.llm.local_models import INSTALL

HOST = "127.0.0.1"
DEFAULT_PORT = 8093
_ERRORS_AND_WARNINGS = 2


@dataclass(frozen=True, slots=True)
class LocalServerSettings:
    """What is served, and how. `port` 0 takes a free one; `threads` 0 takes half the processors, because
    waiting threads of llama.cpp spin; `context` is in tokens, prompt and answer together.
    """

    model: Path
    name: str
    port: int = DEFAULT_PORT
    threads: int = 0
    context: int = 8192

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise InputError(f"port is {self.port}; expected 0 to 65535")
        if self.threads < 0:
            raise InputError(f"threads is {self.threads}; expected 0 or more")
        if self.context < 512:
            raise InputError(f"context is {self.context}; expected at least 512 tokens")


class LocalServer:
    """Serves from construction until `close`; use it as a context manager. Loading takes seconds.

    Raises:
        PartMissing: xllamacpp is not installed.
        InputError: the port is taken.
        ComurosError: the file cannot be loaded.
    """

    def __init__(self, settings: LocalServerSettings) -> None:
        self.name = settings.name
        _check_free(settings.port)
        library = _library()
        parameters = _parameters(library, settings)
        try:
            self._server: Any = library.Server(parameters)
        except (RuntimeError, ValueError) as error:
            raise ComurosError(f"llama.cpp cannot serve {settings.model}: {error}") from error

    @property
    def base_url(self) -> str:
        """What `--llm` takes."""
        return f"{self._server.listening_address}/v1"

    def close(self) -> None:
        """Stop listening and free the model."""
        self._server = None

    def __enter__(self) -> LocalServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _library() -> Any:
    try:
        return import_module("xllamacpp")
    except ImportError as error:
        raise PartMissing(f"a local model needs xllamacpp: {INSTALL}") from error


def _parameters(library: Any, settings: LocalServerSettings) -> Any:
    threads = settings.threads or max(1, (os.cpu_count() or 2) // 2)
    parameters = library.CommonParams()
    parameters.model.path = str(settings.model)
    parameters.model_alias = [settings.name]
    parameters.hostnames = [HOST]
    parameters.port = settings.port
    parameters.n_ctx = settings.context
    parameters.n_parallel = 1
    parameters.n_gpu_layers = 0
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.offline = True
    parameters.ui = False
    parameters.verbosity = _ERRORS_AND_WARNINGS
    # Pages of a browser on this machine have no business with it.
    parameters.cors_origins = f"http://{HOST}"
    parameters.warmup = False
    # With templates in Jinja llama.cpp makes grammars of its own, which let a weak model fill an answer with
    # blanks; without, llguidance holds the answer to the schema (docs/decisions/0102).
    parameters.use_jinja = False
    return parameters


def _check_free(port: int) -> None:
    """llama.cpp ends the process where it cannot listen; a clear error comes first."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise InputError(f"port {port} on {HOST} is taken; choose another with --port") from error
