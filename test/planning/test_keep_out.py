"""Prohibitions become rules for routes: plans go round, take longer, or are proved impossible."""

from __future__ import annotations

import pytest

from comuros.core.keep_out import Bounds, KeepOut, bounds_for
from comuros.core.literal import parse_literal
from comuros.core.plan import Plan, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import RobotStatus
from comuros.core.task import Goal, Task
from comuros.core.tree import FormulaConstraint, Node, checked_tree
from comuros.planning import solve, validate, why_not
from comuros.planning.clause_check import broken_clauses
from comuros.planning.keep_out import rules_in
from comuros.scenario import DistanceTable, LoadedScenario, load_scenario
from support.small_building import call, goal, parallel, problem, scenario

LADEN = "holding(waiter, soup) | holding(waiter, noodles)"


@pytest.fixture(scope="module")
def food_court() -> LoadedScenario:
    return load_scenario("food_court")


def asked(loaded: LoadedScenario, root: Node, *clauses: FormulaConstraint) -> PlanningProblem:
    team = tuple(
        RobotStatus(robot.name, loaded.world.start_pose(robot), robot.start, 1.0)
        for robot in loaded.scenario.robots
    )
    return PlanningProblem(
        "m", 1, checked_tree(root, constraints=clauses), loaded.scenario.initial_state(), team
    )


def serve(
    formula: str, loaded: LoadedScenario, *, scope: str = "serve"
) -> tuple[PlanningProblem, PlanningOutcome]:
    task = Task("serve", "serve", Goal((parse_literal("on(soup, table_2)"),)))
    posed = asked(loaded, task, FormulaConstraint("c", scope, formula, "as forbidden"))
    return posed, solve(posed, scenario=loaded.scenario, travel=loaded.travel)


def plan_in(outcome: PlanningOutcome) -> Plan:
    assert outcome.plan is not None, outcome.reason
    return outcome.plan


@pytest.mark.parametrize(
    ("formula", "rules"),
    [
        ("G !inside(waiter, play_area)", [("waiter", "play_area", ())]),
        ("!F inside(waiter, play_area)", [("waiter", "play_area", ())]),
        (f"G !(inside(waiter, play_area) & ({LADEN}))", [("waiter", "play_area", ("noodles", "soup"))]),
        (f"G (({LADEN}) -> !inside(waiter, play_area))", [("waiter", "play_area", ("noodles", "soup"))]),
        ("G !(in(waiter, play_area) & carrying(waiter))", [("waiter", "play_area", ("_",))]),
        (
            "G (!at(drone, kitchen) & !inside(waiter, play_area))",
            [("drone", "kitchen", ()), ("waiter", "play_area", ())],
        ),
        ("F inside(waiter, play_area)", []),
        ("G !(inside(waiter, play_area) & inside(cleaner, play_area))", []),
        ("G !(inside(waiter, play_area) & holding(cleaner, soup))", []),
        ("G (serve -> !inside(waiter, play_area))", []),
        ("!inside(waiter, play_area) U serve", []),
    ],
)
def test_rules_are_read_off_clauses_that_imply_them(
    formula: str, rules: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    tree = checked_tree(
        Task("serve", "serve", Goal((parse_literal("on(soup, table_2)"),))),
        constraints=(FormulaConstraint("c", "serve", formula, "said"),),
    )
    found = rules_in(tree)
    assert sorted((r.robot, r.zone, tuple(sorted(r.holding))) for r in found.everywhere) == rules
    assert all(rule.words == "said" for rule in found.everywhere)
    assert found.scoped == ()


def test_a_clause_of_one_part_is_scoped_and_ends_with_it() -> None:
    tree = parallel("p", goal("a", "clean(lab)"), goal("b", "inspected(hall)"))
    clause = FormulaConstraint("c", "a", "G !inside(scout_1, hall)")
    inside = checked_tree(tree, constraints=(clause,))
    assert len(rules_in(inside).scoped) == 1
    assert rules_in(inside, over=("a",)).scoped == ()


@pytest.mark.parametrize(
    "formula", ["G !inside(waiter, play_area)", f"G !(inside(waiter, play_area) & ({LADEN}))"]
)
def test_a_plan_goes_round(food_court: LoadedScenario, formula: str) -> None:
    posed, outcome = serve(f"{formula} & G !holding(cleaner, soup)", food_court)
    _, free = serve("G !holding(cleaner, soup)", food_court)
    plan = plan_in(outcome)
    assert outcome.status is PlanningStatus.SOLVED
    assert plan.certificate.makespan_s != plan_in(free).certificate.makespan_s
    assert validate(plan, posed, scenario=food_court.scenario, travel=food_court.travel) == ()
    ways = food_court.roadmap.keeping_out(plan.keep_out)
    assert broken_clauses(plan, posed, scenario=food_court.scenario, travel=ways) == ()
    bare = broken_clauses(plan, posed, scenario=food_court.scenario, travel=food_court.travel)
    assert any("as forbidden" in reason for reason in bare), "without the rules the same plan breaks it"


def test_what_is_held_decides_which_way_is_taken(food_court: LoadedScenario) -> None:
    roadmap, waiter = food_court.roadmap, food_court.scenario.robot("waiter")
    rule = KeepOut("waiter", "play_area", ("soup",))
    ruled = roadmap.keeping_out([rule])
    free_m = roadmap.distance_m(waiter, "kitchen", "table_2")
    assert ruled.distance_m(waiter, "kitchen", "table_2") == free_m
    assert ruled.while_holding(["noodles"]).distance_m(waiter, "kitchen", "table_2") == free_m
    laden_m = ruled.while_holding(["soup"]).distance_m(waiter, "kitchen", "table_2")
    assert free_m is not None
    assert laden_m is not None
    assert laden_m != free_m
    assert ruled.while_holding(["soup"]).zones_between(waiter, "kitchen", "table_2") == ()
    assert "play_area" in roadmap.zones_between(waiter, "kitchen", "table_2")
    assert bounds_for([rule], ["soup"]) == Bounds(("play_area",), ())
    assert bounds_for([rule], []) == Bounds((), ("play_area",))


def test_where_no_way_is_left_the_clause_is_named(food_court: LoadedScenario) -> None:
    hospital = load_scenario("hospital")
    task = Task("bring", "bring", Goal((parse_literal("on(medicine, room_2)"),)))
    clauses = tuple(
        FormulaConstraint(
            f"c{i}", "bring", f"G !(inside({name}, corridor) & carrying({name}))", "never there laden"
        )
        for i, name in enumerate(("courier_1", "courier_2", "cleaner"))
    )
    outcome = solve(asked(hospital, task, *clauses), scenario=hospital.scenario, travel=hospital.travel)
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert outcome.conflict is not None
    assert sum("never there laden" in words for words in outcome.conflict.requirements) == 1
    _, served = serve("G !at(waiter, kitchen) & G !at(cleaner, kitchen)", food_court)
    assert served.status is PlanningStatus.INFEASIBLE
    assert "as forbidden" in served.reason


def test_a_distance_table_keeps_out_of_places() -> None:
    names = [place.name for place in scenario().places]
    table = DistanceTable(scenario(), [(one, "hall", 5.0) for one in names if one != "hall"])
    asked_for = problem(goal("a", "clean(lab)"))
    closed = tuple(
        FormulaConstraint(f"c{i}", "a", f"G !at({status.robot}, hall)", "not the hall")
        for i, status in enumerate(asked_for.team)
    )
    assert solve(asked_for, scenario=scenario(), travel=table).status is PlanningStatus.SOLVED
    shut = solve(problem(goal("a", "clean(lab)"), constraints=closed), scenario=scenario(), travel=table)
    assert shut.status is PlanningStatus.INFEASIBLE
    assert "not the hall" in shut.reason


# Past the hall the first carrier, at the dock, has 20 m to the lab; over the store 60 m.
WAYS = (("dock", "hall", 10.0), ("hall", "lab", 10.0), ("dock", "store", 30.0), ("store", "lab", 30.0))
HALL, STORE = "G !inside(carrier_1, hall)", "G !inside(carrier_1, store)"


@pytest.mark.parametrize(
    ("formulas", "ways", "said"),
    [
        ((), WAYS, "would end at 20 s instead of 10 s"),
        ((HALL,), WAYS, "would end at 60 s instead of 10 s; carrier 1 must not enter hall (rule 0)"),
        ((HALL,), WAYS[:2], "there is no way to lab; carrier 1 must not enter hall (rule 0)"),
        ((STORE,), WAYS, "would end at 20 s instead of 10 s"),
        (
            (HALL, STORE),
            WAYS,
            "there is no way to lab; carrier 1 must not enter hall (rule 0)",
        ),
        (("G !inside(carrier_2, dock)",), WAYS, "would end at 20 s instead of 10 s"),
    ],
)
def test_why_not_names_the_rule_that_keeps_a_robot_out(
    formulas: tuple[str, ...], ways: tuple[tuple[str, str, float], ...], said: str
) -> None:
    place, task = scenario(), call("go", "go_to", "lab", only=("carrier_1", "carrier_2"))
    clauses = [FormulaConstraint(f"c{n}", "go", formula, f"rule {n}") for n, formula in enumerate(formulas)]
    posed = problem(task, world=place, constraints=tuple(clauses))
    travel = DistanceTable(place, ways)
    plan = plan_in(solve(posed, scenario=place, travel=travel))
    assert why_not(plan, posed, "go", "carrier_1", scenario=place, travel=travel).endswith(said)


def test_two_rules_that_only_together_leave_no_way_are_both_named() -> None:
    place, task = scenario(), call("go", "go_to", "lab", only=("carrier_1", "carrier_2"))
    rules = ("hall", "kitchen", "store")
    clauses = tuple(FormulaConstraint(z, "go", f"G !inside(carrier_1, {z})", "") for z in rules)
    posed = problem(task, world=place, constraints=clauses)
    travel = DistanceTable(place, (*WAYS[:1], ("hall", "kitchen", 5.0), ("kitchen", "lab", 5.0)))
    plan = plan_in(solve(posed, scenario=place, travel=travel))
    reason = why_not(plan, posed, "go", "carrier_1", scenario=place, travel=travel)
    assert "carrier 1 must not enter hall (hall); carrier 1 must not enter kitchen (kitchen)" in reason
