"""What people say and the tree it becomes: the shipped scenarios, some of the evaluated and two with other
names.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from notation import on_one_line
from worlds import greenhouse, hospital

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.core.scenario import Scenario
from comuros.language import InterpretationContext
from comuros.language.controlled_english import ControlledEnglish
from comuros.scenario import load_scenario

HERE = Path(__file__).parent
EVALUATED = HERE.parents[1] / "config" / "eval" / "scenarios"
ENGLISH = ControlledEnglish()
SCENARIOS: dict[str, Scenario] = {
    "food_court": load_scenario("food_court").scenario,
    "warehouse": load_scenario("warehouse").scenario,
    **{
        f"shipped_{name}": load_scenario(name).scenario
        for name in ("hospital", "office", "disaster_site", "home")
    },
    **{
        f"eval_{name}": load_scenario(str(EVALUATED / f"{name}.yaml")).scenario
        for name in ("airport", "hotel", "library", "museum", "supermarket")
    },
    "hospital": hospital(),
    "greenhouse": greenhouse(),
}


def table(name: str) -> list[tuple[str, ...]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split(" | ", 2)) for line in lines if line and line[0] != "#"]


def interpret(scenario: str, text: str) -> Interpretation:
    world = SCENARIOS[scenario]
    return ENGLISH.interpret(
        Instruction("i1", text, "test"), InterpretationContext(world, world.initial_state())
    )


@pytest.mark.parametrize(("scenario", "text", "tree"), table("wordings.txt"))
def test_a_wording_becomes_the_tree_that_is_meant(scenario: str, text: str, tree: str) -> None:
    answer = interpret(scenario, text)
    assert answer.status is InterpretationStatus.UNDERSTOOD, answer.reason
    assert answer.tree is not None
    assert on_one_line(answer.tree) == tree


@pytest.mark.parametrize(("scenario", "text", "quoted"), table("open_questions.txt"))
def test_what_is_not_understood_is_quoted_and_asked_never_guessed(
    scenario: str, text: str, quoted: str
) -> None:
    answer = interpret(scenario, text)
    assert answer.status in (InterpretationStatus.QUESTION, InterpretationStatus.NOT_UNDERSTOOD)
    assert answer.tree is None
    assert "; ".join(question.quoted for question in answer.questions) == quoted
    assert answer.confidence < 1.0
    for question in answer.questions:
        assert question.text.rstrip().endswith(("?", ".")), "it says something to a person"
