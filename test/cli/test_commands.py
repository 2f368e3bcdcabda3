"""Commands that need no running system: plan and scenario, usage errors, exit statuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from comuros.cli import app as app_module
from comuros.cli.exit_status import ExitStatus

TEA = "Bring the tea to table 6."


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit status of `comuros …`, run in this process."""
    monkeypatch.setattr(sys, "argv", ["comuros", *arguments])
    with pytest.raises(SystemExit) as ended:
        app_module.main()
    return int(ended.value.code or 0)


def test_plan_prints_one_json_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "plan", "food_court", "--instruction", TEA, "--json") == ExitStatus.SOLVED
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == "solved"
    assert report["class"] == "independent"
    assert report["certificate"]["lower_bound_s"] <= report["certificate"]["makespan_s"]
    assert [entry["robots"] for entry in report["schedule"]]


def test_plan_prints_class_schedule_and_certificate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "plan", "food_court", "--instruction", TEA) == ExitStatus.SOLVED
    shown = capsys.readouterr().out
    assert "independent" in shown
    assert "makespan" in shown
    assert "bound" in shown


def test_what_plan_prints_as_json_is_a_tree_file_with_its_rules(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = "Clean table 1. The drone never enters the kitchen. Look at table 3 after that."
    assert run(monkeypatch, "plan", "food_court", "--instruction", said, "--json") == ExitStatus.SOLVED
    printed = capsys.readouterr().out
    (tmp_path / "tree.json").write_text(printed, encoding="utf-8")
    tree = ("--tree", str(tmp_path / "tree.json"))
    assert run(monkeypatch, "plan", "food_court", *tree, "--json") == ExitStatus.SOLVED
    first, again = json.loads(printed), json.loads(capsys.readouterr().out)
    assert first["constraints"] == again["constraints"]
    assert first["constraints"][0]["formula"] == "G !(at(drone, kitchen))"
    assert first["class"] == again["class"] == "sequential"


def test_a_plan_in_parts_shows_every_task_of_its_schedule(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "Bring the soup to table 4 and the tea to table 6 with the waiter."
    assert run(monkeypatch, "plan", "food_court", "--instruction", said, "--json") == ExitStatus.SOLVED
    report = json.loads(capsys.readouterr().out)
    scheduled = {entry["task"] for entry in report["schedule"]}
    shown = json.dumps(report["tree"])
    assert len(scheduled) == 4
    assert all(f'"id": "{task}"' in shown for task in scheduled)


def test_words_that_are_not_understood_are_quoted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "Bring the tea to Atlantis."
    assert (
        run(monkeypatch, "plan", "food_court", "--instruction", said, "--json") == ExitStatus.NOT_UNDERSTOOD
    )
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == "not_understood"
    assert "tlantis" in json.dumps(report)


def test_what_cannot_be_done_is_infeasible_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "The drone brings the tea to table 6."
    assert run(monkeypatch, "plan", "food_court", "--instruction", said, "--json") == ExitStatus.INFEASIBLE
    report = json.loads(capsys.readouterr().out)
    assert report["class"] == "infeasible"
    assert "drone" in " ".join(report["conflict"])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["plan", "nowhere"], "there is no scenario of that name"),
        (["demo", "food_court", "--fault", "drop:unicorn@3"], "unknown object 'unicorn'"),
        (["demo", "food_court", "--fault", "boom"], "is not understood; expected drop:OBJECT@T"),
        (["send", "Clear table 1"], "no system runs"),
        (["stop"], "no system runs"),
        (["down"], "no system runs"),
    ],
)
def test_bad_input_ends_with_the_usage_status(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    complaint: str,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert run(monkeypatch, *arguments) == ExitStatus.USAGE
    assert complaint in capsys.readouterr().err


def test_an_unknown_option_ends_with_the_usage_status(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "plan", "food_court", "--sideways") == ExitStatus.USAGE


def test_scenario_check_shows_every_problem_with_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("scenario: broken\ntitle: 3\nrobots: nobody\n", encoding="utf-8")
    assert run(monkeypatch, "scenario", "check", str(broken)) == ExitStatus.USAGE
    assert "broken.yaml:" in capsys.readouterr().err


def test_scenario_check_accepts_a_good_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "scenario", "check", "warehouse") == ExitStatus.SOLVED
    assert "warehouse: well-formed" in capsys.readouterr().out


def test_scenario_list_names_robots(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "scenario", "list") == ExitStatus.SOLVED
    assert "mover_1" in capsys.readouterr().out
