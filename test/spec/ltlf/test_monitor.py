"""Monitors: verdicts for good and verdicts so far, stored states, agreement with the evaluator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from random import Random

import pytest

from comuros.core.errors import InputError
from comuros.spec.ltlf import (
    Budget,
    Monitor,
    Verdict4,
    Watch,
    are_equivalent,
    holds,
    is_satisfiable,
    is_valid,
    parse,
)
from comuros.spec.ltlf.sampling import random_formula, random_trace

PROPOSITIONS = ("a", "b", "c")


def verdicts(text: str, *steps: str) -> list[Verdict4]:
    """The verdicts after each step; a step is written as the names true in it."""
    monitor = Monitor(parse(text))
    return [monitor.step(set(step.split())) for step in steps]


def test_a_goal_is_open_until_it_is_reached_and_then_satisfied_for_good() -> None:
    assert verdicts("F a", "", "b", "a", "") == [
        Verdict4.SO_FAR_VIOLATED,
        Verdict4.SO_FAR_VIOLATED,
        Verdict4.SATISFIED,
        Verdict4.SATISFIED,
    ]


def test_a_rule_holds_so_far_until_it_is_broken_for_good() -> None:
    assert verdicts("G !(a & b)", "a", "b", "a b", "") == [
        Verdict4.SO_FAR_SATISFIED,
        Verdict4.SO_FAR_SATISFIED,
        Verdict4.VIOLATED,
        Verdict4.VIOLATED,
    ]


def test_a_formula_about_the_last_step_is_never_decided() -> None:
    assert verdicts("F (last & a)", "a", "", "a") == [
        Verdict4.SO_FAR_SATISFIED,
        Verdict4.SO_FAR_VIOLATED,
        Verdict4.SO_FAR_SATISFIED,
    ]


def test_before_the_first_step_only_the_trivial_is_decided() -> None:
    assert Monitor(parse("a | !a")).verdict is Verdict4.SATISFIED
    assert Monitor(parse("F a & G !a")).verdict is Verdict4.VIOLATED
    assert Monitor(parse("G a")).verdict is Verdict4.SO_FAR_VIOLATED
    assert Monitor(parse("a W b")).verdict is Verdict4.SO_FAR_VIOLATED


def test_verdicts_agree_with_the_evaluator_and_final_ones_are_final() -> None:
    random = Random(21)
    for _ in range(200):
        formula = random_formula(random, operators=random.randint(1, 9), propositions=PROPOSITIONS)
        watch = Watch.of(formula)
        for _ in range(4):
            check_run(watch, random)


def check_run(watch: Watch, random: Random) -> None:
    trace = random_trace(random, length=random.randint(1, 7), propositions=PROPOSITIONS)
    monitor = Monitor(watch)
    final: Verdict4 | None = None
    for read, letter in enumerate(trace, start=1):
        preview = monitor.preview(letter)
        verdict = monitor.step(letter)
        assert preview is verdict is monitor.verdict
        assert verdict.holds_now == holds(watch.formula, trace[:read])
        assert final is None or verdict is final
        final = verdict if verdict.is_final else None


def test_a_verdict_is_final_exactly_when_no_continuation_changes_it() -> None:
    random = Random(22)
    for _ in range(80):
        formula = random_formula(random, operators=random.randint(1, 8), propositions=PROPOSITIONS)
        monitor = Monitor(formula)
        for letter in random_trace(random, length=3, propositions=PROPOSITIONS):
            verdict = monitor.step(letter)
            settled = is_valid(monitor.owed) if verdict.holds_now else not is_satisfiable(monitor.owed)
            assert verdict.is_final == settled, str(formula)


def test_a_stored_monitor_goes_on_as_if_nothing_had_happened() -> None:
    random = Random(23)
    for _ in range(100):
        formula = random_formula(random, operators=random.randint(1, 9), propositions=PROPOSITIONS)
        before, after = (random_trace(random, length=3, propositions=PROPOSITIONS) for _ in range(2))
        running = Monitor(formula)
        for letter in before:
            running.step(letter)
        stored = json.loads(json.dumps(running.to_state()))
        restored = Monitor.from_state(formula, stored)
        assert restored.verdict is running.verdict
        assert restored.steps == 3
        assert [restored.step(letter) for letter in after] == [running.step(letter) for letter in after]


def test_a_state_stored_before_the_first_step_is_still_before_it() -> None:
    formula = parse("G a")
    restored = Monitor.from_state(formula, Monitor(formula).to_state())
    assert restored.verdict is Verdict4.SO_FAR_VIOLATED
    assert restored.step({"a"}) is Verdict4.SO_FAR_SATISFIED


@pytest.mark.parametrize(
    "spoiled", [{"state": 99}, {"state": "1"}, {"state": True}, {"steps": -1}, {"formula": "x"}]
)
def test_a_stored_state_that_is_not_one_of_the_formula_is_refused(spoiled: dict[str, int | str]) -> None:
    formula = parse("F a")
    stored = Monitor(formula).to_state()
    with pytest.raises(InputError, match="monitor state"):
        Monitor.from_state(formula, {**stored, **spoiled})


def test_monitors_of_one_formula_share_their_automaton_but_not_their_place() -> None:
    watch = Watch.of(parse("F a"))
    one, other = Monitor(watch), Monitor(watch)
    assert one.step({"a"}) is Verdict4.SATISFIED
    assert other.step({"b"}) is Verdict4.SO_FAR_VIOLATED


def test_what_is_owed_follows_the_trace() -> None:
    monitor = Monitor(parse("F a & G !b"))
    monitor.step({"a", "unrelated"})
    assert str(monitor.owed) == "G !b"


LETTER_BY_LETTER = Budget(states=1)


def test_a_monitor_without_a_table_gives_the_verdicts_of_one_with_a_table() -> None:
    random = Random(24)
    for _ in range(150):
        formula = random_formula(random, operators=random.randint(2, 9), propositions=PROPOSITIONS)
        table, letters = Monitor(formula), Monitor(Watch.of(formula, table_budget=LETTER_BY_LETTER))
        assert letters.verdict is table.verdict
        for letter in random_trace(random, length=6, propositions=PROPOSITIONS):
            assert letters.step(letter) is table.step(letter), str(formula)
            assert are_equivalent(letters.owed, table.owed)


def test_a_monitor_without_a_table_is_stored_and_goes_on() -> None:
    random = Random(25)
    for _ in range(60):
        formula = random_formula(random, operators=random.randint(2, 9), propositions=PROPOSITIONS)
        watch = Watch.of(formula, table_budget=LETTER_BY_LETTER)
        running = Monitor(watch)
        for letter in random_trace(random, length=3, propositions=PROPOSITIONS):
            running.step(letter)
        stored = json.loads(json.dumps(running.to_state()))
        restored = Monitor.from_state(Watch.of(formula, table_budget=LETTER_BY_LETTER), stored)
        assert restored.verdict is running.verdict
        for letter in random_trace(random, length=3, propositions=PROPOSITIONS):
            assert restored.step(letter) is running.step(letter)


def test_forty_goals_and_their_rules_are_watched_although_no_table_could_hold_them() -> None:
    goals = [f"F done{i} & (!started{i + 1} U done{i})" for i in range(40)]
    monitor = Monitor(parse(" & ".join([*goals, "G !(lift & crowd)"])))
    for i in range(39):
        assert monitor.step({f"done{i}", f"started{i + 1}"}) is Verdict4.SO_FAR_VIOLATED
    assert str(monitor.owed) == "F done39 & !started40 U done39 & G !(crowd & lift)"
    assert monitor.step({"done39"}) is Verdict4.SO_FAR_SATISFIED
    assert monitor.step({"lift", "crowd"}) is Verdict4.VIOLATED


@pytest.mark.parametrize("spoiled", [{"owed": "a &"}, {"owed": "z"}, {"owed": 3}, {"accepting": 2}])
def test_a_spoiled_debt_is_refused(spoiled: dict[str, int | str]) -> None:
    watch = Watch.of(parse("F a & G b"), table_budget=LETTER_BY_LETTER)
    with pytest.raises(InputError, match="monitor state"):
        Monitor.from_state(watch, {**Monitor(watch).to_state(), **spoiled})


def test_states_are_numbered_alike_in_another_process() -> None:
    """Stored states are only good after a restart if nothing depends on the hashing of strings."""
    program = (
        "from comuros.spec.ltlf import parse, translate;"
        "d = translate(parse('F a & (b U c) & G (a -> X !b) & (d <-> F e)'));"
        "print(d.propositions, d.roots, d.variable, d.low, d.high, [str(f) for f in d.owed])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
