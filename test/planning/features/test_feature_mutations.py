"""The validator rejects every corruption of what plans say of energy, hands, resources, rules and prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from comuros.core.assignment_rule import AssignmentRule, Work
from comuros.core.capability import Capability
from comuros.core.plan import Passage, Plan
from comuros.core.planning_problem import PlanningProblem, RunningTask
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.shared_resource import SharedResource
from comuros.planning import solve, validate
from comuros.scenario.distance_table import DistanceTable
from support.small_building import atom, call, goal, parallel, problem, scenario, sequence, travel

Case = tuple[PlanningProblem, Scenario, TravelModel]


def charged() -> Case:
    """A carrier that has to charge twice."""
    stated = {"battery_wh": 50.0, "travel_wh_per_m": 1.0, "charge_w": 3600.0}
    base = scenario()
    carrier = replace(base.robots[0], overrides=tuple(Capability(n, v) for n, v in stated.items()))
    world = replace(base, robots=(carrier,), initial_facts=(atom("charger(dock)"),))
    stops = enumerate(("hall", "dock", "hall", "dock", "hall"))
    return (
        problem(sequence("s", *(call(f"t{n}", "go_to", p) for n, p in stops)), world=world),
        world,
        travel(),
    )


def shared() -> Case:
    """Two robots whose ways lead through the kitchen, where a third works."""
    base = scenario()
    world = replace(base, resources=(SharedResource("lift", 1, ("kitchen",)),))
    tree = parallel(
        "p",
        call("over", "go_to", "hall", only=("carrier_1",)),
        call("back", "go_to", "dock", only=("carrier_2",)),
        goal("wipe", "clean(kitchen)"),
    )
    edges = [("dock", "kitchen", 10.0), ("kitchen", "hall", 10.0), ("kitchen", "lab", 10.0),
             ("lab", "store", 10.0), ("hall", "roof", 10.0)]  # fmt: skip
    return problem(tree, world=world), world, DistanceTable(world, edges)


def ruled() -> Case:
    """The cup is for the second carrier, nobody likes mugs, the hall opens late."""
    rules = (
        AssignmentRule("the cup is for the second", Work(objects=("cup",)), only=("carrier_2",)),
        AssignmentRule("mugs rather not", Work(places=("store",)), avoid=("carrier",), cost_s=2.0),
        AssignmentRule("the hall opens late", Work(places=("hall",)), not_before_s=90.0),
    )
    world = replace(scenario(), assignment_rules=rules)
    mug = replace(goal("mug", "on(mug, dock)"), release_s=30.0)
    tree = parallel("p", call("cup", "pick", "cup", "kitchen"), mug, goal("look", "inspected(hall)"))
    return problem(tree, world=world), world, travel()


def stopped() -> Case:
    """A task under way that it pays to stop, and one that has to go on."""
    tree = parallel("p", goal("wipe", "clean(lab)"), goal("look", "inspected(hall)"))
    running = (RunningTask("wipe", ("cleaner_1",), 60.0, 5.0), RunningTask("look", ("scout_1",), 9.0))
    return problem(tree, running=running), scenario(), travel()


def edited(plan: Plan, task_id: str, **changes: object) -> Plan:
    entries = tuple(replace(e, **changes) if e.task_id == task_id else e for e in plan.assignments)  # type: ignore[arg-type]
    last_s = max(entry.end_s for entry in entries)
    return replace(plan, assignments=entries, certificate=replace(plan.certificate, makespan_s=last_s))


def first_stop(plan: Plan, **changes: object) -> Plan:
    return replace(plan, stops=(replace(plan.stops[0], **changes), *plan.stops[1:]))  # type: ignore[arg-type]


def first_passage(plan: Plan, **changes: object) -> Plan:
    return replace(plan, passages=(replace(plan.passages[0], **changes), *plan.passages[1:]))  # type: ignore[arg-type]


def penalties(plan: Plan, seconds: float) -> Plan:
    return replace(plan, certificate=replace(plan.certificate, penalty_s=seconds, lower_bound_s=0.0))


def earlier(plan: Plan, task_id: str, seconds: float) -> Plan:
    entry = plan.assignment(task_id)
    start_s = max(0.0, entry.start_s - seconds)
    return edited(
        plan, task_id, departure_s=0.0, start_s=start_s, end_s=start_s + entry.end_s - entry.start_s
    )


CORRUPTIONS: dict[Callable[[], Case], dict[str, Callable[[Plan], Plan]]] = {
    charged: {
        "no stop at all": lambda plan: replace(plan, stops=()),
        "one stop fewer": lambda plan: replace(plan, stops=plan.stops[1:]),
        "charging at no charger": lambda plan: first_stop(plan, place="hall"),
        "charging less": lambda plan: first_stop(plan, to_wh=plan.stops[0].to_wh - 5.0),
        "charging faster than it can": lambda plan: first_stop(plan, to_wh=plan.stops[0].to_wh + 5.0),
        "more than the battery holds": lambda plan: first_stop(plan, to_wh=500.0, end_s=1000.0),
        "arriving with more": lambda plan: first_stop(plan, from_wh=plan.stops[0].from_wh + 5.0),
        "charging before arriving": lambda plan: first_stop(plan, start_s=0.0, end_s=10.0),
        "charging for no task": lambda plan: first_stop(plan, before_task="t9"),
        "another robot's stop": lambda plan: first_stop(plan, robot="carrier_2"),
    },
    shared: {
        "no passage reserved": lambda plan: replace(plan, passages=()),
        "one passage fewer": lambda plan: replace(plan, passages=plan.passages[1:]),
        "both at once": lambda plan: first_passage(
            plan, start_s=plan.passages[1].start_s, end_s=plan.passages[1].end_s
        ),
        "shorter than the way": lambda plan: first_passage(plan, end_s=plan.passages[0].end_s - 5.0),
        "another resource": lambda plan: first_passage(plan, resource="stairs"),
        "a third user": lambda plan: replace(
            plan, passages=(*plan.passages, Passage("lift", "scout_1", "over", 0.0, 500.0))
        ),
        "a user while somebody works there": lambda plan: edited(
            plan, "wipe", start_s=plan.passages[0].start_s + 1.0, end_s=plan.passages[0].start_s + 31.0
        ),
        "after the task has begun": lambda plan: first_passage(
            plan, start_s=plan.passages[0].start_s + 400.0, end_s=plan.passages[0].end_s + 400.0
        ),
    },
    ruled: {
        "a robot the rule excludes": lambda plan: edited(plan, "cup", robots=("carrier_1",)),
        "before the rule's time": lambda plan: earlier(plan, "look", 10.0),
        "before the release": lambda plan: earlier(plan, "mug", 30.0),
        "penalties left out": lambda plan: penalties(plan, plan.certificate.penalty_s - 2.0),
        "penalties made up": lambda plan: penalties(plan, plan.certificate.penalty_s + 7.0),
        "more than the hands hold": lambda plan: edited(
            plan, "mug", robots=("carrier_2",), start_s=200.0, end_s=240.0
        ),
    },
    stopped: {
        "stopping kept silent": lambda plan: replace(plan, aborted=()),
        "stopping what has to go on": lambda plan: replace(plan, aborted=("wipe", "look")),
        "stopping for nothing": lambda plan: penalties(plan, 0.0),
    },
}
NAMES = [(case, name) for case, kinds in CORRUPTIONS.items() for name in kinds]


@cache
def planned(case: Callable[[], Case]) -> tuple[Plan, Case]:
    asked, world, ways = case()
    outcome = solve(asked, scenario=world, travel=ways)
    assert outcome.plan is not None, outcome.reason
    return outcome.plan, (asked, world, ways)


@pytest.mark.parametrize("case", CORRUPTIONS, ids=lambda case: case.__name__)
def test_the_solvers_plan_is_accepted(case: Callable[[], Case]) -> None:
    plan, (asked, world, ways) = planned(case)
    assert validate(plan, asked, scenario=world, travel=ways) == ()
    assert plan.stops or plan.passages or plan.aborted or plan.certificate.penalty_s


@pytest.mark.parametrize(("case", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_corrupted_plan_is_rejected(case: Callable[[], Case], name: str) -> None:
    plan, (asked, world, ways) = planned(case)
    corrupted = CORRUPTIONS[case][name](plan)
    assert corrupted != plan
    assert validate(corrupted, asked, scenario=world, travel=ways)
