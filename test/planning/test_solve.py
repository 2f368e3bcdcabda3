"""What `solve` answers for each form of task, relation and constraint."""

from __future__ import annotations

from comuros.core.plan import Plan, PlanningOutcome, PlanningStatus
from comuros.core.task import FormulaGoal, Task
from comuros.core.tree import Node, OrderConstraint
from comuros.planning import solve, validate, why_not
from support.small_building import (
    any_of,
    call,
    goal,
    parallel,
    problem,
    scenario,
    sequence,
    together,
    travel,
)


def outcome_of(root: Node, **more: object) -> PlanningOutcome:
    return solve(problem(root, **more), scenario=scenario(), travel=travel())


def plan_of(root: Node, **more: object) -> Plan:
    outcome = outcome_of(root, **more)
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert outcome.plan is not None
    return outcome.plan


def test_a_robot_travels_ahead_while_the_predecessor_still_works() -> None:
    plan = plan_of(sequence("s", goal("serve", "on(cup, hall)"), goal("wipe", "clean(kitchen)")))
    serve, wipe = plan.assignment("serve"), plan.assignment("wipe")
    assert wipe.departure_s == 0.0
    assert wipe.start_s == serve.end_s == 24.0


def test_the_nearer_robot_gets_the_task_when_both_end_equally_early() -> None:
    plan = plan_of(parallel("p", goal("wipe", "clean(lab)"), call("rest", "go_to", "dock")))
    assert plan.assignment("rest").robots == ("carrier_1",)
    assert plan.certificate.total_travel_m == 0.0


def test_a_coalition_starts_when_its_last_member_has_arrived() -> None:
    plan = plan_of(goal("carry", "on(crate, dock)", robots=2))
    carry = plan.assignment("carry")
    assert carry.robots == ("carrier_1", "carrier_2")
    assert carry.start_s == 30.0
    assert carry.end_s == 46.0


def test_parts_of_a_together_start_at_once_and_hold_until_all_are_done() -> None:
    group = together("t", call("rest", "wait", only=("carrier_1",)), goal("wipe", "clean(lab)"))
    plan = plan_of(sequence("s", group, call("leave", "go_to", "kitchen", only=("carrier_1",))))
    assert plan.assignment("rest").start_s == plan.assignment("wipe").start_s
    assert plan.assignment("leave").departure_s >= plan.assignment("wipe").end_s


def test_the_solver_chooses_the_cheaper_alternative_and_never_starts_the_other() -> None:
    plan = plan_of(any_of("x", goal("near", "on(cup, dock)"), goal("far", "on(mug, hall)")))
    assert plan.assignment("near") is not None
    assert plan.not_chosen == ("far",)


def test_an_alternative_nobody_can_do_leaves_the_other() -> None:
    plan = plan_of(any_of("x", goal("no", "on(cup, roof)"), goal("yes", "on(mug, hall)")))
    assert plan.not_chosen == ("no",)


def test_whoever_holds_the_object_goes_on_with_it() -> None:
    steps = sequence("s", call("take", "pick", "cup", "kitchen"), call("put", "place", "cup", "hall"))
    plan = plan_of(steps)
    assert plan.assignment("take").robots == plan.assignment("put").robots


def test_a_coalition_that_lifts_also_carries_and_lowers() -> None:
    steps = [("up", "lift", "store"), ("over", "carry_to", "hall"), ("down", "lower", "hall")]
    plan = plan_of(
        sequence("s", *(call(name, skill, "crate", place, robots=2) for name, skill, place in steps))
    )
    assert plan.assignment("over").start == "store"
    assert plan.assignment("over").end_s - plan.assignment("over").start_s == 30.0


def test_two_tasks_on_one_object_do_not_overlap_even_without_an_order() -> None:
    moves = parallel("p", goal("first", "on(cup, hall)"), goal("second", "on(cup, dock)"))
    plan = plan_of(moves)
    first, second = sorted(plan.assignments, key=lambda entry: entry.start_s)
    assert first.end_s <= second.start_s


def test_an_order_nobody_stated_is_found_where_one_task_needs_another() -> None:
    plan = plan_of(
        parallel("p", call("put", "place", "cup", "hall"), call("take", "pick", "cup", "kitchen")),
    )
    assert plan.assignment("take").end_s <= plan.assignment("put").start_s
    assert ("take", "put") in plan.order


def test_an_order_constraint_across_branches_is_kept() -> None:
    tasks = parallel("p", goal("wipe", "clean(lab)"), goal("look", "inspected(hall)"))
    plan = plan_of(tasks, constraints=(OrderConstraint("c", "look", "wipe"),))
    assert plan.assignment("look").end_s <= plan.assignment("wipe").start_s


def test_a_task_already_true_takes_no_time() -> None:
    plan = plan_of(goal("g", "on(cup, kitchen)"))
    assert plan.certificate.makespan_s == 0.0


def test_equal_problems_with_one_worker_give_equal_plans() -> None:
    tree = parallel(
        "p", *(goal(f"g{n}", f"inspected({place})") for n, place in enumerate(("hall", "lab", "roof")))
    )
    first, second = plan_of(tree), plan_of(tree)
    assert first.assignments == second.assignments


def test_every_improvement_that_is_announced_is_a_valid_plan() -> None:
    tree = parallel("p", goal("a", "on(cup, hall)"), goal("b", "on(mug, lab)"), goal("c", "clean(dock)"))
    asked = problem(tree)
    seen: list[Plan] = []
    outcome = solve(asked, scenario=scenario(), travel=travel(), on_improvement=seen.append)
    assert seen
    assert all(validate(plan, asked, scenario=scenario(), travel=travel()) == () for plan in seen)
    assert seen[-1].certificate.makespan_s >= outcome.plan.certificate.makespan_s


def test_a_formula_leaf_over_what_is_no_fact_is_named_and_never_planned() -> None:
    outcome = outcome_of(Task("f", "f", FormulaGoal("F a")))
    assert outcome.plan is None
    assert "'a' is not a literal" in outcome.reason


def test_why_not_names_the_missing_capability() -> None:
    asked = problem(goal("look", "inspected(hall)"))
    plan = solve(asked, scenario=scenario(), travel=travel()).plan
    reason = why_not(plan, asked, "look", "carrier_1", scenario=scenario(), travel=travel())
    assert "sensors has camera" in reason
    assert "lidar" in reason


def test_why_not_gives_the_later_end_where_the_robot_could_do_it() -> None:
    asked = problem(goal("serve", "on(mug, dock)"))
    plan = solve(asked, scenario=scenario(), travel=travel()).plan
    assert plan.assignment("serve").robots == ("carrier_1",)
    reason = why_not(plan, asked, "serve", "carrier_2", scenario=scenario(), travel=travel())
    assert reason == "with carrier 2 on serve the mission would end at 44 s instead of 24 s"
