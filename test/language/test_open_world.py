"""Wording judged alone: any name stands as a symbol, one clause is one goal, order as said."""

from __future__ import annotations

from pathlib import Path

import pytest
from notation import on_one_line
from worlds import hospital

from comuros.core.instruction import InterpretationStatus
from comuros.language.report import interpret_text, interpretation_as_json

CASES = [
    (
        "Put a clean cup in the cupboard at any time. In any order, rinse the pan and hang it on the hook. "
        "After storing the cup, move the stool to the hall.",
        "par(seq(t1:on(clean_cup, cupboard), t3:on(stool, hall)), t2:clean(pan) & on(pan, hook))",
    ),
    (
        "Move the radio to the garage first. Once that is done, take the ladder from the shed, put it in the "
        "van, and put the paint on the shelf. Finish by locking the gate.",
        "seq(t1:on(radio, garage), par(t2:on(ladder, van), t3:on(paint, shelf)), t4:closed(gate))",
    ),
    (
        "Place a jar with two spoons in it on the tray next to the oven.",
        "t1:on(jar, tray) & with(jar, spoons_2) & with(jar, oven)",
    ),
    ("Warm some milk and pour it.", "t1:hot(milk) & pour_done(milk)"),
    (
        "Putting the hats on the rack should be done after putting the coats on the hooks.",
        "seq(t2:on(coats, hooks), t1:on(hats, rack))",
    ),
    ("Turn the heater off. Meanwhile, look at the fern.", "par(t1:switched_off(heater), t2:inspected(fern))"),
]
HOUSEHOLD = [
    line
    for line in Path(__file__).with_name("household.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "tree"), CASES)
def test_unknown_names_stand_as_symbols(text: str, tree: str) -> None:
    answer = interpret_text(text, scenario=None)
    assert answer.status is InterpretationStatus.UNDERSTOOD, answer.reason
    assert answer.tree is not None
    assert on_one_line(answer.tree) == tree


@pytest.mark.parametrize("line", HOUSEHOLD)
def test_household_wording(line: str) -> None:
    text, _, meant = line.partition(" => ")
    answer = interpret_text(text, scenario=None)
    asked = "; ".join(question.quoted for question in answer.questions)
    assert (on_one_line(answer.tree) if answer.tree else f"? {asked}") == meant


def test_a_condition_is_asked_about_in_an_open_world_too() -> None:
    answer = interpret_text("If it rains, close the window.", scenario=None)
    assert answer.tree is None
    assert answer.questions


def test_the_report_of_an_understood_instruction_has_tree_class_order_and_formulas() -> None:
    text = "Scan room 101, then disinfect it, and never enter the isolation ward."
    report = interpretation_as_json(interpret_text(text, scenario=hospital()), text=text)
    assert isinstance(report, dict)
    assert report["class"] == "sequential"
    assert report["order"] == [["t1", "t2"]]
    assert isinstance(report["formulas"], dict)
    assert report["confidence"] == 1.0


def test_the_report_of_a_question_has_the_words_it_is_about() -> None:
    text = "Scan the attic"
    report = interpretation_as_json(interpret_text(text, scenario=hospital()), text=text)
    assert isinstance(report, dict)
    assert report["status"] == "question"
    assert "tree" not in report
    assert report["unused_words"] == ["attic"]
