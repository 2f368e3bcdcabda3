"""The pages about evaluation and models do what they say: the set is written and run, the program runs."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comuros.cli.app import app
from support.how_to import commands_of, programs_of, write_files


def test_the_set_of_the_page_is_a_set_and_controlled_english_has_it_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files("evaluate.md", tmp_path)
    monkeypatch.chdir(tmp_path)
    command = commands_of("evaluate.md")[0]
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    found = json.loads(done.stdout)
    assert [(case["id"], case["fault"]) for case in found["instructions"]] == [
        ("tea_then_clean", ""),
        ("flying_tea", ""),
    ]
    assert found["figures"]["events"]["response"]["value"] == 1.0


def test_the_program_about_the_scripted_model_runs() -> None:
    (program,) = programs_of("use_a_model.md")
    exec(compile(program, "use_a_model.md", "exec"), {})
