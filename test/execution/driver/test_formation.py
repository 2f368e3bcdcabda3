"""Robots lift, carry and lower together: in step, within the tolerance, through aisles, and stop together."""

from __future__ import annotations

import pytest
from driving_formation import aisle, carry_together, warehouse, worst_deviation_m
from driving_rig import Rig
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.geometry import Pose
from comuros.core.place import ObjectKind
from comuros.core.robot import Locomotion
from comuros.core.scenario import Fault, FaultKind
from comuros.core.task_status import Cause

CRATE = ObjectKind("crate", 50.0, (1.6, 0.5, 0.4), carriers=2, is_surface=True)
FORMATION_TOLERANCE_M = 0.15


@pytest.mark.parametrize("locomotion", [Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL])
@pytest.mark.parametrize("seed", [0, 1])
def test_two_robots_carry_a_long_crate_around_a_corner_in_an_aisle(locomotion: Locomotion, seed: int) -> None:
    rig = aisle(seed, locomotion=locomotion)
    worst_m = worst_deviation_m(rig, limit_s=150.0)
    assert rig.outcomes() == {"r0": ("succeeded",) * 4, "r1": ("succeeded",) * 4}
    assert rig.world.location("crate") == "dock"
    assert not rig.world.collisions
    assert worst_m <= FORMATION_TOLERANCE_M


def test_three_robots_carry_in_formation() -> None:
    rig = aisle(0, locomotion=Locomotion.OMNIDIRECTIONAL, members=3)
    worst_m = worst_deviation_m(rig, limit_s=150.0)
    assert rig.outcomes() == {f"r{i}": ("succeeded",) * 4 for i in range(3)}
    assert rig.world.location("crate") == "dock"
    assert not rig.world.collisions
    assert worst_m <= FORMATION_TOLERANCE_M


def test_when_one_carrier_is_cancelled_the_others_stop_and_nothing_falls() -> None:
    rig = aisle(0)
    rig.run(
        limit_s=60.0,
        until=lambda: rig.world.cargo.things["crate"].is_carried and rig.world.poses["r0"].x_m > 5.0,
    )
    rig.drivers["r0"].cancel(rig.under_way["r0"])
    rig.run(limit_s=3.0, until=lambda: False)
    assert all(velocity.is_still(tolerance=0.02) for velocity in rig.world.velocities.values())
    assert rig.world.held_by("crate") == ("r0", "r1")


def test_when_one_carrier_stops_obeying_the_team_stops_with_its_load_and_reports_blocked() -> None:
    rig = aisle(0, faults=(Fault(FaultKind.ROBOT_STOPS, "r1", during_skill="carry_to", progress=0.3),))
    worst_deviation_m(rig, limit_s=150.0)
    assert rig.ended["r0"][-1].cause is Cause.BLOCKED
    assert rig.world.held_by("crate") == ("r0", "r1")


def test_when_the_load_falls_every_carrier_notices() -> None:
    rig = aisle(0, faults=(Fault(FaultKind.DROP, "crate", during_skill="carry_to", progress=0.3),))
    worst_deviation_m(rig, limit_s=150.0)
    assert {name: reports[-1].cause for name, reports in rig.ended.items()} == {
        "r0": Cause.OBJECT_DROPPED,
        "r1": Cause.OBJECT_DROPPED,
    }
    assert rig.world.held_by("crate") == ()


def test_a_member_alone_waits_for_its_peer_and_then_names_it() -> None:
    rig = aisle(0, faults=(Fault(FaultKind.ROBOT_STOPS, "r1", at_s=0.0),))
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
    rig, team = warehouse(4), ("mover_1", "mover_2")
    passed_s = rig.run(limit_s=150.0)
    assert [rig.outcomes()[name] for name in team] == [("succeeded",) * 4] * 2
    assert rig.world.location("long_crate") == "dock"
    assert not rig.world.collisions
    assert passed_s < 100.0


def test_nobody_drives_between_two_carriers() -> None:
    kind = ObjectKind("crate", 50.0, (1.6, 0.5, 0.4), carriers=2)
    team = ("r0", "r1")
    robots = {name: (robot_type(), Pose(1.0, 2.0 + index)) for index, name in enumerate(team)}
    loaded = world(
        size_m=(14, 9),
        places={
            "store": Pose(3.5, 4.5),
            "dock": Pose(10.5, 4.5),
            "south": Pose(7.0, 0.8),
            "north": Pose(7.0, 8.2),
        },
        robots={**robots, "crosser": (robot_type(), Pose(7.0, 0.8))},
        objects={"crate": (kind, "store", Pose(3.5, 4.5, 0.2))},
    )
    rig = Rig(loaded)
    carry_together(rig, team, "crate", "store", "dock")
    for goal in ("north", "south") * 4:
        rig.do("crosser", ("go_to", goal))
    nearest_m = 9.0

    def watch() -> bool:
        nonlocal nearest_m
        crate, pose = rig.world.cargo.things["crate"], rig.world.poses["crosser"]
        if crate.is_carried:
            nearest_m = min(nearest_m, crate.gap_m(pose.x_m, pose.y_m))
        return rig.is_idle

    rig.run(limit_s=240.0, until=watch)
    assert all(set(ends) == {"succeeded"} for ends in rig.outcomes().values())
    assert not rig.world.collisions
    assert 0.3 < nearest_m < 2.0
