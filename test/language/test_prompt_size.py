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


SIZES = [(10, 0, 0), (10, 1000, 0), (10, 0, 1000), (100, 1000, 1000)]


@pytest.mark.parametrize(("robots", "places", "skills"), SIZES)
def test_characters_stay_within_the_limit_with_a_session_and_a_mission_under_way(
    hospital: Scenario, robots: int, places: int, skills: int
) -> None:
    prompt, _ = prompt_of(enlarged(hospital, robots=robots, places=places, skills=skills))
    assert len(prompt) <= MOST_CHARACTERS


def test_tokens_stay_within_the_limit_however_big_the_scenario(hospital: Scenario) -> None:
    prompts = [prompt_of(enlarged(hospital, robots=r, places=p, skills=s))[0] for r, p, s in SIZES]
    with ExitStack() as stack:
        try:
            count = token_counter(stack)
        except ComurosError as error:
            pytest.skip(f"the packaged model's tokenizer is not there: {error}")
        assert all(500 < count(prompt) <= MOST_TOKENS for prompt in prompts)


def test_what_the_instruction_names_is_among_a_thousand(hospital: Scenario) -> None:
    prompt, schema = prompt_of(enlarged(hospital, robots=10, places=1000, skills=1000))
    for name in ("ward_777", "case_901", "blood_sample", "courier_2"):
        assert name in prompt
        assert f'"{name}"' in schema
