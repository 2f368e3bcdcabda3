"""Follow-ups: what is said while a mission is under way, or after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from notation import on_one_line

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.core.mission import MissionState, NodeState
from comuros.core.session import ActiveMission, Exchange, Session, TaskStanding
from comuros.language import InterpretationContext
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.session.control_words import control_word
from comuros.language.session.given_answers import answered
from comuros.scenario import load_scenario

ENGLISH = ControlledEnglish()
WORLDS = {name: load_scenario(name).scenario for name in ("food_court", "warehouse", "hospital")}
LINES = (Path(__file__).parent / "follow_ups.txt").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(part.strip() for part in line.split(" | ")) for line in LINES if line[0] != "#"]
SERVE = "Deliver the noodles to table 2, then clear table 1. Meanwhile the drone looks at table 3."


def read(scenario: str, text: str, session: Session, *feedback: str) -> Interpretation:
    world = WORLDS[scenario]
    context = InterpretationContext(world, world.initial_state(), feedback, session)
    return ENGLISH.interpret(Instruction("i2", text, "test"), context)


def under_way(scenario: str, said: str, done: tuple[str, ...] = ()) -> Session:
    tree = read(scenario, said, Session()).tree
    assert tree is not None
    standings = tuple(
        TaskStanding(t.id, NodeState.DONE if t.id in done else NodeState.PENDING, (), t.id in done)
        for t in tree.tasks()
    )
    active = ActiveMission("m1", said, tree, MissionState.EXECUTING, standings)
    return Session((Exchange(said, tree),), active)


@pytest.mark.parametrize(("scenario", "said", "done", "follow_up", "expected"), ROWS)
def test_a_follow_up_is_read_against_the_mission_under_way(
    scenario: str, said: str, done: str, follow_up: str, expected: str
) -> None:
    session = under_way(scenario, said, () if done == "-" else tuple(done.split(",")))
    found = read(scenario, follow_up, session)
    words = on_one_line(found.tree) if found.tree else found.reason
    assert f"{found.status.value} {words}".strip() == expected


def test_an_edit_keeps_the_ids_of_everything_it_does_not_change() -> None:
    session = under_way("food_court", SERVE)
    found = read("food_court", "Not table 2, table 4.", session)
    assert session.active is not None
    assert found.tree is not None
    before = {task.id: task for task in session.active.tree.tasks()}
    after = {task.id: task for task in found.tree.tasks()}
    assert before.keys() - after.keys() == {"t1"}
    assert all(after[task_id] == before[task_id] for task_id in before.keys() & after.keys())


def test_an_id_that_was_taken_out_is_never_given_again() -> None:
    session = under_way("food_court", "Deliver the noodles to table 2.")
    assert session.active is not None
    older = ActiveMission(
        "m1", "", session.active.tree, MissionState.EXECUTING, session.active.tasks, retired=("t2", "t3")
    )
    found = read("food_court", "Also clean table 4.", Session(session.history, older))
    assert found.tree is not None
    assert [task.id for task in found.tree.tasks()] == ["t1", "t4"]


def test_instead_speaks_of_the_same_thing_before_it_speaks_of_what_was_said_last() -> None:
    first, also = "Bring the soup to table 5, then clean table 2.", "Also clean table 3."
    session = under_way("food_court", first)
    added = read("food_court", also, session).tree
    assert added is not None
    standings = tuple(TaskStanding(t.id, NodeState.PENDING) for t in added.tasks())
    active = ActiveMission("m1", first, added, MissionState.EXECUTING, standings)
    later = Session((*session.history, Exchange(also)), active)
    found = read("food_court", "No, bring the soup to table 6 instead.", later)
    assert found.tree is not None
    words = on_one_line(found.tree)
    assert "on(soup, table_6)" in words
    assert "on(soup, table_5)" not in words
    assert "clean(table_3)" in words


def test_two_moves_of_one_thing_are_put_in_order() -> None:
    said = "Bring the soup to table 5. Look at table 3."
    found = read("food_court", "Not table 3, bring the soup to table 6.", under_way("food_court", said))
    assert found.tree is not None
    assert "on(soup, table_5)" in on_one_line(found.tree)
    assert on_one_line(found.tree).endswith("+ t1<t3")


def test_an_answer_settles_what_a_change_may_be_about() -> None:
    session = under_way("food_court", SERVE)
    asked = read("food_court", "No, table 4 instead.", session)
    assert asked.questions[0].choices == ("bring noodles to table 2", "look at table 3", "all of them")
    found = read("food_court", "No, table 4 instead.", session, answered(asked.reason, "look at table 3"))
    assert found.tree is not None
    assert "inspected(table_4) @drone" in on_one_line(found.tree)
    assert "on(noodles, table_2)" in on_one_line(found.tree)


def test_an_answer_takes_the_place_of_the_words_that_were_not_clear() -> None:
    asked = read("warehouse", "Take the parcel to shelf C.", Session())
    assert asked.status is InterpretationStatus.QUESTION
    found = read("warehouse", "Take the parcel to shelf C.", Session(), answered(asked.reason, "parcel_b"))
    assert found.tree is not None
    assert on_one_line(found.tree) == "t1:on(parcel_b, shelf_c)"


def test_an_answer_may_be_a_whole_instruction() -> None:
    found = read("food_court", "Do your thing.", Session(), answered("what?", "Clean table 3."))
    assert found.tree is not None
    assert on_one_line(found.tree) == "t1:clean(table_3)"


def test_after_a_mission_it_and_instead_speak_of_what_was_done() -> None:
    said = "Deliver the noodles to table 2."
    tree = read("food_court", said, Session()).tree
    over = Session((Exchange(said, tree, "succeeded"),))
    again = read("food_court", "No, table 4 instead.", over)
    assert again.status is InterpretationStatus.UNDERSTOOD
    assert again.tree is not None
    assert on_one_line(again.tree) == "t1:on(noodles, table_4)"
    clean = read("food_court", "Now clean it.", Session((Exchange("Look at table 3.", None, "succeeded"),)))
    assert clean.tree is not None
    assert on_one_line(clean.tree) == "t1:clean(table_3)"


def test_the_other_one_of_two_is_the_one_not_spoken_of() -> None:
    said = "Bring parcel A to shelf C."
    over = Session((Exchange(said, read("warehouse", said, Session()).tree, "succeeded"),))
    found = read("warehouse", "Bring the other parcel there too.", over)
    assert found.tree is not None
    assert on_one_line(found.tree) == "t1:on(parcel_b, shelf_c)"


def test_control_words_without_a_mission_say_so() -> None:
    for word in ("Stop.", "Cancel that."):
        found = read("food_court", word, Session())
        assert found.status is InterpretationStatus.ANSWER
        assert found.reason == "No mission is under way."


def test_go_on_without_a_mission_is_left_to_whoever_knows_of_a_stop() -> None:
    found = read("food_court", "Go on.", Session())
    assert (found.status, found.mission_id) == (InterpretationStatus.RESUME, "")


@pytest.mark.parametrize(
    "text",
    [
        "Stop cleaning table 1.",
        "Cancel the second one.",
        "Drop the box.",
        "Wait at the dock.",
        "Hold the tray.",
    ],
)
def test_orders_that_begin_like_control_words_are_not(text: str) -> None:
    assert control_word(text) is None


@pytest.mark.parametrize(
    "text", ["Who is free?", "Where is the tea?", "How far are you?", "What is left?", "Status?"]
)
def test_questions_never_carry_a_tree(text: str) -> None:
    found = read("food_court", text, under_way("food_court", SERVE))
    assert found.status is InterpretationStatus.ANSWER
    assert found.tree is None
    assert found.reason
