"""An agent that is asked for the same task again, under a newer plan, or for another one."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.scripted_port import Ending, fails
from support.agent_bench import Bench, goal

SERVE = goal("on(noodles, table_1)")


def test_the_same_task_twice_is_begun_once_and_reported_again(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.pass_time(0.4)
    said = b.last
    b.give(SERVE)
    assert b.last == said
    assert b.port.log == ["go_to(kitchen)"]


def test_a_task_that_succeeded_is_reported_again_and_not_repeated(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.pass_time(10.0)
    calls = len(b.port.log)
    b.give(SERVE)
    assert b.last.status is TaskStatus.SUCCEEDED
    assert len(b.port.log) == calls


def test_a_skill_that_succeeded_is_not_run_again_for_the_same_request(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SkillCall("wait", ()))
    b.pass_time(2.0)
    b.give(SkillCall("wait", ()))
    b.pass_time(2.0)
    assert b.port.log == ["wait()"]
    b.give(SkillCall("wait", ()), revision=2)
    b.pass_time(2.0)
    assert b.port.log == ["wait()", "wait()"]


def test_asked_again_at_a_barrier_the_robot_says_again_that_it_is_ready(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1")
    b.pass_time(3.0)
    b.give(SERVE, barrier_id="m1/t1/1")
    assert b.ready == ["m1/t1/1", "m1/t1/1"]


def test_a_second_release_does_not_put_the_first_one_off(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, barrier_id="m1/t1/1")
    b.pass_time(3.0)
    b.release("m1/t1/1", lead_s=1.0)
    b.release("m1/t1/1", lead_s=60.0)
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED


def test_asking_again_for_a_failed_task_is_a_retry(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", fails(Cause.BLOCKED)))
    b.give(SERVE)
    b.pass_time(1.5)
    assert b.last.status is TaskStatus.FAILED
    b.give(SERVE)
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED


def test_a_newer_revision_of_the_same_task_goes_on_undisturbed(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.pass_time(1.5)
    b.give(SERVE, revision=2)
    assert b.last.revision == 2
    b.pass_time(10.0)
    assert (b.last.status, b.last.revision) == (TaskStatus.SUCCEEDED, 2)
    assert b.port.cancelled == []
    assert len(b.port.log) == 4


def test_a_newer_revision_with_another_coalition_begins_afresh(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.give(SERVE, revision=2, coalition=("waiter", "helper"))
    b.pass_time(10.0)
    assert b.port.cancelled == ["go_to(kitchen)"]
    assert (b.last.status, b.last.revision) == (TaskStatus.SUCCEEDED, 2)


def test_a_busy_robot_refuses_another_task(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.give(goal("inspected(dock)"), "t2")
    refusal = b.last
    assert (refusal.task_id, refusal.status, refusal.cause) == ("t2", TaskStatus.FAILED, Cause.REFUSED)
    assert refusal.message == "waiter is busy with task t1"
    b.pass_time(10.0)
    assert b.last.task_id == "t1"


def test_one_task_may_wait_while_the_cancelled_one_comes_to_rest(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending(duration_s=10.0, rest_s=1.0)))
    b.give(SERVE)
    b.agent.cancel("t1")
    b.give(goal("inspected(table_2)"), "t2")
    b.give(goal("inspected(table_1)"), "t3")
    assert (b.last.task_id, b.last.message) == ("t2", "replaced by task t3")
    b.pass_time(10.0)
    assert [r.task_id for r in b.reports if r.status.is_final] == ["t2", "t1", "t3"]
    assert b.last.status is TaskStatus.SUCCEEDED


def test_a_waiting_task_can_be_cancelled_too(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending(duration_s=10.0, rest_s=1.0)))
    b.give(SERVE)
    b.agent.cancel("t1")
    b.give(goal("inspected(table_2)"), "t2")
    b.agent.cancel("t2")
    b.pass_time(5.0)
    assert {r.task_id: r.status for r in b.reports if r.status.is_final} == {
        "t1": TaskStatus.CANCELLED,
        "t2": TaskStatus.CANCELLED,
    }
    assert b.port.log == ["go_to(kitchen)"]
