"""Programs nobody wrote: each runs within its limits or is refused with a reason."""

from __future__ import annotations

import ast
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comuros.core.errors import ProgramError
from comuros.core.scenario import Scenario
from comuros.core.task_status import Cause
from comuros.execution.program.checker import CheckedProgram, check_program
from comuros.execution.program.failures import CATCHABLE
from comuros.execution.program.interpreter import Ended, Failed, Interpreter, NeedsCall
from comuros.execution.program.limits import DEFAULT_LIMITS

_NAMES = st.sampled_from(["a", "b", "ok", "table"])
_CALLS = st.sampled_from(
    [
        "wait()",
        "beep(1)",
        'go_to("kitchen")',
        'go_to("dock")',
        "go_to(table)",
        'pick("noodles", "kitchen")',
        "beep(a)",
    ]
)
_VALUES = st.sampled_from(
    ["True", "1", '"dock"', "a", "ok", "wait()", "not ok", "a < 3", 'table in ("dock",)']
)
_TESTS = st.sampled_from(["ok", "not ok", "wait()", "a == 1", "wait() and ok", "not beep(2)", "True"])
_FAILURES = st.sampled_from(["SkillFailure", "Blocked", "(GraspFailed, Timeout)", "Nonsense"])


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map("\n".join)
    return st.one_of(
        st.builds(lambda t, x, y: f"if {t}:\n{_indented(x)}\nelse:\n{_indented(y)}", _TESTS, body, body),
        st.builds(
            lambda n, k, x: f"for {n} in range({k}):\n{_indented(x)}", _NAMES, st.integers(-1, 60), body
        ),
        st.builds(lambda n, x: f'for {n} in ("dock", "kitchen"):\n{_indented(x)}', _NAMES, body),
        st.builds(lambda t, x: f"while {t}:\n{_indented(x)}", _TESTS, body),
        st.builds(
            lambda f, x, y: f"try:\n{_indented(x)}\nexcept {f}:\n{_indented(y)}", _FAILURES, body, body
        ),
    )


_STATEMENTS = st.one_of(_CALLS, st.builds("{} = {}".format, _NAMES, _VALUES), st.just("pass"))
PROGRAMS = st.lists(st.recursive(_STATEMENTS, _blocks, max_leaves=12), min_size=1, max_size=5).map(
    lambda parts: "\n".join(['a = 1\nok = True\ntable = "dock"', *parts])
)


def _check(text: str, scenario: Scenario) -> CheckedProgram | None:
    try:
        return check_program(
            text,
            robots=[scenario.robot("waiter")],
            state=scenario.initial_state(),
            goal=(),
            scenario=scenario,
        )
    except ProgramError as error:
        if not str(error):
            raise
        return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=PROGRAMS, seed=st.integers(0, 1000))
def test_a_generated_program_runs_within_its_limits_or_is_refused_with_a_reason(
    text: str, seed: int, scenario: Scenario
) -> None:
    program = _check(text, scenario)
    if program is None:
        return
    dice = random.Random(seed)
    interpreter = Interpreter(program.code)
    calls = 0
    step = interpreter.advance(0.0)
    while isinstance(step, NeedsCall):
        calls += 1
        assert calls <= DEFAULT_LIMITS.calls
        interpreter.answer(dice.choice([Cause.NONE, Cause.NONE, *CATCHABLE]))
        step = interpreter.advance(0.0)
    assert isinstance(step, (Ended, Failed))
    assert isinstance(step, Ended) or step.message


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_at_all_is_a_program_or_is_refused(text: str, scenario: Scenario) -> None:
    program = _check(text, scenario)
    assert program is None or ast.parse(text).body


_WORDS = """
wait go_to beep ( ) [ ] { } : , . = == if else while for in try except lambda import not and or * ** -
"kitchen" 1 999999999999 x _ __class__ f"{x}" range True None := @ \\ ; # yield await global
"""
_PIECES = st.sampled_from([*_WORDS.split(), "\n", "\n    ", " "])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(_PIECES, max_size=40))
def test_any_heap_of_words_is_a_program_or_is_refused(pieces: list[str], scenario: Scenario) -> None:
    _check(" ".join(pieces), scenario)
