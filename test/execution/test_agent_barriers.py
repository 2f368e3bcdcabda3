"""An agent travels ahead and works when its barrier is released."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.command import AbortBarrier
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.scripted_port import Ending, fails
from support.agent_bench import Bench, atom, goal

SERVE = goal("on(noodles, table_1)")


def test_a_robot_travels_ahead_but_works_only_when_released(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1")
    b.pass_time(5.0)
    assert b.port.log == ["go_to(kitchen)"]
    assert b.ready == ["m1/t1/1"]
    assert (b.last.status, b.last.stage) == (TaskStatus.WAITING, "waiting for its turn")
    b.release("m1/t1/1", lead_s=2.0)
    b.pass_time(1.5)
    assert b.port.log == ["go_to(kitchen)"]
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED


def test_running_is_never_said_before_the_release(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1")
    b.pass_time(5.0)
    assert b.statuses == [TaskStatus.ACCEPTED, TaskStatus.APPROACHING, TaskStatus.WAITING]


def test_a_release_that_comes_before_the_robot_is_kept(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.release("m1/t1/1")
    b.give(SERVE, barrier_id="m1/t1/1")
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED


def test_what_holds_already_waits_for_its_turn_all_the_same(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(goal("on(noodles, kitchen)"), barrier_id="m1/t1/1")
    b.pass_time(1.0)
    assert b.last.status is TaskStatus.WAITING
    b.release("m1/t1/1")
    assert b.last.status is TaskStatus.SUCCEEDED


def test_the_program_is_made_afresh_from_what_changed_while_waiting(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1", facts=(atom("on(noodles, kitchen)"),))
    b.pass_time(3.0)
    b.release("m1/t1/1", facts=(atom("on(noodles, table_2)"),))
    b.pass_time(10.0)
    assert b.port.log[1:3] == ["go_to(table_2)", "pick(noodles, table_2)"]
    assert b.last.status is TaskStatus.SUCCEEDED


def test_work_that_becomes_possible_only_by_its_predecessors_waits_for_them(
    bench: Callable[..., Bench],
) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1", facts=(atom("holding(helper, noodles)"),))
    b.pass_time(1.0)
    assert b.last.status is TaskStatus.WAITING
    b.release("m1/t1/1", facts=(atom("on(noodles, table_2)"),))
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED


def test_what_is_out_of_reach_before_its_turn_may_be_brought_by_then(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", fails(Cause.UNREACHABLE)), ("go_to", Ending()))
    b.give(SERVE, barrier_id="m1/t1/1")
    b.pass_time(5.0)
    assert (b.last.status, b.ready) == (TaskStatus.WAITING, ["m1/t1/1"])
    b.release("m1/t1/1", facts=(atom("on(noodles, table_2)"),))
    b.pass_time(10.0)
    assert b.port.log[1] == "go_to(table_2)"
    assert b.last.status is TaskStatus.SUCCEEDED


def test_what_is_still_out_of_reach_at_its_turn_fails(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", fails(Cause.UNREACHABLE)), ("go_to", fails(Cause.UNREACHABLE)))
    b.give(SERVE, barrier_id="m1/t1/1")
    b.release("m1/t1/1")
    b.pass_time(10.0)
    assert (b.last.status, b.last.cause) == (TaskStatus.FAILED, Cause.UNREACHABLE)


def test_work_that_stays_impossible_fails_when_its_turn_comes(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1", facts=(atom("holding(helper, noodles)"),))
    b.release("m1/t1/1")
    b.pass_time(1.0)
    assert (b.last.status, b.last.cause) == (TaskStatus.FAILED, Cause.PRECONDITION)


def test_an_aborted_coalition_comes_to_rest_and_names_the_lost_peer(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1")
    b.agent.abort(AbortBarrier("m1/t1/1", ("waiter",), "helper is silent"))
    b.pass_time(1.0)
    assert (b.last.status, b.last.cause, b.last.message) == (
        TaskStatus.CANCELLED,
        Cause.PEER_LOST,
        "helper is silent",
    )


def test_a_later_plan_may_let_the_work_begin_at_once(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1")
    b.pass_time(3.0)
    b.give(SERVE, revision=2)
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED
