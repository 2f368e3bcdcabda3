"""`comuros spec accepts` and `comuros spec equiv`: one question, or a file of them, a JSON verdict a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from comuros.cli.exit_status import ExitStatus
from comuros.cli.spec_options import BackendOption, DialectOption
from comuros.core.errors import InputError
from comuros.spec import questions
from comuros.spec.backend import Backend, require
from comuros.spec.ltlf import Dialect

FileOption = Annotated[str, typer.Option("--file", help="Lines of JSON; - reads standard input.")]


def accepts(
    formula: Annotated[str, typer.Argument(help="A formula.")] = "",
    trace: Annotated[str, typer.Argument(help="""A trace, such as '[["a"], [], ["b"]]'.""")] = "",
    file: FileOption = "",
    dialect: DialectOption = Dialect.COMUROS,
    backend: BackendOption = Backend.OWN,
) -> None:
    """Does a formula's automaton accept a trace? Lines: {"formula": "F a", "trace": [["b"], ["a"]]}.

    Exit status: 0 every line was answered, whatever the answer; 2 some line is wrong, 1 some is too large.
    """
    require(backend)
    if file:
        _refuse_both(formula, trace)
        _answer_file(file, questions.accepts, dialect, backend)
    try:
        steps = json.loads(trace)
    except ValueError as error:
        raise InputError(f"""{trace!r} is no trace; expected JSON such as [["a"], []]""") from error
    print(json.dumps(questions.accepts({"formula": formula, "trace": steps}, dialect, backend)))


def equiv(
    left: Annotated[str, typer.Argument(help="A formula.")] = "",
    right: Annotated[str, typer.Argument(help="Another.")] = "",
    file: FileOption = "",
    dialect: DialectOption = Dialect.COMUROS,
    backend: BackendOption = Backend.OWN,
) -> None:
    """Do two formulas hold on the same traces? Lines: {"left": "F a", "right": "!G !a"}.

    Where they differ, a shortest trace shows it. Exit status: as for accepts.
    """
    require(backend)
    if file:
        _refuse_both(left, right)
        _answer_file(file, questions.equivalent, dialect, backend)
    print(json.dumps(questions.equivalent({"left": left, "right": right}, dialect, backend)))


def _refuse_both(*arguments: str) -> None:
    given = [argument for argument in arguments if argument]
    if given:
        raise InputError(f"{given[0]!r} is given besides --file; expected one of the two")


def _answer_file(file: str, ask: questions.Ask, dialect: Dialect, backend: Backend) -> None:
    status = ExitStatus.SOLVED
    for answer in questions.answers(_read(file), ask, dialect, backend):
        print(answer.as_line(), flush=True)
        if answer.error:
            bad = ExitStatus.USAGE if answer.is_input else ExitStatus.FAILED
            status = max(status, bad)
    raise typer.Exit(status)


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {file!r}: {error.strerror}") from error
