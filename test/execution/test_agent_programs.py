"""An agent that is given its program."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.scripted_port import Ending, fails
from support.agent_bench import Bench, goal

SERVE = goal("on(noodles, table_1)")


GIVES_UP_QUIETLY = (
    'go_to("kitchen")\nif pick("noodles", "kitchen"):\n    go_to("table_1")\n    place("noodles", "table_1")'
)
TRIES_THREE_TIMES = (
    'done = False\ngo_to("kitchen")\nfor attempt in range(3):\n    if not done:\n'
    '        done = pick("noodles", "kitchen")\n'
    'if done:\n    go_to("table_1")\n    place("noodles", "table_1")\n'
)


def test_a_given_program_is_run_when_it_passes_the_checker(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending()), ("pick", fails(Cause.GRASP_FAILED)))
    b.give(SERVE, program=TRIES_THREE_TIMES)
    b.pass_time(20.0)
    assert b.port.log.count("pick(noodles, kitchen)") == 2
    assert b.last.status is TaskStatus.SUCCEEDED


def test_a_given_program_that_does_not_reach_the_goal_is_not_run(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, program='go_to("kitchen")')
    assert (b.last.status, b.port.log) == (TaskStatus.FAILED, [])
    assert "on(noodles, table_1) would not hold" in b.last.message


def test_a_program_that_gives_up_quietly_does_not_count_as_success(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending()), ("pick", fails(Cause.GRASP_FAILED)))
    b.give(SERVE, program=GIVES_UP_QUIETLY)
    b.pass_time(5.0)
    assert (b.last.status, b.last.message) == (
        TaskStatus.FAILED,
        "all calls are made, but on(noodles, table_1) does not hold",
    )
