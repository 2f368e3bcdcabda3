"""`comuros interpret`: what instructions mean, without planning them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from comuros.cli.exit_status import ExitStatus
from comuros.cli.options import JsonOption, LlmOption, ModelOption
from comuros.cli.output import out
from comuros.core.errors import InputError


def interpret(
    text: Annotated[str, typer.Argument(help="The instruction.")] = "",
    file: Annotated[
        Path | None,
        typer.Option(help="One instruction a line, or JSON with a list `instructions` of id, text."),
    ] = None,
    scenario: Annotated[str, typer.Option(help="Name or file of a scenario.")] = "",
    open_world: Annotated[
        bool, typer.Option("--open-world", help="Unknown names of objects and places stand as new symbols.")
    ] = False,
    llm: LlmOption = "none",
    llm_model: ModelOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print tree, class, formulas, questions and confidence of one or many instructions.

    Exit status: 0 all understood, 4 at least one was not.
    """
    from comuros.language.choice import interpreter_for
    from comuros.language.report import interpret_text, interpretation_as_json
    from comuros.nodes.model_choice import interpreter_settings
    from comuros.scenario import load_scenario

    if open_world == bool(scenario):
        raise InputError("interpret needs --scenario NAME or --open-world, one of the two")
    world = load_scenario(scenario).scenario if scenario else None
    chosen = interpreter_for(interpreter_settings(llm, llm_model)) if world is not None else None
    understood = True
    for instruction_id, said in _instructions(text, file):
        found = interpret_text(said, scenario=world, interpreter=chosen, instruction_id=instruction_id)
        understood &= found.is_settled
        shown = interpretation_as_json(found, text=said, instruction_id=instruction_id)
        if as_json:
            print(json.dumps(shown))
        else:
            out.print_json(json.dumps(shown))
    raise typer.Exit(ExitStatus.SOLVED if understood else ExitStatus.NOT_UNDERSTOOD)


def _instructions(text: str, file: Path | None) -> list[tuple[str, str]]:
    if bool(text) == (file is not None):
        raise InputError("interpret needs an instruction or --file, one of the two")
    if file is None:
        return [("i1", text)]
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    if not content.lstrip().startswith("{"):
        lines = [line.strip() for line in content.splitlines() if line.strip()]
        return [(f"i{number}", line) for number, line in enumerate(lines, start=1)]
    try:
        return [(str(entry["id"]), str(entry["text"])) for entry in json.loads(content)["instructions"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{file} holds no list `instructions` of objects with id and text: {error!r}"
        ) from error
