"""`comuros doctor`: what is there, what is missing, for what, and the command that brings it."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comuros.cli.app import app
from comuros.cli.installation import parts
from comuros.cli.installation.finding import Finding


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["doctor", *arguments], env={"COLUMNS": "200"})
    return done.exit_code, done.output


def found() -> dict[str, Finding]:
    return {each.name: each for each in parts.examined()}


def hide(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == module else real(name, *rest)
    )


def test_an_installation_whose_tests_run_has_all_that_is_needed() -> None:
    status, output = run("--no-dds", "--json")
    findings = json.loads(output)
    assert [each["name"] for each in findings if each["required"] and not each["is_there"]] == []
    assert status == 0
    assert {"Python", "ROS 2 (rclpy)", "comuros_msgs", "ortools", "scenarios and worlds"} <= {
        each["name"] for each in findings if each["required"]
    }


@pytest.mark.parametrize(
    ("module", "remedy"),
    [("comuros_msgs", "scripts/bootstrap"), ("ortools", "scripts/bootstrap")],
)
def test_a_needed_part_that_is_missing_fails_with_the_command_that_brings_it(
    module: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, module)
    monkeypatch.delenv("ROS_DISTRO", raising=False)
    status, output = run("--no-dds")
    assert status == 1
    assert f"missing: {module}" in output
    assert f"{module}, for {found()[module].needed_for}: {remedy}" in output


def test_in_a_workspace_the_messages_come_from_colcon(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "comuros_msgs")
    monkeypatch.setenv("ROS_DISTRO", "jazzy")
    assert found()["comuros_msgs"].remedy.startswith("colcon build --base-paths")


def test_an_optional_part_that_is_missing_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "nicegui")
    status, output = run("--no-dds")
    assert status == 0
    assert "nicegui, for the web console: scripts/bootstrap --with console" in output


def test_every_part_says_what_it_is_for_and_how_to_get_it() -> None:
    for each in parts.examined():
        assert each.needed_for, each.name
        assert each.is_there or each.remedy, each.name


def test_the_spot_of_pypi_is_not_taken_for_the_automata_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "spot.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "spot", raising=False)
    finding = found()["spot"]
    monkeypatch.delitem(sys.modules, "spot", raising=False)
    assert not finding.is_there
    assert finding.detail == "another package of that name"


def test_a_profile_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASTDDS_DEFAULT_PROFILES_FILE", "/nowhere/profile.xml")
    finding = found()["Fast DDS profile"]
    assert not finding.is_there
    assert finding.detail == "/nowhere/profile.xml"
