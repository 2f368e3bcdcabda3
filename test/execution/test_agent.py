"""One agent on virtual time, its skills played by a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from comuros.core.command import AbortBarrier
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import FormulaGoal
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.scripted_port import Ending, fails
from support.agent_bench import Bench, atom, goal


@pytest.fixture
def bench(scenario: Scenario) -> Callable[..., Bench]:
    def make(*script: tuple[str, Ending], robot: str = "waiter") -> Bench:
        return Bench(scenario, *script, robot=robot)

    return make


SERVE = goal("on(noodles, table_1)")


def test_a_task_runs_through_approach_and_work_to_success(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.pass_time(10.0)
    assert b.port.log == [
        "go_to(kitchen)",
        "pick(noodles, kitchen)",
        "go_to(table_1)",
        "place(noodles, table_1)",
    ]
    assert b.statuses == [
        TaskStatus.ACCEPTED,
        TaskStatus.APPROACHING,
        TaskStatus.RUNNING,
        TaskStatus.SUCCEEDED,
    ]
    assert (b.last.progress, b.last.calls_done) == (1.0, 4)


def test_the_program_reads_as_people_write_it(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    assert b.agent.program_text == (
        'go_to("kitchen")\npick("noodles", "kitchen")\ngo_to("table_1")\nplace("noodles", "table_1")\n'
    )


def test_progress_grows_with_every_call_and_never_shrinks(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.pass_time(10.0)
    shares = [report.progress for report in b.reports]
    assert shares == sorted(shares)
    assert {0.0, 0.25, 0.5, 0.75, 1.0} <= set(shares)
    assert any(report.stage == "pick(noodles, kitchen)" for report in b.reports)


def test_what_holds_already_succeeds_at_once(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(goal("on(noodles, kitchen)"))
    assert (b.last.status, b.last.message, b.port.log) == (TaskStatus.SUCCEEDED, "it holds already", [])


def test_a_skill_that_was_asked_for_is_run_even_if_its_effect_holds(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SkillCall("go_to", ("dock",)))
    b.pass_time(2.0)
    assert b.port.log == ["go_to(dock)"]


def test_what_no_method_reaches_fails_with_the_reason_and_moves_nothing(bench: Callable[..., Bench]) -> None:
    b = bench(robot="drone")
    b.give(SERVE)
    assert (b.last.status, b.last.cause) == (TaskStatus.FAILED, Cause.PRECONDITION)
    assert "drone" in b.last.message
    assert b.port.log == []


def test_a_formula_is_not_composed_by_methods(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(FormulaGoal("F inspected(table_1)"))
    assert (b.last.status, "automaton" in b.last.message) == (TaskStatus.FAILED, True)


def test_an_interrupted_task_goes_on_from_where_it_stood(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE)
    b.pass_time(2.5)
    b.agent.cancel("t1")
    b.pass_time(1.0)
    assert b.last.status is TaskStatus.CANCELLED
    b.give(SERVE, revision=2, facts=(atom("holding(waiter, noodles)"),))
    b.pass_time(10.0)
    assert b.last.status is TaskStatus.SUCCEEDED
    assert b.port.log.count("pick(noodles, kitchen)") == 1


def test_a_restarted_agent_goes_on_from_what_its_gripper_holds(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.agent.sense(place="", holding=("noodles",))
    b.give(SERVE, facts=(atom("on(noodles, kitchen)"),))
    b.pass_time(10.0)
    assert b.port.log == ["go_to(table_1)", "place(noodles, table_1)"]


def test_a_restarted_agent_starts_from_the_place_it_stands_at(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.agent.sense(place="kitchen", holding=())
    b.give(SERVE)
    assert b.port.log == ["pick(noodles, kitchen)"]


def test_facts_replace_what_was_believed_of_the_things_they_are_about(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.give(SERVE, facts=(atom("on(noodles, table_2)"),))
    b.pass_time(10.0)
    assert b.port.log[:2] == ["go_to(table_2)", "pick(noodles, table_2)"]
    assert atom("quiet(dock)") in b.agent.belief.facts


def test_a_failing_skill_fails_the_task_with_its_cause(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", Ending()), ("pick", fails(Cause.GRASP_FAILED)))
    b.give(SERVE)
    b.pass_time(5.0)
    assert (b.last.status, b.last.cause, b.last.calls_done) == (TaskStatus.FAILED, Cause.GRASP_FAILED, 1)


def test_after_a_failed_way_the_robot_knows_that_it_is_nowhere(bench: Callable[..., Bench]) -> None:
    b = bench(("go_to", fails(Cause.BLOCKED)))
    b.give(goal("inspected(table_1)"))
    b.pass_time(1.5)
    assert b.agent.belief.value("at", "waiter") is None
    b.give(goal("inspected(dock)"), "t2")
    b.pass_time(5.0)
    assert b.port.log[-2:] == ["go_to(dock)", "inspect(dock)"]


def test_a_dropped_object_fails_the_task_at_once(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.agent.sense(place="dock", holding=())
    b.give(SERVE)
    b.pass_time(2.5)
    b.agent.sense(place="", holding=("noodles",))
    b.agent.sense(place="", holding=())
    assert b.port.cancelled == ["go_to(table_1)"]
    b.pass_time(0.5)
    assert (b.last.status, b.last.cause) == (TaskStatus.FAILED, Cause.OBJECT_DROPPED)
    assert b.agent.holding == ()


def test_letting_go_on_purpose_is_no_drop(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.agent.sense(place="dock", holding=())
    b.give(SERVE)
    b.pass_time(3.5)
    b.agent.sense(place="", holding=("noodles",))
    assert b.agent.stage == "place(noodles, table_1)"
    b.agent.sense(place="", holding=())
    b.pass_time(1.0)
    assert b.last.status is TaskStatus.SUCCEEDED


def test_a_gripper_that_reports_late_is_no_drop(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.agent.sense(place="dock", holding=())
    b.give(SERVE)
    b.pass_time(2.5)
    b.agent.sense(place="", holding=())
    assert b.agent.holding == ("noodles",)
    b.pass_time(5.0)
    assert b.last.status is TaskStatus.SUCCEEDED


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
