"""Robots lift, carry and lower together: in step, within the tolerance, through aisles, and stop together."""

from __future__ import annotations

import math

import pytest
from driving_rig import Rig
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.geometry import Pose
from comuros.core.place import ObjectKind
from comuros.core.robot import Locomotion
from comuros.core.scenario import Fault, FaultKind
from comuros.core.task_status import Cause
from comuros.scenario import load_scenario

CRATE = ObjectKind("crate", 50.0, (1.6, 0.5, 0.4), carriers=2, is_surface=True)
FORMATION_TOLERANCE_M = 0.15


def aisle_rig(
    *faults: Fault,
    locomotion: Locomotion = Locomotion.DIFFERENTIAL,
    members: int = 2,
    seed: int = 0,
) -> Rig:
    """An L-shaped aisle, 2.4 m wide (wider for three): the load has to be turned inside it to come around the
    corner.
    """
    width_m = 2.4 if members == 2 else 3.4
    walls = [box(2.6, width_m, 9.0, 5.6), box(9.0 + width_m, 0.0, 12.6, 8.0), box(2.6, 8.0, 12.6, 8.4)]
    store = Pose(4.5, width_m / 2)
    kind = ObjectKind("crate", 50.0, (1.6, 0.5, 0.4) if members == 2 else (1.2, 1.2, 0.3), carriers=members)
    robots = {f"r{i}": (robot_type(locomotion), Pose(0.8, 3.0 + 1.0 * i)) for i in range(members)}
    loaded = world(
        size_m=(14, 10),
        places={"store": store, "dock": Pose(9.0 + width_m / 2, 6.0, 0.0, math.pi / 2)},
        robots=robots,
        walls=walls,
        objects={"crate": (kind, "store", Pose(store.x_m, store.y_m, kind.size_m[2] / 2))},
    )
    rig = Rig(loaded, faults=faults, seed=seed, start_jitter_m=0.1)
    for name in robots:
        calls = (
            ("go_to", "store"),
            ("lift", "crate", "store"),
            ("carry_to", "crate", "dock"),
            ("lower", "crate", "dock"),
        )
        rig.do(name, *calls, coalition=tuple(robots))
    return rig


def run_watching_the_formation(rig: Rig, limit_s: float) -> float:
    """Run to the end; the greatest change of any two carriers' distance while they carried, in metres."""
    worst_m = 0.0

    def watch() -> bool:
        nonlocal worst_m
        crate = rig.world.cargo.things["crate"]
        if crate.is_carried:
            poses = [rig.world.poses[name] for name in crate.held_by]
            now = [a.planar_distance_m(b) for i, a in enumerate(poses) for b in poses[i + 1 :]]
            worst_m = max(worst_m, *(abs(d - s) for d, s in zip(now, crate.separation_m, strict=True)))
        return rig.is_idle

    rig.run(limit_s=limit_s, until=watch)
    return worst_m


@pytest.mark.parametrize("locomotion", [Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL])
@pytest.mark.parametrize("seed", [0, 1])
def test_two_robots_carry_a_long_crate_around_a_corner_in_an_aisle(locomotion: Locomotion, seed: int) -> None:
    rig = aisle_rig(locomotion=locomotion, seed=seed)
    worst_m = run_watching_the_formation(rig, 150.0)
    assert rig.outcomes() == {"r0": ("succeeded",) * 4, "r1": ("succeeded",) * 4}
    assert rig.world.location("crate") == "dock"
    assert not rig.world.collisions
    assert worst_m <= FORMATION_TOLERANCE_M


def test_three_robots_carry_in_formation() -> None:
    rig = aisle_rig(locomotion=Locomotion.OMNIDIRECTIONAL, members=3)
    worst_m = run_watching_the_formation(rig, 150.0)
    assert rig.outcomes() == {f"r{i}": ("succeeded",) * 4 for i in range(3)}
    assert rig.world.location("crate") == "dock"
    assert not rig.world.collisions
    assert worst_m <= FORMATION_TOLERANCE_M


def test_when_one_carrier_is_cancelled_the_others_stop_and_nothing_falls() -> None:
    rig = aisle_rig()
    rig.run(
        limit_s=60.0,
        until=lambda: rig.world.cargo.things["crate"].is_carried and rig.world.poses["r0"].x_m > 5.0,
    )
    rig.drivers["r0"].cancel(rig.under_way["r0"])
    rig.run(limit_s=3.0, until=lambda: False)
    assert all(velocity.is_still(tolerance=0.02) for velocity in rig.world.velocities.values())
    assert rig.world.held_by("crate") == ("r0", "r1")


def test_when_one_carrier_stops_obeying_the_team_stops_with_its_load_and_reports_blocked() -> None:
    rig = aisle_rig(Fault(FaultKind.ROBOT_STOPS, "r1", during_skill="carry_to", progress=0.3))
    run_watching_the_formation(rig, 150.0)
    assert rig.ended["r0"][-1].cause is Cause.BLOCKED
    assert rig.world.held_by("crate") == ("r0", "r1")


def test_when_the_load_falls_every_carrier_notices() -> None:
    rig = aisle_rig(Fault(FaultKind.DROP, "crate", during_skill="carry_to", progress=0.3))
    run_watching_the_formation(rig, 150.0)
    assert {name: reports[-1].cause for name, reports in rig.ended.items()} == {
        "r0": Cause.OBJECT_DROPPED,
        "r1": Cause.OBJECT_DROPPED,
    }
    assert rig.world.held_by("crate") == ()


def test_a_member_alone_waits_for_its_peer_and_then_names_it() -> None:
    rig = aisle_rig(Fault(FaultKind.ROBOT_STOPS, "r1", at_s=0.0))
    rig.run(limit_s=150.0, until=lambda: len(rig.ended["r0"]) == 2)
    assert rig.ended["r0"][-1].cause is Cause.PEER_LOST
    assert "r1" in rig.ended["r0"][-1].message


def test_a_goal_without_room_for_the_formation_is_unreachable() -> None:
    narrow = world(
        size_m=(14, 10),
        places={"store": Pose(4.5, 1.2), "nook": Pose(9.5, 7.2)},
        robots={f"r{i}": (robot_type(), Pose(0.8, 3.0 + i)) for i in range(2)},
        walls=[box(8.8, 6.5, 8.9, 7.9), box(10.1, 6.5, 10.2, 7.9), box(8.8, 7.9, 10.2, 8.0)],
        objects={"crate": (CRATE, "store", Pose(4.5, 1.2, 0.2))},
    )
    tight = Rig(narrow)
    for name in tight.drivers:
        tight.do(
            name,
            ("go_to", "store"),
            ("lift", "crate", "store"),
            ("carry_to", "crate", "nook"),
            coalition=("r0", "r1"),
        )
    tight.run(limit_s=60.0)
    assert {reports[-1].cause for reports in tight.ended.values()} == {Cause.UNREACHABLE}


def test_the_movers_of_the_warehouse_carry_the_crate_to_the_dock() -> None:
    rig = Rig(load_scenario("warehouse"), seed=4, start_jitter_m=0.2)
    team = ("mover_1", "mover_2")
    for name in team:
        rig.do(
            name,
            ("go_to", "storage"),
            ("lift", "long_crate", "storage"),
            ("carry_to", "long_crate", "dock"),
            ("lower", "long_crate", "dock"),
            coalition=team,
        )
    passed_s = rig.run(limit_s=150.0)
    assert [rig.outcomes()[name] for name in team] == [("succeeded",) * 4] * 2
    assert rig.world.location("long_crate") == "dock"
    assert not rig.world.collisions
    assert passed_s < 100.0
