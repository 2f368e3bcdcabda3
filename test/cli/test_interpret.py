"""`comuros interpret`: one JSON object an instruction, status 4 where one was not understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comuros.cli.app import app
from comuros.core.errors import InputError


def run(*arguments: str) -> tuple[int, list[dict[str, object]]]:
    result = CliRunner().invoke(app, ["interpret", *arguments, "--json"])
    if isinstance(result.exception, InputError):
        raise result.exception
    return result.exit_code, [json.loads(line) for line in result.output.splitlines()]


def test_an_instruction_in_a_scenario_becomes_a_tree() -> None:
    status, found = run("Clean table 1, then clean table 2.", "--scenario", "food_court")
    assert status == 0
    assert found[0]["class"] == "sequential"


def test_any_names_stand_in_the_open_world(tmp_path: Path) -> None:
    file = tmp_path / "said.json"
    entries = [{"id": "x", "text": "Put the kettle on the shelf."}, {"id": "y", "text": "Blorp."}]
    file.write_text(json.dumps({"instructions": entries}), encoding="utf-8")
    status, found = run("--file", str(file), "--open-world")
    assert status == 4
    assert [entry["id"] for entry in found] == ["x", "y"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Clean table 1.",), "--scenario NAME or --open-world"),
        (("--open-world",), "an instruction or --file"),
        (("--open-world", "--file", "nowhere.json"), "cannot read nowhere.json"),
    ],
)
def test_what_is_missing_is_named(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        run(*arguments)


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "said.json"
    file.write_text('{"texts": []}', encoding="utf-8")
    with pytest.raises(InputError, match="no list `instructions`"):
        run("--file", str(file), "--open-world")
