"""Words with two readings: one mission where the specification engine finds no difference, else a question
that names both; the answer settles it.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus, Question
from comuros.core.tree import TaskTree, task_edges
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.forks import Forks, every_reading
from comuros.language.interpreter import InterpretationContext
from comuros.language.readings import settled
from comuros.language.same_mission import is_same_mission
from comuros.language.session.given_answers import answered
from comuros.language.tree_words import in_words
from comuros.scenario import load_scenario

FOOD_COURT = load_scenario("food_court").scenario
REACH = "Clean table 1 and clean table 2 after the drone has looked at table 3."


def interpret(text: str, *feedback: str) -> Interpretation:
    context = InterpretationContext(FOOD_COURT, FOOD_COURT.initial_state(), feedback)
    return ControlledEnglish().interpret(Instruction("i1", text, "test"), context)


def tree(text: str) -> TaskTree:
    found = interpret(text).tree
    assert found is not None
    return found


def asked(text: str) -> Question:
    answer = interpret(text)
    assert answer.status is InterpretationStatus.QUESTION
    (question,) = answer.questions
    return question


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        (
            REACH,
            (
                "clean table 1 and (first look at table 3 by drone, then clean table 2), in any order",
                "first look at table 3 by drone, then (clean table 1 and clean table 2, in any order)",
            ),
        ),
        (
            "Table 1 is cleaned after the tea is brought to table 2 and table 3 is cleaned.",
            (
                "(first bring tea to table 2, then clean table 1) and clean table 3, in any order",
                "first (bring tea to table 2 and clean table 3, in any order), then clean table 1",
            ),
        ),
        (
            "Clean table 1 and table 2 or table 3.",
            (
                "clean table 1 and (either clean table 2 or clean table 3), in any order",
                "either (clean table 1 and clean table 2, in any order) or clean table 3",
            ),
        ),
        (
            "Clean table 1 and look at table 2 within five minutes.",
            (
                "clean table 1 and look at table 2 within 5 min, in any order",
                "clean table 1 within 5 min and look at table 2 within 5 min, in any order",
            ),
        ),
        (
            "Bring the noodles to table 2 and the soup to table 3 after cleaning it.",
            (
                "bring noodles to table 2 and (first clean table 3, then bring soup to table 3),"
                " in any order",
                "first clean table 3, then (bring noodles to table 2 and bring soup to table 3,"
                " in any order)",
            ),
        ),
    ],
)
def test_readings_that_make_different_missions_are_named_in_words(
    text: str, readings: tuple[str, str]
) -> None:
    question = asked(text)
    assert question.choices == readings
    assert all(reading in question.text for reading in readings)
    assert question.quoted in text


@pytest.mark.parametrize("way", [0, 1])
@pytest.mark.parametrize("said", ["{words}", "{number}", "({number})", "the {ordinal} one", "{ordinal}"])
def test_the_answer_takes_the_reading_it_names(way: int, said: str) -> None:
    question = asked(REACH)
    ordinal = ("first", "second")[way]
    answer = said.format(words=question.choices[way], number=way + 1, ordinal=ordinal)
    found = interpret(REACH, answered(question.text, answer))
    assert found.status is InterpretationStatus.UNDERSTOOD, found.reason
    assert found.tree is not None
    assert in_words(found.tree) == question.choices[way]


def test_a_number_said_to_another_question_settles_nothing() -> None:
    assert interpret(REACH, answered("'cup' may mean cup_1, tea. Which do you mean?", "2")).tree is None


def test_an_instruction_as_the_answer_takes_the_place_of_the_words() -> None:
    question = asked(REACH)
    found = interpret(REACH, answered(question.text, "Clean table 2."))
    assert found.tree is not None
    assert [str(task.work) for task in found.tree.tasks()] == ["clean(table_2)"]


@pytest.mark.parametrize(
    "text",
    [
        "Clean table 1 and clean table 2 while the drone looks at table 3.",
        "Clean table 1, table 2 or table 3.",
        "Clean table 1 and look at table 3 after table 1 is clean.",
    ],
)
def test_readings_that_mean_the_same_are_not_asked_about(text: str) -> None:
    assert interpret(text).status is InterpretationStatus.UNDERSTOOD


def test_nesting_and_order_of_mention_make_no_other_mission() -> None:
    one = tree("First clean table 1, then clean table 2, then clean table 3.")
    other = tree("Clean table 3 after table 2 is clean. Clean table 2 after table 1 is clean.")
    assert is_same_mission(one, other)
    assert settled((one, other), quoted="") is one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Clean table 1, then clean table 2.", "Clean table 1 and clean table 2."),
        ("Clean table 1, then clean table 2.", "Clean table 2, then clean table 1."),
        ("Clean table 1 or clean table 2.", "Clean table 1 and clean table 2."),
        ("Clean table 1.", "The cleaner cleans table 1."),
        ("Clean table 1.", "Clean table 1 within five minutes."),
        ("Clean table 1.", "Clean table 1. The drone must not enter the play area."),
    ],
)
def test_another_order_choice_robot_time_or_rule_is_another_mission(one: str, other: str) -> None:
    assert not is_same_mission(tree(one), tree(other))
    question = settled((tree(one), tree(other)), quoted="it")
    assert isinstance(question, Question)
    assert len(set(question.choices)) == 2


@pytest.mark.parametrize("words", list(permutations(("table 1", "table 2", "table 3"))))
def test_order_words_within_a_subject_order_what_it_lists(words: tuple[str, str, str]) -> None:
    first, second, third = words
    found = tree(f"First {first}, then {second} and finally {third} should be cleaned.")
    assert [str(task.work) for task in found.tasks()] == [f"clean({w.replace(' ', '_')})" for w in words]
    assert {("t1", "t2"), ("t2", "t3")} <= task_edges(found)


def test_every_way_at_every_fork_is_read_once() -> None:
    def read(forks: Forks) -> tuple[int, ...]:
        first = forks.choose("a")
        return (first, forks.choose("b", ways=3)) if first else (first,)

    assert [found for found, _ in every_reading(read)] == [(0,), (1, 0), (1, 1), (1, 2)]
