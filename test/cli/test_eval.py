"""`comuros eval` and `comuros llm`: what they print, write and refuse."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from comuros.cli.app import app
from comuros.core.errors import InputError

SET = """
title: two things
scenario: food_court
instructions:
  - {id: tea, say: Bring the tea to table 3., class: independent, tasks: ["on(tea, table_3)"]}
events:
  - id: soup
    mission: ["on(tea, table_3)"]
    kind: object_moved
    subject: soup
    relevant: false
    responses: [ignore]
"""


@pytest.fixture
def small(tmp_path: Path) -> str:
    file = tmp_path / "set.yaml"
    file.write_text(SET, encoding="utf-8")
    return str(file)


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, InputError):
        raise result.exception
    return result


def test_the_table_has_every_figure_with_its_interval(small: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = run("eval", small, "--html", str(page))
    assert done.exit_code == 0
    assert "two things" in done.stdout
    assert "20.7 to 100.0 %" in done.stdout, "one of one, by Wilson"
    assert "distractors ignored" in done.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_json_alone_is_on_standard_output(small: str) -> None:
    done = run("eval", small, "--part", "events", "--json")
    found = json.loads(done.stdout)
    assert found["subject"] == "controlled English"
    assert list(found["figures"]) == ["events"]
    assert found["instructions"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--part", "songs"), "there is no part 'songs'; expected one of instructions"),
        (("--interpreter", "model"), "--interpreter model needs --llm and --llm-model"),
        (
            ("--interpreter", "controlled-english", "--llm", "http://127.0.0.1:1/v1", "--llm-model", "m"),
            "takes no model",
        ),
        (("--llm", "http://127.0.0.1:1/v1"), "--llm needs --llm-model NAME"),
        (("--html", "/no/such/folder/x.html"), "there is no folder /no/such/folder"),
        (("--only", "nothing"), "is left to run"),
    ],
)
def test_options_that_cannot_be_used_are_refused_before_anything_runs(
    small: str, arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(InputError) as refused:
        run("eval", small, *arguments)
    assert said in str(refused.value)


def test_models_are_listed_with_licence_and_whether_they_are_there() -> None:
    lines = run("llm", "list").stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["smollm2-135m", "gemma3-270m"]
    assert all("installed" in line for line in lines)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="no model 'nosuch'"):
        run("llm", "serve", "--model", "nosuch")


def test_a_model_that_is_not_served_leaves_the_signals_of_its_process_alone() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with pytest.raises(InputError):
        run("llm", "serve", "--model", "nosuch")
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
