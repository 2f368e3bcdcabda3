"""After a failure all is planned anew, work under way included: it is stopped where that gains enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.command import CancelTask, StartTask
from comuros.core.event import EventKind, TaskReported
from comuros.core.plan import Assignment
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.task import FormulaGoal, Task, Work
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import Node
from comuros.planning import solve
from support.small_building import CARRIER, call, goal, parallel, scenario, team_of, travel
from support.stage import Stage, of_kind

# Ann brings the mug in 24 s: 10 m there, 10 m back, 2 s for each grip. Ben was given 200 s for it.
TREE = parallel("p", goal("serve", "on(mug, dock)"), call("rest", "wait", only=("cid",)))
PLANNED = (
    Assignment("serve", ("ben",), 0.0, 0.0, 200.0, "store", "dock"),
    Assignment("rest", ("cid",), 0.0, 0.0, 4.0),
)


def world(**more: float) -> Scenario:
    robots = (("ann", "dock"), ("ben", "hall"), ("cid", "hall"))
    return replace(scenario(tuple(Robot(name, CARRIER, home) for name, home in robots)), **more)  # type: ignore[arg-type]


def after_a_failure(place: Scenario, *, done: float, tree: Node = TREE) -> Stage:
    """Ben has done this share of his task when Cid fails at hers."""
    stage = Stage(world=place)
    for status in team_of(place):
        stage.see(EventKind.ROBOT_REPORTED, status, subjects=(status.robot,))
    stage.begin(tree, {"serve": ("ben",), "rest": ("cid",)}, assignments=PLANNED)
    report = TaskReported("serve", "ben", 1, TaskStatus.RUNNING, progress=done)
    stage.see(EventKind.TASK_REPORTED, report, mission_id="m1", subjects=("serve", "ben"))
    stage.report("cid", "rest", TaskStatus.FAILED, cause=Cause.SKILL_FAILED)
    return stage


@pytest.mark.parametrize(
    ("done", "price_s", "doer"),
    [
        (0.1, 60.0, "ann"),  # 180 s are left, 156 s are gained
        (0.7, 60.0, "ben"),  # 60 s are left, 36 s would be gained
        (0.7, 30.0, "ann"),
        (0.1, 1000.0, "ben"),
    ],
)
def test_work_under_way_is_stopped_where_the_gain_exceeds_the_price(
    done: float, price_s: float, doer: str
) -> None:
    place = world(abort_price_s=price_s)
    stage = after_a_failure(place, done=done)
    # The best plan is proved in well under a second; a machine that is busy is given as long as it needs.
    problem = replace(stage.request().problem, time_limit_s=120.0)
    commands = stage.answer(solve(problem, scenario=place, travel=travel()))
    stopped = [(c.robot, c.task_id) for c in of_kind(commands, CancelTask)]
    given = [(c.robot, c.task.id) for c in of_kind(commands, StartTask)]
    assert stopped == ([("ben", "serve")] if doer == "ann" else [])
    assert (("ann", "serve") in given) is (doer == "ann")


def test_a_scenario_that_says_nothing_asks_for_a_minute() -> None:
    (running,) = after_a_failure(world(), done=0.1).request().problem.running
    assert running.abort_price_s == 60.0
    assert running.remaining_s == pytest.approx(180.0)


def serving(work: Work) -> Node:
    return parallel("p", Task("serve", "serve", work), call("rest", "wait", only=("cid",)))


def test_what_a_formula_has_seen_is_not_undone() -> None:
    tree = serving(FormulaGoal("F holding(mug)"))
    (running,) = after_a_failure(world(), done=0.1, tree=tree).request().problem.running
    assert running.abort_price_s is None


def test_a_person_is_not_told_to_stop_for_a_gain() -> None:
    place = world()
    ann, ben, cid = place.robots
    place = replace(place, robots=(ann, replace(ben, is_human=True), cid))
    (running,) = after_a_failure(place, done=0.1).request().problem.running
    assert running.abort_price_s is None
