"""A robot whose battery does not last for its tour charges where its plan says, and gets on with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.core.command import StartTask
from comuros.core.mission import MissionOutcome
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.tree import Branch, Relation, checked_tree
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario
from support.corridor import write_corridor

# A full battery lasts for 33 m and fills in 50 s, for the planner and in the world alike.
BATTERY = {"battery_wh": 10.0, "travel_wh_per_m": 0.3, "charge_w": 720.0}


def test_a_robot_charges_on_its_tour_as_planned(tmp_path: Path) -> None:
    file = write_corridor(tmp_path, {"ann": "home_w"}, chargers=("home_w",), **BATTERY)
    places = ("east_1", "west_1", "east_2")
    tasks = tuple(Task(f"to_{place}", place, SkillCall("go_to", (place,))) for place in places)
    rehearsal = Rehearsal(load_scenario(file))
    rehearsal.give(checked_tree(Branch("root", Relation.SEQUENCE, tasks)))
    levels = []
    while not rehearsal.all_ended() and rehearsal.now_s < 240.0:
        rehearsal.step()
        levels.append(rehearsal.simulation.battery["ann"])
    (ended,) = rehearsal.account.ended.values()
    plan, commands = rehearsal.plan(), rehearsal.account.commands
    rehearsal.close()
    assert ended.outcome is MissionOutcome.SUCCEEDED, ended.reason
    assert plan is not None
    assert plan.stops
    assert [stop for c in commands if isinstance(c, StartTask) for stop in c.stops] == list(plan.stops)
    assert min(levels) > 0.08
    peaks = [b for a, b, c in zip(levels, levels[1:], levels[2:], strict=False) if a < b >= c]
    assert peaks == [pytest.approx(stop.to_wh / 10.0, abs=0.02) for stop in plan.stops]
    assert len(rehearsal.account.plans) == 1
    assert ended.makespan_s == pytest.approx(plan.certificate.makespan_s, abs=8.0)
