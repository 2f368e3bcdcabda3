"""Handing over from gripper to gripper: never held by nobody, whoever is late, gives up or is cut short."""

from __future__ import annotations

import pytest
from driving_rig import Rig
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.geometry import Pose
from comuros.core.place import ObjectKind
from comuros.core.robot import Locomotion
from comuros.core.task_status import Cause

CUP = ObjectKind("cup", 0.2, (0.1, 0.1, 0.1))
TAKEN_FROM_ANN = ("take", "cup", "ann")
GIVEN_TO_BEN = ("give", "cup", "ben")


def a_rig(taker_at: Pose, *, giver: Locomotion = Locomotion.DIFFERENTIAL, seed: int = 0) -> Rig:
    loaded = world(
        size_m=(10, 7),
        places={"table": Pose(2, 5, 0.7)},
        robots={
            "ann": (robot_type(giver), Pose(2, 4.0, 0.0, 1.57)),
            "ben": (robot_type(Locomotion.OMNIDIRECTIONAL), taker_at),
        },
        objects={"cup": (CUP, "table", Pose(2, 4.8, 0.75))},
        tables=[(box(1.6, 4.6, 2.4, 5.4), 0.7)],
    )
    return Rig(loaded, seed=seed, start_jitter_m=0.1)


def holders(rig: Rig) -> tuple[str, ...]:
    return rig.world.held_by("cup")


def run_and_watch(rig: Rig, *, limit_s: float = 90.0) -> list[tuple[str, ...]]:
    """Step to the end; who held the cup, each change once."""
    seen: list[tuple[str, ...]] = []
    end_s = rig.world.time_s + limit_s
    while rig.world.time_s < end_s and not rig.is_idle:
        rig.step()
        if not seen or seen[-1] != holders(rig):
            seen.append(holders(rig))
    return seen


@pytest.mark.parametrize("giver", [Locomotion.DIFFERENTIAL, Locomotion.FIXED])
@pytest.mark.parametrize("taker_at", [Pose(3.2, 3.6), Pose(2.4, 2.2, 0.0, 2.0), Pose(5.5, 3.0)])
def test_what_one_robot_holds_another_takes(giver: Locomotion, taker_at: Pose) -> None:
    rig = a_rig(taker_at, giver=giver)
    rig.do("ann", ("pick", "cup", "table"), GIVEN_TO_BEN)
    rig.run(limit_s=30.0, until=lambda: rig.world.attached["ann"] == ("cup",))
    rig.do("ben", TAKEN_FROM_ANN, ("go_to", "ben_start"))
    assert run_and_watch(rig) == [("ann",), ("ann", "ben"), ("ben",)]
    assert rig.outcomes() == {"ann": ("succeeded",) * 2, "ben": ("succeeded",) * 2}
    assert rig.world.object_poses["cup"].planar_distance_m(rig.world.poses["ben"]) < 0.1
    assert not rig.world.collisions


def test_the_giver_keeps_what_nobody_comes_for() -> None:
    rig = a_rig(Pose(8, 1))
    rig.do("ann", ("pick", "cup", "table"), GIVEN_TO_BEN)
    rig.run(limit_s=120.0)
    assert rig.outcomes()["ann"] == ("succeeded", f"failed:{Cause.PEER_LOST.value}")
    assert holders(rig) == ("ann",)


def test_a_taker_that_is_cut_short_while_both_hold_lets_go_and_the_giver_keeps() -> None:
    rig = a_rig(Pose(3.2, 3.6))
    rig.do("ann", ("pick", "cup", "table"))
    rig.run(limit_s=30.0)
    rig.do("ann", ("wait",))
    rig.do("ben", TAKEN_FROM_ANN)
    rig.run(limit_s=30.0, until=lambda: holders(rig) == ("ann", "ben"))
    rig.drivers["ben"].cancel(rig.under_way["ben"])
    rig.run(limit_s=30.0)
    assert rig.outcomes()["ben"] == ("cancelled:cancelled",)
    assert holders(rig) == ("ann",)


@pytest.mark.parametrize("ticks_later", [1, 2, 3])
def test_a_taker_that_is_cut_short_as_the_giver_lets_go_keeps_hold(ticks_later: int) -> None:
    rig = a_rig(Pose(3.2, 3.6), giver=Locomotion.FIXED)
    rig.do("ann", ("pick", "cup", "table"), GIVEN_TO_BEN)
    rig.run(limit_s=30.0, until=lambda: rig.world.attached["ann"] == ("cup",))
    rig.do("ben", TAKEN_FROM_ANN)
    rig.run(limit_s=60.0, until=lambda: holders(rig) == ("ann", "ben"))
    for _ in range(ticks_later - 1):
        rig.step()
    rig.drivers["ben"].cancel(rig.under_way["ben"])
    assert () not in run_and_watch(rig)
    assert holders(rig) == ("ben",)
    assert rig.outcomes()["ben"] == ("cancelled:cancelled",)


def test_a_giver_that_never_lets_go_is_not_pulled_at() -> None:
    rig = a_rig(Pose(3.2, 3.6))
    rig.do("ann", ("pick", "cup", "table"))
    rig.run(limit_s=30.0)
    rig.do("ben", TAKEN_FROM_ANN)
    rig.run(limit_s=60.0)
    assert rig.outcomes()["ben"] == (f"failed:{Cause.PEER_LOST.value}",)
    assert holders(rig) == ("ann",)


def test_what_the_giver_does_not_hold_cannot_be_taken() -> None:
    rig = a_rig(Pose(3.2, 3.6))
    rig.do("ben", TAKEN_FROM_ANN)
    rig.run(limit_s=30.0)
    assert rig.outcomes()["ben"] == (f"failed:{Cause.OBJECT_MISSING.value}",)


def test_holders_that_draw_apart_lose_what_they_both_hold() -> None:
    rig = a_rig(Pose(3.2, 3.6))
    rig.do("ann", ("pick", "cup", "table"))
    rig.run(limit_s=30.0)
    assert rig.world.attach("ben", "cup")
    rig.world.bodies["ben"].pose = Pose(3.6, 3.6)
    rig.world.step(0.05)
    assert holders(rig) == ()
