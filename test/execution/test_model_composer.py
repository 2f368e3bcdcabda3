"""Programs by a model: what it is shown, what of its answers may run, and that nothing else does."""

from __future__ import annotations

import json

import pytest

from comuros.core.command import ComposeProgram
from comuros.core.errors import ModelUnavailable, ProgramError
from comuros.core.literal import parse_literal
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.execution.composer import compose_program
from comuros.execution.composing import composed_by_model
from comuros.execution.model_composer import ModelComposer
from comuros.execution.program.checker import CheckedProgram
from comuros.llm.scripted_model import Reply, ScriptedModel

SERVE = Goal((parse_literal("on(noodles, table_1)"),))
GOOD = 'go_to("kitchen")\npick("noodles", "kitchen")\ngo_to("table_1")\nplace("noodles", "table_1")\n'
CAREFUL = (
    'go_to("kitchen")\n'
    "try:\n"
    '    pick("noodles", "kitchen")\n'
    "except GraspFailed:\n"
    '    pick("noodles", "kitchen")\n'
    'go_to("table_1")\n'
    'place("noodles", "table_1")\n'
)


def said(program: str) -> str:
    return json.dumps({"program": program})


def composed(scenario: Scenario, *replies: Reply) -> tuple[CheckedProgram | None, ScriptedModel]:
    model = ScriptedModel(replies)
    program = compose_program(
        SERVE, robots=(scenario.robot("waiter"),), state=scenario.initial_state(), scenario=scenario,
        composer=ModelComposer(model, scenario),
    )  # fmt: skip
    return program, model


def test_a_program_that_reaches_the_goal_is_taken(scenario: Scenario) -> None:
    program, model = composed(scenario, said(CAREFUL))
    assert program is not None
    assert program.text == CAREFUL
    assert len(model.requests) == 1


def test_the_model_is_shown_the_goal_the_skills_and_what_concerns_them(scenario: Scenario) -> None:
    _, model = composed(scenario, said(GOOD))
    system, user = (message.content for message in model.requests[0].messages)
    assert "Nothing else: no import" in system
    assert "goal: on(noodles, table_1)" in user
    assert "- pick(object: object, from: place) needs on(?object, ?from)" in user
    assert "on(noodles, kitchen)" in user
    assert "lift" not in user
    assert "crate" not in user.split("data,")[0]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ('go_to("kitchen")\n', "the program ends without its goal: on(noodles, table_1) would not hold"),
        ('pick("noodles", "kitchen")\n', "pick(noodles, kitchen) cannot run"),
        ('__import__("os")\n', "no skill '__import__'"),
        ("while True:\n    wait()\n", "line 1"),
        ('go_to("moon")\n', "moon"),
    ],
)
def test_what_may_not_run_goes_back_with_the_reason(scenario: Scenario, program: str, reason: str) -> None:
    found, model = composed(scenario, said(program), said(GOOD))
    assert found is not None
    assert found.text == GOOD
    last = model.requests[1].messages[-1].content
    assert last.startswith("That program was refused: ")
    assert reason in last
    assert json.loads(model.requests[1].messages[-2].content)["program"] == program


def test_after_three_refusals_there_is_no_program(scenario: Scenario) -> None:
    with pytest.raises(ProgramError, match="ends without its goal"):
        composed(scenario, *[said('go_to("kitchen")\n')] * 3)


@pytest.mark.parametrize("answer", ["sure, here it is", "[1, 2]", '{"program": 3}', '{"code": "wait()"}'])
def test_an_answer_without_a_program_is_asked_for_once_more(scenario: Scenario, answer: str) -> None:
    found, model = composed(scenario, answer, said(GOOD))
    assert found is not None
    assert model.requests[1].messages[-1].content.startswith("the answer ")
    with pytest.raises(ProgramError, match="the answer "):
        composed(scenario, answer, answer)


def test_a_model_that_is_away_is_a_reason_and_no_program(scenario: Scenario) -> None:
    model = ScriptedModel([ModelUnavailable("no answer in 5 s")])
    command = ComposeProgram("m1", 2, Task("t1", "serve", SERVE), "waiter", ("waiter",))
    answer = composed_by_model(command, state=scenario.initial_state(), scenario=scenario, client=model)
    assert (answer.program, answer.reason) == ("", "no model writes a program: no answer in 5 s")
    assert (answer.task_id, answer.robot, answer.revision) == ("t1", "waiter", 2)


def test_names_that_sound_like_orders_stay_data(scenario: Scenario) -> None:
    """What a robot reports is in the user's turn alone, and cannot make a program pass the checker."""
    evil = said('go_to("kitchen")\nopen("/etc/passwd")\n')
    found, model = composed(scenario, evil, said(GOOD))
    assert found is not None
    assert all("noodles" not in request.messages[0].content for request in model.requests)


def test_a_skill_call_is_composed_too(scenario: Scenario) -> None:
    model = ScriptedModel([said('go_to("table_1")\ninspect("table_1")\n')])
    program = compose_program(
        SkillCall("inspect", ("table_1",)), robots=(scenario.robot("waiter"),),
        state=scenario.initial_state(), scenario=scenario, composer=ModelComposer(model, scenario),
    )  # fmt: skip
    assert program is not None
    assert "goal: the call inspect(table_1) is made" in model.requests[0].messages[1].content
