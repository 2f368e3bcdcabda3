"""Robots that must pass one another in a corridor go through as planned, and nobody touches anybody."""

from __future__ import annotations

from pathlib import Path

from comuros.core.mission import MissionOutcome
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Task
from comuros.core.tree import Branch, Relation, checked_tree
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario
from support.corridor import write_corridor

# The corridor reaches from 5 to 11 m.
CORRIDOR = (5.0, 11.0)


def visit(task_id: str, who: str, place: str) -> Task:
    return Task(task_id, task_id, SkillCall("go_to", (place,)), 1, Eligibility(only=(who,)))


def test_two_robots_that_meet_in_a_corridor_wait_as_planned_and_never_collide(tmp_path: Path) -> None:
    loaded = load_scenario(write_corridor(tmp_path, {"ann": "home_w", "ben": "home_e"}))
    tasks = (visit("a", "ann", "east_1"), visit("b", "ben", "west_1"))
    rehearsal = Rehearsal(loaded)
    rehearsal.give(checked_tree(Branch("root", Relation.PARALLEL, tasks)))
    both_inside = 0
    while not rehearsal.all_ended() and rehearsal.now_s < 120.0:
        rehearsal.step()
        poses = rehearsal.simulation.poses.values()
        both_inside += sum(CORRIDOR[0] < pose.x_m < CORRIDOR[1] for pose in poses) > 1
    (ended,) = rehearsal.account.ended.values()
    plan = rehearsal.plan()
    rehearsal.close()
    assert plan is not None
    assert ended.outcome is MissionOutcome.SUCCEEDED
    assert rehearsal.simulation.collisions == []
    assert both_inside == 0
    assert ended.makespan_s <= plan.certificate.makespan_s + 3.0
