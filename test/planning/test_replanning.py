"""Planning from where things stand: work under way stays, what is done is not owed again."""

from __future__ import annotations

from dataclasses import replace

from comuros.core.geometry import Pose
from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import Exclusion, PlanningProblem, RunningTask
from comuros.core.world_state import WorldState
from comuros.planning import solve
from support.small_building import any_of, atom, goal, parallel, problem, scenario, sequence, team_of, travel


def solved(asked: PlanningProblem) -> Plan:
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    return outcome.plan


def with_facts(asked: PlanningProblem, *, gone: str, new: str) -> PlanningProblem:
    facts = (asked.state.facts - {atom(gone)}) | {atom(new)}
    return replace(asked, state=WorldState(frozenset(facts), asked.state.functional))


def test_work_under_way_stays_with_its_robots_and_later_work_waits_for_its_end() -> None:
    tree = sequence("s", goal("wipe", "clean(lab)"), goal("look", "inspected(lab)"))
    asked = problem(tree, now_s=100.0, running=(RunningTask("wipe", ("cleaner_1",), 7.0),))
    plan = solved(asked)
    assert plan.assignment("wipe").end_s == 107.0
    assert plan.assignment("look").start_s == 107.0
    assert plan.certificate.makespan_s == 112.0


def test_a_busy_robot_is_free_at_the_end_and_place_of_its_task() -> None:
    tree = parallel("p", goal("wipe", "clean(lab)"), goal("next", "clean(kitchen)"))
    plan = solved(problem(tree, running=(RunningTask("wipe", ("cleaner_1",), 3.0),)))
    assert plan.assignment("next").departure_s == 3.0
    assert plan.assignment("next").start_s == 3.0 + 20.0


def test_what_is_done_is_not_planned_and_no_longer_holds_others_up() -> None:
    tree = sequence("s", goal("serve", "on(cup, hall)"), goal("wipe", "clean(lab)"))
    asked = with_facts(problem(tree, done=("serve",)), gone="on(cup, kitchen)", new="on(cup, hall)")
    plan = solved(asked)
    assert plan.assignment("serve") is None
    assert plan.assignment("wipe").start_s == 0.0


def test_a_robot_ruled_out_is_replaced() -> None:
    asked = problem(goal("serve", "on(mug, dock)"), excluded=(Exclusion("serve", "carrier_1", "dropped it"),))
    assert solved(asked).assignment("serve").robots == ("carrier_2",)


def test_a_robot_that_left_the_team_gets_nothing() -> None:
    left = tuple(status for status in team_of(scenario()) if status.robot != "carrier_1")
    assert solved(problem(goal("serve", "on(mug, dock)"), team=left)).assignment("serve").robots == (
        "carrier_2",
    )


def test_an_alternative_once_begun_is_not_given_up() -> None:
    tree = any_of("x", goal("near", "on(cup, dock)"), goal("far", "clean(hall)"))
    plan = solved(problem(tree, running=(RunningTask("far", ("cleaner_1",), 50.0),)))
    assert plan.not_chosen == ("near",)


def test_an_abandoned_alternative_is_replaced_by_the_other() -> None:
    tree = any_of("x", goal("near", "on(cup, dock)"), goal("far", "on(mug, hall)"))
    plan = solved(problem(tree, abandoned=("near",)))
    assert plan.assignment("far") is not None


def test_a_robot_that_holds_the_object_goes_on_without_fetching_it_again() -> None:
    asked = with_facts(
        problem(parallel("p", goal("serve", "on(cup, hall)"), goal("other", "on(mug, dock)"))),
        gone="on(cup, kitchen)",
        new="holding(carrier_2, cup)",
    )
    plan = solved(asked)
    serve = plan.assignment("serve")
    assert serve.robots == ("carrier_2",)
    assert serve.end_s == 2.0


def test_a_robot_with_full_hands_delivers_first_and_then_does_the_rest() -> None:
    only = ("carrier_2",)
    asked = with_facts(
        problem(parallel("p", goal("other", "on(mug, dock)", only=only), goal("serve", "on(cup, hall)"))),
        gone="on(cup, kitchen)",
        new="holding(carrier_2, cup)",
    )
    plan = solved(asked)
    assert plan.assignment("serve").end_s <= plan.assignment("other").start_s


def test_a_robot_between_places_starts_from_its_pose() -> None:
    team = tuple(
        replace(status, place="", pose=Pose(12.0, 0.0)) if status.robot == "carrier_2" else status
        for status in team_of(scenario())
    )
    plan = solved(problem(goal("serve", "on(cup, hall)", only=("carrier_2",)), team=team))
    assert plan.assignment("serve").start_s == 2.0


def test_the_old_plan_as_a_hint_changes_nothing_where_nothing_changed() -> None:
    tree = parallel("p", goal("a", "on(cup, hall)"), goal("b", "on(mug, lab)"), goal("c", "clean(dock)"))
    first = solved(problem(tree))
    again = solved(problem(tree, previous=first))
    assert {a.task_id: a.robots for a in again.assignments} == {
        a.task_id: a.robots for a in first.assignments
    }
