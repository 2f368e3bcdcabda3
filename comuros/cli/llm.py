"""`comuros llm`: a language model on this machine, with no network and no key."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from comuros.cli.exit_status import ExitStatus
from comuros.cli.output import err, out

if TYPE_CHECKING:
    from comuros.llm.local_server import LocalServer

_DEFAULT_PORT = 8093
_PATIENCE_S = 2.0

app = typer.Typer(help="Serve a language model on this machine.", no_args_is_help=True)


@app.command("list")
def list_all() -> None:
    """The models that packages carry, and whether they are installed."""
    from comuros.llm.local_models import known_models

    for model in known_models():
        state = "installed" if model.is_installed else "not installed"
        out.print(f"{model.name}: {state}, {model.licence}", markup=False)


_ENDING = frozenset({signal.SIGINT, signal.SIGTERM})


@app.command()
def serve(
    model: Annotated[
        str, typer.Option(help="A name from `comuros llm list`, or a GGUF file; else the first installed.")
    ] = "",
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = _DEFAULT_PORT,
    threads: Annotated[int, typer.Option(help="Threads; 0 takes half the processors.")] = 0,
    context: Annotated[int, typer.Option(help="Tokens of prompt and answer together.")] = 8192,
) -> None:
    """Serve a model by the OpenAI protocol on loopback until Ctrl-C.

    Exit status: 0 after Ctrl-C or SIGTERM, 1 if the model cannot be served, 2 if an option cannot be used.
    """
    from comuros.llm.local_models import model_file
    from comuros.llm.local_server import LocalServer, LocalServerSettings

    name, file = model_file(model)
    settings = LocalServerSettings(file, name, port, threads, context)
    err.print(f"loading {name} ...", markup=False)
    with _blocked(_ENDING):
        server = LocalServer(settings)
        print(f"ready: {name} at {server.base_url}", flush=True)
        example = f"comuros plan office --llm {server.base_url} --llm-model {name}"
        err.print(f"use it with: {example}", markup=False, soft_wrap=True)
        signal.sigwait(_ENDING)
        _end(server)


@contextmanager
def _blocked(signals: frozenset[signal.Signals]) -> Iterator[None]:
    """Blocked before llama.cpp starts its threads, so that a signal reaches `sigwait` and nobody else; given
    back at the end, since a blocked signal is inherited by every process started later.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(server: LocalServer) -> None:
    """llama.cpp finishes the answer it is at before it stops, which may take minutes: not waited for."""
    closing = threading.Thread(target=server.close, daemon=True)
    closing.start()
    closing.join(_PATIENCE_S)
    err.print("stopped", markup=False)
    if closing.is_alive():
        os._exit(ExitStatus.SOLVED)
