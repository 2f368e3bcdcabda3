"""Leaves that are formulas over one robot's trace: planned on a product, checked by definition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from comuros.core.errors import InputError
from comuros.core.literal import Atom
from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import RobotStatus
from comuros.core.robot_trace import RobotTrace
from comuros.core.skill import SkillCall
from comuros.core.task import FormulaGoal, Task
from comuros.core.tree import Node, checked_tree
from comuros.planning import solve, validate
from comuros.scenario import LoadedScenario, load_scenario
from comuros.scenario.tree_file import read_tree, tree_of
from comuros.spec.typing import ill_typed

CARRY = "F on(parcel, desk_6) & G !(holding(parcel) & inside(public_area))"


@pytest.fixture(scope="module")
def office() -> LoadedScenario:
    return load_scenario("office")


def asked(loaded: LoadedScenario, root: Node) -> PlanningProblem:
    team = tuple(
        RobotStatus(robot.name, loaded.world.start_pose(robot), robot.start, 1.0)
        for robot in loaded.scenario.robots
    )
    return PlanningProblem("m", 1, checked_tree(root), loaded.scenario.initial_state(), team)


def planned(loaded: LoadedScenario, *formulas: str) -> tuple[PlanningProblem, Plan]:
    leaves = [{"id": f"f{number}", "formula": formula} for number, formula in enumerate(formulas)]
    tree = tree_of({"id": "root", "relation": "sequence", "children": leaves}, loaded.scenario)
    assert ill_typed(tree, loaded.scenario) == ()
    problem = asked(loaded, tree.root)
    outcome = solve(problem, scenario=loaded.scenario, travel=loaded.travel)
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert outcome.plan is not None
    return problem, outcome.plan


def test_zones_are_kept_out_of_while_something_is_held(office: LoadedScenario) -> None:
    problem, plan = planned(office, CARRY)
    entry = plan.assignments[0]
    assert [call.skill for call in entry.calls] == ["go_to", "pick", "go_to", "place"]
    assert [(rule.zone, rule.holding) for rule in entry.keep_out] == [("public_area", ("_",))]
    assert validate(plan, problem, scenario=office.scenario, travel=office.travel) == ()
    _, free = planned(office, "F on(parcel, desk_6)")
    assert free.assignments[0].keep_out == ()
    assert plan.certificate.makespan_s > free.certificate.makespan_s


def test_the_validator_reads_the_calls_by_the_definition(office: LoadedScenario) -> None:
    problem, plan = planned(office, CARRY)
    entry = plan.assignments[0]
    for broken in (replace(entry, keep_out=()), replace(entry, calls=entry.calls[:-1])):
        reasons = validate(
            replace(plan, assignments=(broken,)), problem, scenario=office.scenario, travel=office.travel
        )
        assert any("do not satisfy" in reason for reason in reasons), reasons


@pytest.mark.parametrize(
    ("formula", "skills"),
    [
        ("F (at(desk_1) & F at(meeting_1))", ["go_to", "go_to"]),
        ("F inspect(desk_2)", ["go_to", "inspect"]),
        ("F holding(coffee) & G !at(desk_1)", ["go_to", "pick"]),
        ("!carrying U at(desk_3)", ["go_to"]),
        ("F inside(public_area)", ["go_to"]),
        (
            "F (on(coffee, desk_1) & F on(coffee, desk_2))",
            ["go_to", "pick", "go_to", "place", "pick", "go_to", "place"],
        ),
    ],
)
def test_calls_come_out_of_the_product(office: LoadedScenario, formula: str, skills: list[str]) -> None:
    _, plan = planned(office, formula)
    assert [call.skill for call in plan.assignments[0].calls] == skills


def test_what_no_robot_can_do_is_impossible_and_says_why(office: LoadedScenario) -> None:
    leaf = Task("a", "a", FormulaGoal("F holding(printout) & G !at(printer)"))
    outcome = solve(asked(office, leaf), scenario=office.scenario, travel=office.travel)
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert "satisfy F holding(printout)" in outcome.reason


def test_a_proposition_leaves_the_robot_out_and_a_robot_named_is_meant(office: LoadedScenario) -> None:
    names = (
        "at(desk_1)",
        "at(porter_2, desk_1)",
        "carrying",
        "inspect",
        "inspect(desk_2)",
        "inside(public_area)",
    )
    trace = RobotTrace(names, office.scenario)
    state = office.scenario.initial_state()
    there = replace(state, facts=state.facts | {Atom("at", ("porter_1", "desk_1"))})
    read = trace.letter("porter_1", there, ("public_area",), SkillCall("inspect", ("desk_1",)))
    assert read == {"at(desk_1)", "inspect", "inside(public_area)"}
    with pytest.raises(InputError, match="means nothing"):
        RobotTrace(("nonsense(desk_1)",), office.scenario)


@pytest.mark.parametrize("formula", ["F at(nowhere)", "F holding(desk_1)", "F flying", "F inspect(coffee)"])
def test_ill_typed_leaves_are_told(office: LoadedScenario, formula: str) -> None:
    assert ill_typed(checked_tree(Task("a", "a", FormulaGoal(formula))), office.scenario)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "the tree is"),
        ("tree: {relation: parallel, children: []}", "id None"),
        ("tree: {id: a}", "none of them"),
        ("tree: {id: a, goal: 'on(soup, desk_1)'}", "'soup'"),
        ("tree: {id: a, goal: at(porter_1)}", "no fact here"),
        ("tree: {id: a, call: pick(coffee)}", "takes 2"),
        ("tree: {id: a, formula: F at(desk_1), robots: two}", "'two'"),
        ("tree: {id: a, relation: both, children: []}", "'both'"),
        ("tree: {id: a, goal: 'on(coffee, desk_1)', when: now}", "'when'"),
        ("{tree: {id: a, call: wait()}, constraints: [{id: c}]}", "before and after"),
        ("{tree: {id: a, call: wait()}, constraints: [{before: a, after: b}]}", "no node 'b'"),
        ("{", "tree.yaml"),
    ],
)
def test_a_tree_file_says_what_is_wrong_with_it(
    tmp_path: Path, office: LoadedScenario, content: str, said: str
) -> None:
    file = tmp_path / "tree.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_tree(file, office.scenario)
    assert said in str(caught.value)
    with pytest.raises(InputError):
        read_tree(tmp_path / "missing.yaml", office.scenario)
