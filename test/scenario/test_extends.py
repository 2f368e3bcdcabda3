"""A vocabulary of one's own extends another: what it adds, what it replaces, what it may not."""

from __future__ import annotations

from pathlib import Path

from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.vocabulary import Vocabulary, read_vocabulary

BASE = """
predicates:
  at: {sorts: [robot, place], functional: true}
  open: {sorts: [place]}
capabilities: {speed_mps: number}
skills:
  go_to: {parameters: {place: place}, effects: ["at(?self, ?place)"], duration: {travels_to: place}}
  open: {parameters: {door: place}, effects: ["open(?door)"], duration: {fixed_s: 4}}
methods:
  - {name: drive, achieves: "at(?self, ?place)", steps: ["go_to(?place)"]}
  - {name: open_up, achieves: "open(?door)", steps: ["open(?door)"]}
"""
OWN = """
extends: base.yaml
predicates:
  watered: {sorts: [place]}
skills:
  water: {parameters: {bed: place}, effects: ["watered(?bed)"], duration: {fixed_s: 9}}
  open: {parameters: {door: place}, effects: ["open(?door)"], duration: {fixed_s: 4}, needs_approval: true}
methods:
  - {name: give_water, achieves: "watered(?bed)", steps: ["go_to(?bed)", "water(?bed)"]}
"""


def read(folder: Path, **files: str) -> tuple[Vocabulary, list[str]]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    log = ProblemLog()
    found = read_vocabulary(folder / "own.yaml", log)
    return found, [problem.message for problem in log.problems]


def test_what_is_extended_is_there_and_what_is_added_comes_with_it(tmp_path: Path) -> None:
    found, problems = read(tmp_path, base=BASE, own=OWN)
    assert problems == []
    assert [predicate.name for predicate in found.predicates] == ["at", "open", "watered"]
    assert [skill.name for skill in found.skills] == ["go_to", "open", "water"]
    assert [method.name for method in found.methods] == ["give_water", "drive", "open_up"]


def test_a_skill_of_a_known_name_takes_the_place_of_the_one_it_extends(tmp_path: Path) -> None:
    found, _ = read(tmp_path, base=BASE, own=OWN)
    assert [skill.needs_approval for skill in found.skills if skill.name == "open"] == [True]


def test_the_shipped_vocabulary_can_be_extended_from_anywhere(tmp_path: Path) -> None:
    found, problems = read(tmp_path, own=OWN.replace("base.yaml", "skills.yaml"))
    assert problems == []
    assert {"go_to", "pick", "water"} <= {skill.name for skill in found.skills}


def test_a_vocabulary_that_is_not_there_is_named(tmp_path: Path) -> None:
    _, problems = read(tmp_path, own=OWN)
    assert "there is no vocabulary 'base.yaml' to extend, beside this file or shipped" in problems


def test_a_circle_is_a_problem_and_ends(tmp_path: Path) -> None:
    _, problems = read(tmp_path, own=OWN, base=f"extends: own.yaml\n{BASE}")
    assert "there is no vocabulary 'own.yaml' to extend, beside this file or shipped" in problems
