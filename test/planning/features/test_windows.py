"""Release times and deadlines: kept, explained, never confused with running out of time."""

from __future__ import annotations

from dataclasses import replace

from comuros.core.plan import PlanningStatus
from comuros.planning import solve, validate, why_not
from support.small_building import goal, parallel, problem, scenario, sequence, travel


def test_a_task_waits_for_its_release_and_the_robot_is_there_in_time() -> None:
    task = replace(goal("wipe", "clean(hall)"), release_s=100.0)
    asked = problem(task)
    plan = solve(asked, scenario=scenario(), travel=travel()).plan
    assert plan.assignment("wipe").start_s == 100.0
    assert plan.assignment("wipe").departure_s == 0.0
    assert plan.certificate.is_optimal
    assert validate(plan, asked, scenario=scenario(), travel=travel()) == ()


def test_a_release_counts_from_the_start_of_the_mission_not_from_now() -> None:
    task = replace(goal("wipe", "clean(lab)"), release_s=100.0)
    plan = solve(problem(task, now_s=70.0), scenario=scenario(), travel=travel()).plan
    assert plan.assignment("wipe").start_s == 100.0
    late = solve(problem(task, now_s=120.0), scenario=scenario(), travel=travel()).plan
    assert late.assignment("wipe").start_s == 120.0


def test_a_robot_does_other_work_before_a_release() -> None:
    first = replace(goal("wipe", "clean(lab)"), release_s=50.0)
    plan = solve(
        problem(parallel("p", first, goal("other", "clean(kitchen)"))), scenario=scenario(), travel=travel()
    ).plan
    assert plan.assignment("other").end_s <= 50.0
    assert plan.certificate.makespan_s == 60.0


def test_a_release_too_late_for_a_deadline_is_explained_by_both() -> None:
    task = replace(goal("wipe", "clean(lab)", deadline_s=55.0), release_s=50.0)
    outcome = solve(problem(task), scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert "wipe (clean(lab)) must be done by 55 s" in str(outcome.conflict)
    assert "wipe (clean(lab)) does not start before 50 s" in str(outcome.conflict)


def test_why_not_names_the_end_and_the_deadline() -> None:
    asked = problem(goal("serve", "on(mug, dock)", deadline_s=30.0))
    plan = solve(asked, scenario=scenario(), travel=travel()).plan
    reason = why_not(plan, asked, "serve", "carrier_2", scenario=scenario(), travel=travel())
    assert reason == "carrier 2 would end serve at 44 s at the earliest; it must be done by 30 s"


def test_why_not_says_when_the_robots_own_work_stands_in_the_way() -> None:
    tree = sequence(
        "s", goal("one", "clean(lab)", deadline_s=12.0), goal("two", "on(mug, lab)", only=("carrier_1",))
    )
    asked = problem(tree)
    plan = solve(asked, scenario=scenario(), travel=travel()).plan
    assert plan is not None
    reason = why_not(plan, asked, "two", "cleaner_1", scenario=scenario(), travel=travel())
    assert "not permitted" in reason
