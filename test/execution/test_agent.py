"""One agent on virtual time, its skills played by a script: a task from the approach to its end."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.skill import SkillCall
from comuros.core.task import FormulaGoal
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.scripted_port import Ending, fails
from support.agent_bench import Bench, atom, goal

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
