"""Faults in words become faults of the world, or kills, or an error that says what was expected."""

from __future__ import annotations

import pytest

from comuros.core.errors import InputError
from comuros.core.scenario import Fault, FaultKind, Scenario
from comuros.nodes.fault_text import Kill, parse_faults
from comuros.scenario import load_scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("food_court").scenario


def test_each_word_of_the_grammar_is_read(scenario: Scenario) -> None:
    words = [
        "drop:noodles@20",
        "fail:waiter/pick",
        "block:table_2@10.5",
        "battery:drone@30",
        "kill:cleaner@5",
    ]
    faults, kills = parse_faults(words, scenario)
    assert faults == (
        Fault(FaultKind.DROP, "noodles", at_s=20.0),
        Fault(FaultKind.SKILL_FAILS, "waiter", during_skill="pick"),
        Fault(FaultKind.PLACE_BLOCKED, "table_2", at_s=10.5, detail="20"),
        Fault(FaultKind.BATTERY_LOW, "drone", at_s=30.0, detail="0.1"),
    )
    assert kills == (Kill("cleaner", 5.0),)


def test_default_means_what_the_scenario_scripts_and_none_means_none(scenario: Scenario) -> None:
    assert parse_faults(["default"], scenario) == (scenario.faults, ())
    assert scenario.faults
    assert parse_faults(["none"], scenario) == ((), ())


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("earthquake@3", "fault 'earthquake@3' is not understood; expected drop:OBJECT@T"),
        ("drop:noodles", "is not understood"),
        ("drop:noodles@soon", "is not understood"),
        ("drop:unicorn@3", "unknown object 'unicorn'; expected one of"),
        ("kill:unicorn@3", "unknown robot 'unicorn'"),
        ("block:moon@3", "unknown place 'moon'"),
        ("fail:drone/pick", "robot 'drone' has no skill 'pick'; expected one of"),
    ],
)
def test_a_bad_word_is_named_with_what_was_expected(scenario: Scenario, word: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        parse_faults([word], scenario)
