"""A lift and a narrow door take only so many robots at once, at work and on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from comuros.core.geometry import Pose
from comuros.core.place import Place
from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem, RunningTask
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.shared_resource import SharedResource
from comuros.planning import solve, validate, why_not
from comuros.scenario.distance_table import DistanceTable
from support.small_building import CARRIER, call, parallel, problem, scenario

WAYS = (("west", "door", 5.0), ("door", "east", 5.0), ("west", "yard", 20.0), ("yard", "east", 20.0))


def world(capacity: int, places: Iterable[str] = ("door",), robots: int = 2) -> Scenario:
    """Robots in the west; a door leads east."""
    names = ("west", "door", "east", "yard")
    small = scenario(tuple(Robot(f"r{n}", CARRIER, "west") for n in range(robots)))
    return replace(
        small,
        places=tuple(Place(name, Pose(float(x), 0.0)) for x, name in enumerate(names)),
        objects=(),
        resources=(SharedResource("narrow_door", capacity, tuple(places)),),
    )


def ways(place: Scenario) -> DistanceTable:
    return DistanceTable(place, WAYS)


def planned(asked: PlanningProblem, place: Scenario) -> Plan:
    outcome = solve(asked, scenario=place, travel=ways(place))
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    assert validate(outcome.plan, asked, scenario=place, travel=ways(place)) == ()
    return outcome.plan


def both(place: Scenario) -> PlanningProblem:
    """One task in the east for each robot."""
    tasks = (call(f"t{robot.name}", "go_to", "east", only=(robot.name,)) for robot in place.robots)
    return problem(parallel("p", *tasks), world=place)


@pytest.mark.parametrize(("capacity", "makespan_s"), [(1, 20.0), (2, 10.0)])
def test_robots_pass_a_door_one_after_the_other_where_it_is_narrow(capacity: int, makespan_s: float) -> None:
    place = world(capacity)
    plan = planned(both(place), place)
    assert plan.certificate.makespan_s == makespan_s
    assert len(plan.passages) == 2
    assert plan.certificate.is_optimal


def test_three_robots_through_a_door_for_two() -> None:
    place = world(2, robots=3)
    assert planned(both(place), place).certificate.makespan_s == 20.0


def with_cameras(place: Scenario) -> Scenario:
    skills = (replace(s, requires=()) if s.name == "inspect" else s for s in place.skills)
    return replace(place, skills=tuple(skills))


def test_work_at_the_place_keeps_others_out() -> None:
    place = with_cameras(world(1))
    tree = parallel(
        "p",
        call("stay", "inspect", "door", only=("r0",)),
        call("over", "go_to", "east", only=("r1",)),
    )
    plan = planned(problem(tree, world=place), place)
    stay, passage = plan.assignment("stay"), plan.passages[0]
    assert passage.end_s <= stay.start_s or stay.end_s <= passage.start_s


def test_a_crew_larger_than_the_door_is_explained_by_it() -> None:
    place = with_cameras(world(1))
    asked = problem(call("pass", "inspect", "door", robots=2), world=place)
    outcome = solve(asked, scenario=place, travel=ways(place))
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert "the narrow door takes 1 robot at a time" in str(outcome.conflict)


def test_a_deadline_that_the_door_makes_impossible_names_both() -> None:
    place = world(1)
    asked = both(place)
    leaves = tuple(replace(task, deadline_s=15.0) for task in asked.tree.tasks())
    asked = replace(asked, tree=replace(asked.tree, root=parallel("p", *leaves)))
    outcome = solve(asked, scenario=place, travel=ways(place))
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert "narrow door" in str(outcome.conflict)
    assert "done by 15 s" in str(outcome.conflict)


def test_a_task_under_way_at_the_door_keeps_it_until_it_ends() -> None:
    place = world(1, places=("door",))
    tree = parallel("p", call("hold", "go_to", "door"), call("over", "go_to", "east", only=("r1",)))
    asked = problem(tree, world=place, running=(RunningTask("hold", ("r0",), 30.0),))
    plan = planned(asked, place)
    assert plan.assignment("over").end_s == 40.0


def test_why_not_names_the_door_that_stands_in_the_way() -> None:
    place = world(1, robots=3)
    place = replace(place, robots=(*place.robots[:2], replace(place.robots[2], start="east")))
    tree = parallel(
        "p",
        replace(call("over", "go_to", "east", only=("r0",)), deadline_s=10.0),
        replace(call("stay", "go_to", "west"), deadline_s=10.0),
    )
    asked = problem(tree, world=place)
    plan = planned(asked, place)
    assert plan.assignment("stay").robots == ("r1",)
    reason = why_not(plan, asked, "stay", "r2", scenario=place, travel=ways(place))
    assert "the narrow door takes 1 robot at a time" in reason
    assert "done by 10 s" in reason
