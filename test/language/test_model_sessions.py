"""Models and sessions: edits of the mission under way, answers, and formulas in a second step."""

from __future__ import annotations

import json
from typing import Any

import pytest
from notation import on_one_line
from worlds import hospital

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.core.literal import parse_literal
from comuros.core.mission import MissionState, NodeState
from comuros.core.session import ActiveMission, Exchange, Session, TaskStanding
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, Relation, checked_tree
from comuros.language import InterpretationContext
from comuros.language.llm_interpreter import LlmInterpreter, LlmInterpreterSettings
from comuros.language.prompt import first_messages
from comuros.language.reply_schema import reply_schema
from comuros.language.scenario_excerpt import excerpt
from comuros.llm import Schema
from comuros.llm.scripted_model import ScriptedModel

WORLD = hospital()


def task(task_id: str, literal: str) -> Task:
    return Task(task_id, task_id, Goal((parse_literal(literal),)))


TREE = checked_tree(
    Branch(
        "n1",
        Relation.SEQUENCE,
        (task("t1", "on(blood_sample, lab)"), task("t2", "disinfected(room_101)")),
    )
)
SAID = "Bring the blood sample to the lab, then disinfect room 101."


def session(done: tuple[str, ...] = ()) -> Session:
    standings = tuple(
        TaskStanding(t.id, NodeState.DONE if t.id in done else NodeState.PENDING) for t in TREE.tasks()
    )
    active = ActiveMission("m1", SAID, TREE, MissionState.EXECUTING, standings)
    return Session((Exchange(SAID, TREE),), active)


def node(node_id: str, literal: str, **facts: Any) -> dict[str, Any]:
    atom = parse_literal(literal).atom
    goal = [{"predicate": atom.predicate, "arguments": list(atom.arguments), "positive": True}]
    usual = {"parent": "", "relation": "task", "label": node_id, "skill": "", "arguments": [], "robots": 1}
    return {"id": node_id, "goal": goal, "only": [], "never": [], **usual, **facts}


def reply(*nodes: dict[str, Any], **facts: Any) -> str:
    whole = {"questions": [], "nodes": nodes, "orders": [], "rules": [], "unused_words": [], **facts}
    return json.dumps(whole)


def ask(text: str, *replies: str, known: Session | None = None, two_steps: bool = False) -> Interpretation:
    context = InterpretationContext(WORLD, WORLD.initial_state(), session=known or Session())
    settings = LlmInterpreterSettings(repair_rounds=len(replies) - 1, two_steps=two_steps)
    return LlmInterpreter(ScriptedModel(replies), settings).interpret(
        Instruction("i2", text, "test"), context
    )


def test_more_work_is_added_after_what_the_model_names() -> None:
    edit = reply(node("t1", "scanned(room_102)"), intent="edit", after=["t2"])
    found = ask("Have a look at room 102 once that is disinfected", edit, known=session())
    assert found.status is InterpretationStatus.EDIT
    assert found.mission_id == "m1"
    assert found.tree is not None
    assert on_one_line(found.tree) == (
        "par(seq(t1:on(blood_sample, lab), t2:disinfected(room_101)), t3:scanned(room_102)) + t2<t3"
    )


def test_work_is_taken_out_where_the_operator_speaks_of_it() -> None:
    found = ask("Leave room 101 as it is", reply(intent="edit", remove=["t2"]), known=session())
    assert found.tree is not None
    assert on_one_line(found.tree) == "seq(t1:on(blood_sample, lab))"


@pytest.mark.parametrize(
    ("text", "facts", "reason"),
    [
        ("Scan room 102", {"remove": ["t2"]}, "does not speak of it"),
        ("Leave the lab", {"remove": ["t9"]}, "no node of the mission"),
        ("Forget room 101 and the blood sample in the lab", {"remove": ["n1"]}, "nothing would be left"),
        ("Something else", {}, "adds nodes or removes some"),
    ],
)
def test_an_edit_that_cannot_be_meant_is_sent_back(text: str, facts: dict[str, Any], reason: str) -> None:
    found = ask(text, reply(intent="edit", **facts), known=session())
    assert found.status is InterpretationStatus.QUESTION
    assert reason in found.reason


def test_what_is_done_stays() -> None:
    gone = reply(intent="edit", remove=["t1"])
    found = ask("Forget the blood sample", gone, known=session(done=("t1",)))
    assert "done already" in found.reason


def test_without_a_mission_there_is_nothing_to_edit() -> None:
    found = ask("Scan room 102", reply(node("t1", "scanned(room_102)"), intent="edit"))
    assert "no mission is under way" in found.reason


def test_a_question_is_answered_in_words_alone() -> None:
    found = ask("How are we doing?", reply(intent="answer", answer="One of two is done."), known=session())
    assert (found.status, found.reason) == (InterpretationStatus.ANSWER, "One of two is done.")
    sly = reply(node("t1", "scanned(room_102)"), intent="answer", answer="Fine.")
    assert ask("How are we doing?", sly, known=session()).status is InterpretationStatus.QUESTION


def test_the_mission_under_way_stands_in_its_own_section_and_narrows_the_schema() -> None:
    context = InterpretationContext(WORLD, WORLD.initial_state(), session=session())
    shown = excerpt(WORLD, "Scan room 102")
    _, user = first_messages("Scan room 102", context, shown)
    mission = user.content.split('<mission trust="record">')[1].split("</mission>")[0]
    assert "t2: disinfected(room_101) is pending" in mission
    schema: Schema = reply_schema(shown, session().active)
    properties = json.loads(schema.json_text)["properties"]
    assert properties["remove"]["items"]["enum"] == ["n1", "t1", "t2"]
    assert set(json.loads(schema.json_text)["required"]) == set(properties)


TWO = reply(
    {**node("n1", "scanned(lab)"), "goal": [], "relation": "sequence"},
    node("t1", "on(blood_sample, lab)", parent="n1"),
    node("t2", "disinfected(room_101)", parent="n1"),
)
RIGHT = "F t1 & F t2 & (!t2_starts U t1)"


def formulas(mission: str, *rules: dict[str, str]) -> str:
    return json.dumps({"mission": mission, "rules": rules})


def test_in_two_steps_tree_and_formula_have_to_agree() -> None:
    rule = {"scope": "n1", "formula": "G !(in(hawk, isolation_ward))", "words": "hawk stays out"}
    found = ask(SAID, TWO, formulas(RIGHT, rule), two_steps=True)
    assert found.status is InterpretationStatus.UNDERSTOOD, found.reason
    assert found.tree is not None
    assert on_one_line(found.tree).endswith("+ n1: G !(in(hawk, isolation_ward))")
    assert found.model_use.calls == 2


def test_where_they_differ_a_course_of_events_goes_back() -> None:
    model = ScriptedModel([TWO, formulas("F t1 & F t2"), formulas(RIGHT)])
    context = InterpretationContext(WORLD, WORLD.initial_state())
    found = LlmInterpreter(model, LlmInterpreterSettings(two_steps=True)).interpret(
        Instruction("i1", SAID, "test"), context
    )
    assert found.status is InterpretationStatus.UNDERSTOOD
    assert "the formula allows this and the tree does not" in model.requests[2].messages[-1].content


def test_a_formula_that_stays_wrong_sends_the_tree_back_too() -> None:
    wrong = formulas("F t1 & F t2 & (!t1_starts U t2)")
    model = ScriptedModel([TWO, wrong, wrong, TWO, formulas(RIGHT)])
    context = InterpretationContext(WORLD, WORLD.initial_state())
    found = LlmInterpreter(model, LlmInterpreterSettings(two_steps=True)).interpret(
        Instruction("i1", SAID, "test"), context
    )
    assert found.status is InterpretationStatus.UNDERSTOOD
    assert "tree and formula differ" in model.requests[3].messages[-1].content


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("F t1", "Invalid JSON"),
        (formulas("F t1 &"), "mission:"),
        (formulas("F t9"), "'t9' names no node"),
        (formulas(RIGHT, {"scope": "n1", "formula": "G !(in(robocop, lab))", "words": ""}), "robocop"),
        (formulas(RIGHT, {"scope": "n7", "formula": "G !(in(hawk, lab))", "words": ""}), "'n7' is no node"),
    ],
)
def test_faulty_formulas_are_sent_back_with_the_reason(answer: str, reason: str) -> None:
    model = ScriptedModel([TWO, answer, formulas(RIGHT)])
    context = InterpretationContext(WORLD, WORLD.initial_state())
    found = LlmInterpreter(model, LlmInterpreterSettings(two_steps=True)).interpret(
        Instruction("i1", SAID, "test"), context
    )
    assert found.status is InterpretationStatus.UNDERSTOOD
    assert reason in model.requests[2].messages[-1].content
