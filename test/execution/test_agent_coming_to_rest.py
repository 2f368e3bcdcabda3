"""An agent that is cancelled, out of time, stopped or paused comes to rest and says how it ended."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.scripted_port import Ending
from support.agent_bench import Bench, goal

SERVE = goal("on(noodles, table_1)")


def test_cancel_brings_the_robot_to_rest_before_it_is_confirmed(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending(duration_s=10.0, rest_s=1.0)))
    b.give(SERVE)
    b.pass_time(2.0)
    b.agent.cancel("t1", "the plan changed")
    assert not b.last.status.is_final
    b.pass_time(1.0)
    assert not b.port.moving
    assert (b.last.status, b.last.cause, b.last.message) == (
        TaskStatus.CANCELLED,
        Cause.CANCELLED,
        "the plan changed",
    )


def test_a_cancel_that_comes_too_late_tells_the_truth(bench: Callable[..., Bench]) -> None:
    b = bench(("inspect", Ending(duration_s=1.0, rest_s=None)))
    b.agent.sense(place="table_1", holding=())
    b.give(goal("inspected(table_1)"))
    b.port.cancel = lambda _call_id: None  # type: ignore[method-assign]
    b.agent.cancel("t1")
    b.pass_time(1.0)
    assert (b.last.status, b.last.message) == (TaskStatus.SUCCEEDED, "done before the cancel came")


def test_cancelling_another_task_changes_nothing(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.agent.cancel("t9")
    assert b.port.cancelled == []


def test_a_skill_that_never_comes_to_rest_is_said_so(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending(duration_s=5.0, rest_s=None)))
    b.give(SERVE)
    b.agent.cancel("t1")
    b.pass_time(9.5)
    assert not b.last.status.is_final
    b.pass_time(1.0)
    assert b.last.status is TaskStatus.CANCELLED
    assert "did not confirm" in b.last.message


def test_a_deadline_that_passes_stops_the_robot_first(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending(duration_s=60.0, rest_s=1.0)))
    b.give(SERVE, deadline_s=5.0)
    b.pass_time(5.5)
    assert b.port.cancelled == ["go_to(kitchen)"]
    assert not b.last.status.is_final
    b.pass_time(1.0)
    assert (b.last.status, b.last.cause) == (TaskStatus.FAILED, Cause.TIMEOUT)


def test_stop_cancels_and_refuses_until_resumed(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.agent.stop()
    b.pass_time(0.5)
    assert (b.last.status, b.agent.available, b.agent.stage) == (TaskStatus.CANCELLED, False, "stopped")
    b.give(SERVE, revision=2)
    assert (b.last.cause, b.last.message) == (Cause.STOPPED, "waiter is stopped; resume it first")
    b.agent.resume()
    b.give(SERVE, revision=3)
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED


def test_pause_keeps_the_place_in_the_program(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.pass_time(2.5)
    b.agent.pause()
    b.pass_time(5.0)
    assert not b.port.moving
    assert (b.last.status, b.last.stage) == (TaskStatus.WAITING, "paused")
    b.agent.resume()
    b.pass_time(10.0)
    assert b.port.log == [
        "go_to(kitchen)",
        "pick(noodles, kitchen)",
        "go_to(table_1)",
        "go_to(table_1)",
        "place(noodles, table_1)",
    ]
    assert b.last.status is TaskStatus.SUCCEEDED


def test_progress_does_not_shrink_when_a_call_is_made_again(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending(duration_s=4.0)))
    b.give(SERVE)
    b.pass_time(3.0)
    b.agent.pause()
    b.pass_time(1.0)
    b.agent.resume()
    b.pass_time(10.0)
    shares = [report.progress for report in b.reports]
    assert shares == sorted(shares)


def test_work_given_while_paused_waits(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.agent.pause()
    b.give(SERVE)
    b.pass_time(5.0)
    assert b.port.log == []
    b.agent.resume()
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED
