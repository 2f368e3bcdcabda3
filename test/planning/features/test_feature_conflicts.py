"""Twenty impossible problems of five more kinds: proved, explained, possible once one requirement goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.assignment_rule import AssignmentRule, Work
from comuros.core.capability import Capability
from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import PlanningProblem, RunningTask
from comuros.core.scenario import Scenario
from comuros.core.shared_resource import SharedResource
from comuros.core.tree import Node
from comuros.planning import SolverSettings, solve, validate
from comuros.planning.conflicts import is_feasible, minimal_core
from comuros.planning.relaxation import Question
from support.small_building import (
    any_of,
    atom,
    call,
    goal,
    parallel,
    problem,
    scenario,
    sequence,
    together,
    travel,
)

SETTINGS = SolverSettings()
Case = tuple[PlanningProblem, Scenario]


def released(task: Node, release_s: float) -> Node:
    return replace(task, release_s=release_s)


def windowed(root: Node) -> Case:
    return problem(root), scenario()


def ruled(root: Node, *rules: AssignmentRule) -> Case:
    world = replace(scenario(), assignment_rules=rules)
    return problem(root, world=world), world


def powered(root: Node, *, battery: float = 1.0, chargers: tuple[str, ...] = (), **facts: float) -> Case:
    """All robots have batteries of 100 Wh; a metre takes 2 Wh."""
    stated = {"battery_wh": 100.0, "travel_wh_per_m": 2.0, "charge_w": 3600.0, **facts}
    extra = tuple(Capability(name, value) for name, value in stated.items())
    base = scenario()
    world = replace(
        base,
        robots=tuple(replace(robot, overrides=extra) for robot in base.robots),
        initial_facts=tuple(atom(f"charger({place})") for place in chargers),
    )
    asked = problem(root, world=world)
    return replace(asked, team=tuple(replace(s, battery=battery) for s in asked.team)), world


def shared(root: Node, capacity: int, *places: str, **more: object) -> Case:
    world = replace(scenario(), resources=(SharedResource("lift", capacity, places),))
    return problem(root, world=world, **more), world


def take(number: int, thing: str, place: str, *only: str) -> Node:
    return call(f"take{number}", "pick", thing, place, only=only)


ONE = ("carrier_1",)
NEVER_CUPS = AssignmentRule("carriers leave cups alone", Work(objects=("cup",)), never=("carrier",))
LATE_HALL = AssignmentRule("the hall opens at 100 s", Work(places=("hall",)), not_before_s=100.0)
EARLY_LAB = AssignmentRule("the lab closes at 5 s", Work(places=("lab",)), not_after_s=5.0)
SCOUTS_LOOK = AssignmentRule("only carriers look", Work(skills=("inspect",)), only=("carrier",))

WIPE_LATE = released(goal("a", "clean(lab)"), 50.0)
LOOK = goal("b", "inspected(lab)")
LOOK_SOON = goal("b", "inspected(hall)", deadline_s=20.0)
BACK_AND_FORTH = tuple(call(f"g{n}", "go_to", p, only=ONE) for n, p in enumerate(("hall", "dock", "hall")))
TAKES = (take(1, "cup", "kitchen", *ONE), take(2, "mug", "store", *ONE))

CASES: dict[str, tuple[Case, ...]] = {
    "window": (
        windowed(released(goal("a", "clean(lab)", deadline_s=15.0), 10.0)),
        windowed(sequence("s", WIPE_LATE, goal("b", "inspected(lab)", deadline_s=60.0))),
        windowed(together("t", WIPE_LATE, LOOK_SOON)),
        windowed(parallel("p", LOOK, released(goal("a", "on(cup, dock)", deadline_s=40.0), 30.0))),
    ),
    "rule": (
        ruled(goal("a", "on(cup, hall)"), NEVER_CUPS),
        ruled(goal("a", "inspected(hall)", deadline_s=60.0), LATE_HALL),
        ruled(sequence("s", goal("a", "clean(dock)"), goal("b", "clean(lab)")), EARLY_LAB),
        ruled(parallel("p", goal("a", "inspected(hall)"), goal("b", "clean(lab)")), SCOUTS_LOOK),
    ),
    "battery": (
        powered(goal("a", "on(cup, hall)"), battery=0.2),
        powered(goal("a", "on(cup, hall)"), battery=0.2, chargers=("store",)),
        powered(sequence("s", *BACK_AND_FORTH)),
        powered(goal("a", "clean(lab)"), work_w=40_000.0),
    ),
    "hands": (
        windowed(parallel("p", *TAKES)),
        windowed(sequence("s", TAKES[0], goal("b", "on(mug, dock)", only=ONE))),
        windowed(sequence("s", TAKES[0], goal("b", "on(crate, dock)", robots=2))),
        windowed(parallel("p", TAKES[0], any_of("x", TAKES[1], call("c", "pick", "mug", "store", only=ONE)))),
    ),
    "resource": (
        shared(goal("a", "on(crate, dock)", robots=2), 1, "store"),
        shared(together("t", goal("a", "clean(lab)"), LOOK), 1, "lab"),
        shared(
            parallel("p", *(replace(t, deadline_s=12.0) for t in (goal("a", "clean(lab)"), LOOK))), 1, "lab"
        ),
        shared(
            parallel("p", goal("a", "clean(hall)"), replace(LOOK_SOON, deadline_s=30.0)),
            1,
            "hall",
            running=(RunningTask("a", ("cleaner_1",), 40.0),),
        ),
    ),
}
NAMES = [(kind, number) for kind, cases in CASES.items() for number in range(len(cases))]
WORDS = {
    "window": "does not start before",
    "rule": "the rule:",
    "battery": "in reserve",
    "hands": "hold no more at once",
    "resource": "the lift takes 1 robot at a time",
}


@pytest.mark.parametrize(("kind", "number"), NAMES)
def test_it_is_proved_impossible_and_any_one_requirement_left_out_makes_it_possible(
    kind: str, number: int
) -> None:
    asked, world = CASES[kind][number]
    outcome = solve(asked, scenario=world, travel=travel())
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert WORDS[kind] in str(outcome.conflict)
    core = minimal_core(Question(asked, world, travel()), SETTINGS)
    assert not is_feasible(core.question, SETTINGS)
    for requirement in core.requirements:
        eased = requirement.without(core.question)
        answer = solve(eased.problem, scenario=eased.scenario, travel=eased.travel)
        assert answer.plan is not None, requirement.words
        assert validate(answer.plan, eased.problem, scenario=eased.scenario, travel=eased.travel) == ()


def test_there_are_twenty_of_five_kinds() -> None:
    assert (len(NAMES), len(CASES)) == (20, 5)
