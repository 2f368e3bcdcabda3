"""Robots that cross, meet and swap reach their goals in bounded time without a single blocked move."""

from __future__ import annotations

import pytest
from driving_cases import CASES, Case, swapping


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("seed", [0, 1])
def test_everybody_arrives_and_nobody_collides(case: Case, seed: int) -> None:
    rig = case.make(seed)
    passed_s = rig.run(limit_s=case.limit_s)
    assert rig.outcomes() == dict.fromkeys(rig.drivers, ("succeeded",))
    assert passed_s < case.limit_s
    assert not rig.world.collisions
    for name in rig.drivers:
        goal = (
            rig.loaded.scenario.place(name.replace("robot", "goal")).pose
            if name.startswith("robot")
            else None
        )
        assert goal is None or rig.world.poses[name].planar_distance_m(goal) < 0.9


def test_the_same_seed_drives_the_same_way() -> None:
    first, second = swapping(3, count=6), swapping(3, count=6)
    for rig in (first, second):
        rig.run(limit_s=20.0)
    assert first.world.poses == second.world.poses


@pytest.mark.parametrize("case", CASES[:4], ids=lambda case: case.name)
def test_senses_that_come_two_ticks_late_cause_no_collision(case: Case) -> None:
    rig = case.make(0)
    rig.set_late_ticks(2)
    rig.run(limit_s=case.limit_s)
    assert rig.outcomes() == dict.fromkeys(rig.drivers, ("succeeded",))
    assert not rig.world.collisions
