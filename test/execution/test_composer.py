"""From work to checked programs, with and without proposals that are refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from comuros.core.errors import ProgramError
from comuros.core.literal import parse_literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Work
from comuros.core.world_state import WorldState
from comuros.execution.composer import Composer, MethodComposer, compose_program, program_text
from comuros.execution.program.checker import CheckedProgram
from comuros.execution.program.parser import parse_program
from comuros.execution.program.syntax import CallStatement, Constant

SERVE = Goal((parse_literal("on(noodles, table_1)"),))


class Proposals:
    """A composer that says what it is told to, and keeps the feedback it got."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.feedback: list[tuple[str, ...]] = []

    def propose(
        self, work: Work, *, robots: Sequence[Robot], state: WorldState, feedback: tuple[str, ...]
    ) -> str:
        self.feedback.append(feedback)
        return self.texts.pop(0)


def composed(scenario: Scenario, work: Work, composer: Composer | None = None) -> CheckedProgram | None:
    return compose_program(
        work,
        robots=[scenario.robot("waiter")],
        state=scenario.initial_state(),
        scenario=scenario,
        composer=composer or MethodComposer(scenario),
    )


def test_what_methods_compose_is_checked_like_any_program(scenario: Scenario) -> None:
    program = composed(scenario, SERVE)
    assert program is not None
    assert program.text.splitlines()[0] == 'go_to("kitchen")'
    assert len(program.expected_calls) == 4


def test_nothing_is_composed_where_the_goal_holds(scenario: Scenario) -> None:
    assert composed(scenario, Goal((parse_literal("on(noodles, kitchen)"),))) is None


def test_a_refused_proposal_goes_back_with_the_reason(scenario: Scenario) -> None:
    good = 'go_to("kitchen")\npick("noodles", "kitchen")\ngo_to("table_1")\nplace("noodles", "table_1")'
    proposals = Proposals("import os", 'go_to("moon")', good)
    program = composed(scenario, SERVE, proposals)
    assert program is not None
    assert program.text == good
    assert proposals.feedback[2] == (
        "line 1: import is not part of the language",
        "line 1: 'moon' is no place, as place of go_to must be",
    )


def test_after_three_refusals_the_last_reason_stands(scenario: Scenario) -> None:
    with pytest.raises(ProgramError, match="has no skill 'c'"):
        composed(scenario, SERVE, Proposals("a()", "b()", "c()", "d()"))


@pytest.mark.parametrize("words", ['say "hi"', "back\\slash", "it's", "ü and 汉"])
def test_any_text_survives_writing_and_reading(scenario: Scenario, words: str) -> None:
    text = program_text([SkillCall("say", (words,)), SkillCall("beep", ("2.5",))], scenario=scenario)
    first, second = parse_program(text).body
    assert isinstance(first, CallStatement)
    assert isinstance(second, CallStatement)
    assert first.call.arguments == (Constant(words, 1),)
    assert second.call.arguments == (Constant(2.5, 2),)
