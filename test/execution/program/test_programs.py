"""What the language can say, and what the checker foresees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from comuros.core.errors import InvariantBroken, ProgramError
from comuros.core.literal import Literal, parse_literal
from comuros.core.scenario import Scenario
from comuros.core.task_status import Cause
from comuros.execution.program.checker import CheckedProgram, check_program
from comuros.execution.program.failures import FAILURES
from comuros.execution.program.interpreter import Ended, Failed, Interpreter, NeedsCall, Step
from comuros.execution.program.limits import Limits

Check = Callable[..., CheckedProgram]


@pytest.fixture
def check(scenario: Scenario) -> Check:
    def checked(text: str, *goal: str, robots: tuple[str, ...] = ("waiter",)) -> CheckedProgram:
        wanted: list[Literal] = [parse_literal(literal) for literal in goal]
        team = [scenario.robot(name) for name in robots]
        return check_program(
            text, robots=team, state=scenario.initial_state(), goal=wanted, scenario=scenario
        )

    return checked


def run(program: CheckedProgram, failing: dict[int, Cause] | None = None) -> tuple[list[str], Step]:
    """Run with call number n failing as told; the calls made, and how it ended."""
    interpreter = Interpreter(program.code)
    made: list[str] = []
    step = interpreter.advance(0.0)
    while isinstance(step, NeedsCall):
        interpreter.answer((failing or {}).get(len(made), Cause.NONE))
        made.append(str(step.call))
        step = interpreter.advance(0.0)
    return made, step


def test_calls_run_in_the_order_of_the_text(check: Check) -> None:
    program = check('go_to("kitchen")\npick("noodles", "kitchen")\n', "holding(waiter, noodles)")
    assert run(program) == (["go_to(kitchen)", "pick(noodles, kitchen)"], Ended())
    assert [str(call) for call in program.expected_calls] == ["go_to(kitchen)", "pick(noodles, kitchen)"]


def test_a_program_is_refused_before_it_runs_when_a_call_could_not_run(check: Check) -> None:
    with pytest.raises(
        ProgramError, match=r"line 1: pick\(noodles, kitchen\) cannot run: needs at\(waiter, kitchen\)"
    ):
        check('pick("noodles", "kitchen")')


def test_a_program_is_refused_when_it_misses_its_goal(check: Check) -> None:
    with pytest.raises(ProgramError, match=r"on\(noodles, table_1\) would not hold"):
        check('go_to("kitchen")', "on(noodles, table_1)")


def test_a_program_is_refused_when_the_robot_is_too_weak(check: Check) -> None:
    with pytest.raises(ProgramError, match=r"needs payload_kg >= 8, waiter has 5"):
        check('go_to("kitchen")\npick("crate", "kitchen")')


def test_a_program_is_refused_when_the_robot_lacks_the_skill(check: Check) -> None:
    with pytest.raises(ProgramError, match="drone has no skill 'pick'; expected one of go_to, inspect, wait"):
        check('pick("noodles", "kitchen")', robots=("drone",))


def test_a_coalition_is_checked_with_its_strength_together(check: Check) -> None:
    text = 'go_to("kitchen")\nlift("crate", "kitchen")\ncarry_to("crate", "dock")\nlower("crate", "dock")'
    program = check(text, "on(crate, dock)", robots=("waiter", "helper"))
    assert len(program.expected_calls) == 4


def test_a_loop_goes_over_values_written_out(check: Check) -> None:
    program = check('for table in ("table_1", "table_2"):\n    go_to(table)\n    inspect(table)')
    assert run(program)[0] == ["go_to(table_1)", "inspect(table_1)", "go_to(table_2)", "inspect(table_2)"]


def test_numbers_reach_a_skill_as_plain_text(check: Check) -> None:
    assert run(check("for n in range(1, 4, 2):\n    beep(n)\nbeep(-0.5)"))[0] == [
        "beep(1)",
        "beep(3)",
        "beep(-0.5)",
    ]


def test_a_call_whose_value_is_used_does_not_raise(check: Check) -> None:
    program = check("ok = wait()\nif not ok:\n    beep(1)\nelif ok and 2 > 1:\n    beep(2)")
    assert run(program)[0] == ["wait()", "beep(2)"]
    assert run(program, {0: Cause.BLOCKED}) == (["wait()", "beep(1)"], Ended())


def test_a_call_on_its_own_line_ends_the_program_when_it_fails(check: Check) -> None:
    made, step = run(check("wait()\nbeep(1)"), {0: Cause.BLOCKED})
    assert made == ["wait()"]
    assert isinstance(step, Failed)
    assert (step.cause, step.line) == (Cause.BLOCKED, 1)


def test_a_named_failure_goes_to_its_handler(check: Check) -> None:
    text = (
        "try:\n    wait()\nexcept GraspFailed:\n    beep(1)\nexcept (Blocked, Timeout):\n    beep(2)\nbeep(3)"
    )
    program = check(text)
    assert run(program)[0] == ["wait()", "beep(3)"]
    assert run(program, {0: Cause.GRASP_FAILED})[0] == ["wait()", "beep(1)", "beep(3)"]
    assert run(program, {0: Cause.TIMEOUT})[0] == ["wait()", "beep(2)", "beep(3)"]
    assert isinstance(run(program, {0: Cause.BATTERY})[1], Failed)


@pytest.mark.parametrize("cause", [Cause.CANCELLED, Cause.PEER_LOST])
def test_no_program_outlives_a_cancel_or_a_lost_peer(check: Check, cause: Cause) -> None:
    program = check("try:\n    wait()\nexcept SkillFailure:\n    beep(1)\nok = wait()\nbeep(2)")
    made, step = run(program, {0: cause})
    assert made == ["wait()"]
    assert isinstance(step, Failed)
    assert step.cause is cause
    assert isinstance(run(program, {1: cause})[1], Failed)


def test_a_failure_inside_loops_leaves_them(check: Check) -> None:
    text = (
        "try:\n    for a in range(3):\n        for b in range(3):\n            beep(b)\n"
        "except Blocked:\n    wait()\nfor c in (7,):\n    beep(c)"
    )
    assert run(check(text), {1: Cause.BLOCKED})[0] == ["beep(0)", "beep(1)", "wait()", "beep(7)"]


def test_a_loop_around_a_try_goes_on_after_a_loop_inside_it_was_left(check: Check) -> None:
    text = (
        "for a in range(2):\n    try:\n        for b in (7, 8):\n            beep(b)\n"
        "    except Blocked:\n        wait()\n    beep(a)"
    )
    made, step = run(check(text), {0: Cause.BLOCKED})
    assert made == ["beep(7)", "wait()", "beep(0)", "beep(7)", "beep(8)", "beep(1)"]
    assert step == Ended()


def test_an_inner_try_that_does_not_fit_hands_the_failure_on(check: Check) -> None:
    text = (
        "try:\n    try:\n        wait()\n    except Blocked:\n        beep(1)\nexcept Timeout:\n    beep(2)"
    )
    assert run(check(text), {0: Cause.TIMEOUT})[0] == ["wait()", "beep(2)"]


def test_a_failure_in_a_handler_is_not_caught_by_its_own_try(check: Check) -> None:
    text = "try:\n    wait()\nexcept Blocked:\n    beep(1)"
    assert isinstance(run(check(text), {0: Cause.BLOCKED, 1: Cause.BLOCKED})[1], Failed)


def test_a_while_repeats_until_its_call_succeeds(check: Check) -> None:
    program = check("while not wait():\n    beep(1)")
    assert run(program, {0: Cause.BLOCKED, 2: Cause.BLOCKED})[0] == [
        "wait()",
        "beep(1)",
        "wait()",
        "beep(1)",
        "wait()",
    ]


def test_a_while_that_never_gets_there_runs_out_of_passes(check: Check) -> None:
    program = check("while not wait():\n    pass")
    made, step = run(program, dict.fromkeys(range(200), Cause.BLOCKED))
    assert len(made) == 51
    assert step == Failed(Cause.REFUSED, "the loop on line 1 ran more than 50 times")


def test_connectives_do_not_call_what_they_need_not(check: Check) -> None:
    assert run(check("x = wait() or beep(1)"))[0] == ["wait()"]
    assert run(check("x = wait() and beep(1)"), {0: Cause.BLOCKED})[0] == ["wait()"]
    assert run(check("if wait() and beep(1) and not beep(2):\n    beep(3)"))[0] == [
        "wait()",
        "beep(1)",
        "beep(2)",
    ]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("1 == 1", True), ("1 == True", False), ("'a' != 'b'", True), ("2 <= 2", True), ("3 >= 4", False),
        ("-1 < 0", True), ("1 in (1, 2)", True), ("'a' not in ['b']", True), ("True in (1,)", False),
    ],
)  # fmt: skip
def test_comparisons_mean_what_they_say(check: Check, condition: str, holds: bool) -> None:
    assert run(check(f"if {condition}:\n    wait()\nelse:\n    beep(1)"))[0] == [
        "wait()" if holds else "beep(1)"
    ]


def test_the_checker_looks_at_what_follows_a_failure(check: Check) -> None:
    text = (
        'go_to("kitchen")\ntry:\n    pick("noodles", "kitchen")\nexcept GraspFailed:\n    pass\n'
        'go_to("table_1")\nplace("noodles", "table_1")'
    )
    with pytest.raises(
        ProgramError, match=r"line 7: if pick\(noodles, kitchen\) fails \(grasp_failed\): place"
    ):
        check(text, "on(noodles, table_1)")


def test_a_retry_after_a_failure_passes_the_checker(check: Check) -> None:
    text = (
        'go_to("kitchen")\ntry:\n    pick("noodles", "kitchen")\n'
        'except GraspFailed:\n    pick("noodles", "kitchen")'
    )
    program = check(text, "holding(waiter, noodles)")
    assert run(program, {1: Cause.GRASP_FAILED})[1] == Ended()


def test_a_program_with_too_many_ways_to_fail_is_refused(check: Check) -> None:
    text = (
        "for a in range(45):\n    ok = wait()\n    try:\n        wait()\n"
        "    except Blocked:\n        pass\n    except Timeout:\n        pass\n"
    )
    with pytest.raises(ProgramError, match="can go wrong in more ways"):
        check(text)


def test_a_program_that_takes_too_long_is_ended(check: Check) -> None:
    interpreter = Interpreter(check("wait()\nwait()").code, limits=Limits(duration_s=60.0))
    assert isinstance(interpreter.advance(10.0), NeedsCall)
    interpreter.answer()
    assert isinstance(interpreter.advance(69.0), NeedsCall)
    step = interpreter.advance(71.0)
    assert isinstance(step, Failed)
    assert (step.cause, step.message) == (Cause.TIMEOUT, "the program ran longer than 60 s")


def test_asking_again_before_the_answer_names_the_same_call(check: Check) -> None:
    interpreter = Interpreter(check("wait()").code)
    assert interpreter.advance(0.0) == interpreter.advance(1.0)


def test_an_answer_nobody_asked_for_is_a_defect(check: Check) -> None:
    with pytest.raises(InvariantBroken, match="waits for no call"):
        Interpreter(check("wait()").code).answer()


def test_every_failure_that_can_be_caught_has_a_name() -> None:
    assert FAILURES["GraspFailed"] == (Cause.GRASP_FAILED,)
    assert {cause for causes in FAILURES.values() for cause in causes} == set(Cause) - {
        Cause.NONE,
        Cause.CANCELLED,
        Cause.PEER_LOST,
        Cause.STOPPED,
    }
