"""Promises of the controlled-English interpreter that no single wording shows."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import HERE, greenhouse, hospital

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.core.place import Place
from comuros.core.scenario import Scenario
from comuros.core.tree import MissionClass, mission_class
from comuros.language import InterpretationContext
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.words import sentences

ENGLISH = ControlledEnglish()
HOSPITAL = hospital()


def interpret(text: str) -> Interpretation:
    context = InterpretationContext(HOSPITAL, HOSPITAL.initial_state())
    return ENGLISH.interpret(Instruction("i1", text, "test"), context)


def test_a_typo_is_put_right_said_and_lowers_the_confidence() -> None:
    answer = interpret("Take the blod sample to the lab")
    assert answer.status is InterpretationStatus.UNDERSTOOD
    assert "read 'blod' as 'blood'" in answer.reason
    assert answer.confidence < 1.0


def test_a_word_of_its_own_is_no_typo_of_a_name() -> None:
    answer = interpret("Take the flood to the lab")
    assert answer.tree is None
    assert "flood" in answer.questions[0].quoted


def test_a_place_that_does_not_exist_is_asked_for_with_the_nearest_names_first() -> None:
    question = interpret("Scan room 110").questions[0]
    assert question.quoted == "room 110"
    assert set(question.choices[:3]) == {"room_101", "room_102", "room_103"}


def test_every_question_of_an_instruction_is_asked_at_once() -> None:
    answer = interpret("Scan the moon. Take the unicorn to the lab. Disinfect room 101.")
    assert [question.quoted for question in answer.questions] == ["moon", "unicorn"]
    assert 0.0 < answer.confidence < 0.5


def test_manner_words_are_reported_as_unused_and_do_not_stop_the_task() -> None:
    answer = interpret("Carefully take the blood sample to the lab")
    assert answer.status is InterpretationStatus.UNDERSTOOD
    assert answer.unused_words == ("Carefully",)
    assert answer.confidence < 1.0


def test_the_tree_carries_the_instruction_and_the_words_of_every_task() -> None:
    tree = interpret("Scan room 101, then disinfect it.").tree
    assert tree is not None
    assert tree.instruction_id == "i1"
    assert [task.words for task in tree.tasks()] == ["Scan room 101", "disinfect it"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scan room 101 and disinfect room 102.", MissionClass.INDEPENDENT),
        ("Scan room 101, then disinfect it.", MissionClass.SEQUENTIAL),
        ("Both porters carry the bed to room 101.", MissionClass.COORDINATED),
        ("Both porters carry the bed to room 101, then scan room 103.", MissionClass.MIXED),
    ],
)
def test_the_class_follows_from_what_was_said(text: str, expected: MissionClass) -> None:
    tree = interpret(text).tree
    assert tree is not None
    assert mission_class(tree) is expected


def test_a_circular_order_is_asked_about() -> None:
    answer = interpret("Scan room 101 after scanning room 102. Scan room 102 after scanning room 101.")
    assert answer.status is InterpretationStatus.QUESTION
    assert "order" in answer.questions[0].text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_no_text_whatever_breaks_it(text: str) -> None:
    assert interpret(text).status in InterpretationStatus


WORDS = [
    word.norm
    for sentence in sentences(
        "take bring scan the a blood sample room 101 102 lab to from on it them then after before while "
        "and or , never both porters hawk misty each either meanwhile finally cleaning have is until two"
    )
    for word in sentence
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_no_order_of_its_own_words_breaks_it(text: str) -> None:
    answer = interpret(text)
    assert (answer.tree is None) is (answer.status is not InterpretationStatus.UNDERSTOOD)
    assert answer.tree is not None or answer.questions


def test_one_interpreter_serves_several_scenarios_in_turn() -> None:
    garden = greenhouse()
    context = InterpretationContext(garden, garden.initial_state())
    assert interpret("Scan room 101").tree is not None
    assert ENGLISH.interpret(Instruction("i2", "Water bed 1", "test"), context).tree is not None
    assert interpret("Water bed 1").tree is None


def test_the_same_words_always_give_the_same_tree() -> None:
    text = "Bring two gowns to the chute, scan every room and disinfect room 101 or room 102."
    assert len({repr(interpret(text).tree) for _ in range(3)}) == 1


def test_an_instruction_of_ten_sentences_is_read_without_superlinear_cost() -> None:
    def seconds(sentences: int) -> float:
        text = "Take the blood sample to the lab, then scan room 102. " * sentences
        began = time.process_time()
        interpret(text)
        return time.process_time() - began

    interpret("Scan room 101")
    once, many = min(seconds(2) for _ in range(3)), min(seconds(20) for _ in range(3))
    assert many < 60 * max(once, 0.001), "ten times the text takes some ten times as long"


def test_a_thousand_names_cost_no_more_than_a_few() -> None:
    many = replace(
        HOSPITAL,
        places=(*HOSPITAL.places, *(Place(f"store_room_{n}", HERE, "store room") for n in range(1000))),
    )

    def seconds(world: Scenario) -> float:
        context = InterpretationContext(world, world.initial_state())
        instruction = Instruction("i1", "Scan room 101, then take the blood sample to the lab.", "test")
        ENGLISH.interpret(instruction, context)
        began = time.process_time()
        assert ENGLISH.interpret(instruction, context).tree is not None
        return time.process_time() - began

    assert min(seconds(many) for _ in range(3)) < 20 * max(min(seconds(HOSPITAL) for _ in range(3)), 0.001)
