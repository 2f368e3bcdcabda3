"""Prompts stay small however big the scenario: characters, and tokens of the packaged model's tokenizer."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from comuros.core.errors import ComurosError
from comuros.core.scenario import Scenario
from comuros.scenario import load_scenario

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from prompt_sizes import enlarged, prompt_of, token_counter

MOST_CHARACTERS, MOST_TOKENS = 10_000, 3_000


@pytest.fixture(scope="module")
def hospital() -> Scenario:
    return load_scenario("hospital").scenario


@pytest.mark.parametrize(("robots", "places", "skills"), [(10, 0, 0), (10, 1000, 0), (10, 0, 1000)])
def test_characters_stay_within_the_limit_with_a_session_and_a_mission_under_way(
    hospital: Scenario, robots: int, places: int, skills: int
) -> None:
    prompt, _ = prompt_of(enlarged(hospital, robots=robots, places=places, skills=skills))
    assert len(prompt) <= MOST_CHARACTERS


def test_tokens_of_a_ten_robot_scenario_stay_within_the_limit(hospital: Scenario) -> None:
    prompt, _ = prompt_of(enlarged(hospital, robots=10, places=0, skills=0))
    with ExitStack() as stack:
        try:
            count = token_counter(stack)
        except ComurosError as error:
            pytest.skip(f"the packaged model's tokenizer is not there: {error}")
        assert 500 < count(prompt) <= MOST_TOKENS


def test_what_the_instruction_names_is_among_a_thousand(hospital: Scenario) -> None:
    prompt, schema = prompt_of(enlarged(hospital, robots=10, places=1000, skills=1000))
    for name in ("ward_777", "case_901", "blood_sample", "courier_2"):
        assert name in prompt
        assert f'"{name}"' in schema
