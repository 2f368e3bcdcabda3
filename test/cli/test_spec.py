"""`comuros spec`: verdicts a line, judgements, English and pictures."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from comuros.cli import app as app_module
from comuros.cli.exit_status import ExitStatus
from comuros.spec import picture_file, spot_backend

DATA = Path(__file__).parents[2] / "benchmarks" / "data" / "hltl"
Capture = pytest.CaptureFixture[str]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit status of `comuros spec …`, run in this process."""
    monkeypatch.setattr(sys, "argv", ["comuros", "spec", *arguments])
    with pytest.raises(SystemExit) as ended:
        app_module.main()
    return int(ended.value.code or 0)


def lines(tmp_path: Path, *questions: object) -> str:
    file = tmp_path / "questions.jsonl"
    text = "\n".join(q if isinstance(q, str) else json.dumps(q) for q in questions)
    file.write_text(f"{text}\n", encoding="utf-8")
    return str(file)


def answers(capsys: Capture) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_accepts_answers_every_line_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    file = lines(
        tmp_path,
        {"formula": "F a", "trace": [[], ["a"]]},
        {"formula": "X a", "trace": [["a"]]},
        {"formula": "G !at(r,dock)", "trace": [["at(r, dock)"]]},
    )
    assert run(monkeypatch, "accepts", "--file", file) == ExitStatus.SOLVED
    assert [answer["accepted"] for answer in answers(capsys)] == [True, False, False]


def test_next_is_weak_in_spots_dialect(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    file = lines(tmp_path, {"formula": "X a", "trace": [[]]}, {"formula": "X[!] a", "trace": [[]]})
    assert run(monkeypatch, "accepts", "--file", file, "--dialect", "spot") == ExitStatus.SOLVED
    assert [answer["accepted"] for answer in answers(capsys)] == [True, False]


def test_equiv_gives_a_shortest_counterexample(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    file = lines(tmp_path, {"left": "F a", "right": "!G !a"}, {"left": "X a", "right": "N a"})
    assert run(monkeypatch, "equiv", "--file", file) == ExitStatus.SOLVED
    assert answers(capsys) == [{"equivalent": True}, {"equivalent": False, "counterexample": [[]]}]


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[1]",
        "",
        '"\\ud800"',
        "[" * 20_000,
        {"formula": "F (", "trace": [[]]},
        {"formula": "F a", "trace": []},
        {"formula": "F a", "trace": "a"},
        {"formula": "F a", "trace": [["a"], "a"]},
        {"formula": "F a"},
        {"formula": 3, "trace": [[]]},
    ],
)
def test_a_bad_line_keeps_its_place_and_makes_the_status_two(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path, bad: object
) -> None:
    good = {"formula": "F a", "trace": [["a"]]}
    file = lines(tmp_path, good, bad, good)
    assert run(monkeypatch, "accepts", "--file", file) == ExitStatus.USAGE
    found = answers(capsys)
    assert [list(answer) for answer in found] == [["accepted"], ["error"], ["accepted"]]


def test_single_questions_are_answered_too(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert run(monkeypatch, "accepts", "a U b", '[["a"], ["b"]]') == ExitStatus.SOLVED
    assert run(monkeypatch, "equiv", "F a", "a") == ExitStatus.SOLVED
    assert answers(capsys) == [{"accepted": True}, {"equivalent": False, "counterexample": [[], ["a"]]}]


def test_a_missing_file_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert run(monkeypatch, "equiv", "--file", "nowhere.jsonl") == ExitStatus.USAGE
    assert "nowhere.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("formula", "status", "shown"),
    [
        ("F a & G !a", ExitStatus.INFEASIBLE, "unsatisfiable"),
        ("F a | G !a", ExitStatus.SOLVED, "asks for nothing"),
        ("F a & (F b | F a)", ExitStatus.SOLVED, "vacuous in b"),
        ("F X a", ExitStatus.SOLVED, "count changes"),
        ("F (a", ExitStatus.USAGE, "^"),
    ],
)
def test_check_says_what_can_be_said_of_a_formula(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, formula: str, status: ExitStatus, shown: str
) -> None:
    assert run(monkeypatch, "check", formula) == status
    captured = capsys.readouterr()
    assert shown in captured.out + captured.err


def test_check_types_a_formula_against_a_scenario(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    formula = "F at(table_1, table_2)"
    assert run(monkeypatch, "check", formula, "--scenario", "food_court") == ExitStatus.USAGE
    assert "expected a robot" in capsys.readouterr().err


def test_a_scenario_is_checked_and_explained_by_its_instruction(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert run(monkeypatch, "check", "food_court") == ExitStatus.SOLVED
    assert "satisfiable" in capsys.readouterr().out
    assert run(monkeypatch, "explain", "food_court") == ExitStatus.SOLVED
    assert "Still owed" in capsys.readouterr().out


def test_the_leaves_of_published_specifications_are_shown_with_their_size(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    file = str(DATA / "stap_cases.json")
    assert run(monkeypatch, "check", "--hltl", file, "--case", "25") == ExitStatus.SOLVED
    assert "p100 (leaf): 3 states" in capsys.readouterr().out


def test_an_automaton_is_drawn_with_and_without_graphviz(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("one.svg", "one.dot"):
        assert run(monkeypatch, "draw", "!b U (a & X c)", "-o", str(tmp_path / name)) == ExitStatus.SOLVED
    assert "doublecircle" in (tmp_path / "one.dot").read_text(encoding="utf-8")
    monkeypatch.setattr(picture_file.shutil, "which", lambda _program: None)
    assert run(monkeypatch, "draw", "!b U a", "-o", str(tmp_path / "own.svg")) == ExitStatus.SOLVED
    assert (tmp_path / "own.svg").read_text(encoding="utf-8").count("<circle") == 4
    assert run(monkeypatch, "draw", "a", "-o", str(tmp_path / "a.png")) == ExitStatus.FAILED
    assert run(monkeypatch, "draw", "a", "-o", str(tmp_path / "a.txt")) == ExitStatus.USAGE


@pytest.mark.parametrize(
    "question",
    [
        ("accepts", "F a", '[["a"]]'),
        ("accepts", "--file", "-"),
        ("equiv", "F a", "a"),
        ("check", "F a"),
        ("draw", "F a"),
    ],
)
def test_spot_chosen_and_not_there_is_said_before_any_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, question: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "spot", ModuleType("spot"))
    sys.modules["spot"].__spec__ = ModuleSpec("spot", None)
    assert run(monkeypatch, *question, "--backend", "spot") == ExitStatus.FAILED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "has no from_ltlf" in captured.err


@pytest.mark.skipif(not spot_backend.is_available(), reason="a Spot with from_ltlf is not importable")
def test_spot_gives_the_same_verdicts(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    asked: list[tuple[str, list[dict[str, object]]]] = [
        ("accepts", [{"formula": f, "trace": t} for f in ("X a", "N a", "!b U a") for t in ([[]], [["a"]])]),
        ("equiv", [{"left": "F a", "right": "!G !a"}, {"left": "X a", "right": "N a"}, {"left": "a"}]),
    ]
    for command, questions in asked:
        found = []
        for backend in ("own", "spot"):
            run(monkeypatch, command, "--file", lines(tmp_path, *questions), "--backend", backend)
            found.append(answers(capsys))
        assert found[0] == found[1]
    assert run(monkeypatch, "check", "F a & G !a", "--backend", "spot") == ExitStatus.INFEASIBLE
    picture = str(tmp_path / "one.dot")
    assert run(monkeypatch, "draw", "!b U a", "-o", picture, "--backend", "spot") == ExitStatus.SOLVED


def test_a_byte_order_mark_is_no_part_of_the_first_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"left": "a", "right": "a"}\r\n')
    assert run(monkeypatch, "equiv", "--file", str(file)) == ExitStatus.SOLVED
    assert answers(capsys) == [{"equivalent": True}]


def test_asking_the_engine_does_not_load_ros() -> None:
    code = "import sys, comuros.cli.app; raise SystemExit('rclpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
