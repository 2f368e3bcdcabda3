"""Picking and placing by attach, gripper and detach alone, checked against where the object really is."""

from __future__ import annotations

import pytest
from driving_rig import Rig
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.geometry import Pose
from comuros.core.place import ObjectKind, spot_of
from comuros.core.robot import Locomotion
from comuros.core.scenario import Fault, FaultKind
from comuros.core.task_status import Cause, TaskStatus

CUP = ObjectKind("cup", 0.2, (0.1, 0.1, 0.1))
CRATE = ObjectKind("crate", 50.0, (1.6, 0.5, 0.4), is_surface=True)
FETCH = (
    ("go_to", "near_table"),
    ("pick", "cup", "near_table"),
    ("go_to", "far_table"),
    ("place", "cup", "far_table"),
)


def a_rig(*faults: Fault, locomotion: Locomotion = Locomotion.DIFFERENTIAL) -> Rig:
    loaded = world(
        size_m=(10, 7),
        places={"near_table": Pose(2, 5, 0.7), "far_table": Pose(8, 5, 0.5), "floor": Pose(5, 3)},
        robots={"robot": (robot_type(locomotion), Pose(2, 2))},
        objects={
            "cup": (CUP, "near_table", Pose(2, 5, 0.75)),
            "mug": (CUP, "near_table", Pose(2.2, 5, 0.75)),
            "crate": (CRATE, "floor", Pose(5, 3, 0.2)),
        },
        tables=[(box(1.6, 4.6, 2.4, 5.4), 0.7), (box(7.6, 4.6, 8.4, 5.4), 0.5)],
    )
    return Rig(loaded, faults=faults)


@pytest.mark.parametrize("locomotion", [Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL])
def test_a_cup_is_brought_from_one_table_to_another(locomotion: Locomotion) -> None:
    rig = a_rig(locomotion=locomotion)
    rig.do("robot", *FETCH)
    passed_s = rig.run(limit_s=90.0)
    assert rig.outcomes()["robot"] == ("succeeded",) * 4
    assert rig.world.location("cup") == "far_table"
    assert rig.world.object_poses["cup"].z_m == pytest.approx(0.55)
    assert rig.world.object_poses["cup"].planar_distance_m(Pose(8, 5)) < 0.1
    assert not rig.world.collisions
    assert passed_s < 45.0


def test_a_carried_object_rides_on_the_robot_and_not_ahead_of_it() -> None:
    rig = a_rig()
    rig.do("robot", *FETCH[:3])
    rig.run(limit_s=90.0)
    assert rig.world.attached["robot"] == ("cup",)
    assert rig.world.object_poses["cup"].planar_distance_m(rig.world.poses["robot"]) < 0.05


def test_a_second_object_finds_a_free_spot_beside_the_first() -> None:
    rig = a_rig()
    rig.do("robot", *FETCH, ("go_to", "near_table"), ("pick", "mug", "near_table"))
    rig.do("robot", ("go_to", "far_table"), ("place", "mug", "far_table"))
    rig.run(limit_s=120.0)
    assert rig.outcomes()["robot"] == ("succeeded",) * 8
    poses = rig.world.object_poses
    assert rig.world.location("mug") == rig.world.location("cup") == "far_table"
    assert poses["mug"].planar_distance_m(poses["cup"]) > 0.1


def test_an_object_can_be_put_on_another() -> None:
    rig = a_rig()
    rig.do("robot", *FETCH[:2], ("go_to", spot_of("crate")), ("place", "cup", "crate"))
    rig.run(limit_s=90.0)
    assert rig.outcomes()["robot"] == ("succeeded",) * 4
    assert rig.world.location("cup") == "crate"
    assert rig.world.object_poses["cup"].z_m == pytest.approx(0.45)


def test_something_on_the_floor_is_found_by_its_spot_and_picked_up() -> None:
    rig = a_rig(Fault(FaultKind.DROP, "cup", during_skill="go_to", progress=0.5))
    rig.do("robot", *FETCH)
    rig.run(limit_s=90.0)
    assert rig.ended["robot"][-1].cause is Cause.OBJECT_DROPPED
    assert rig.world.location("cup") == ""
    rig.do("robot", ("go_to", spot_of("cup")), ("pick", "cup", spot_of("cup")), *FETCH[2:])
    rig.run(limit_s=90.0)
    assert rig.outcomes()["robot"][3:] == ("succeeded",) * 4
    assert rig.world.location("cup") == "far_table"
    assert not rig.world.collisions


def test_a_drop_is_noticed_within_a_tick_and_the_robot_stops() -> None:
    rig = a_rig(Fault(FaultKind.DROP, "cup", during_skill="go_to", progress=0.4))
    rig.do("robot", *FETCH)
    rig.run(limit_s=90.0, until=lambda: bool(rig.world.attached["robot"]))
    rig.run(limit_s=90.0, until=lambda: not rig.world.attached["robot"])
    assert rig.world.velocities["robot"].speed_mps > 0.3
    dropped_s = rig.world.time_s
    rig.run(limit_s=10.0)
    report = rig.ended["robot"][-1]
    assert (report.status, report.cause) == (TaskStatus.FAILED, Cause.OBJECT_DROPPED)
    assert rig.world.time_s - dropped_s < 1.5
    assert rig.world.velocities["robot"].is_still()


def test_an_object_that_was_taken_away_is_missing() -> None:
    rig = a_rig(Fault(FaultKind.OBJECT_MOVED, "cup", at_s=1.0, detail="far_table"))
    rig.do("robot", *FETCH)
    rig.run(limit_s=90.0)
    assert rig.ended["robot"][-1].cause is Cause.OBJECT_MISSING
    assert "out of reach" in rig.ended["robot"][-1].message


def test_a_grip_that_does_not_close_is_a_failed_grasp_and_the_gripper_returns() -> None:
    rig = a_rig()
    rig.do("robot", *FETCH)
    rig.world.attach = lambda *_: False  # type: ignore[method-assign]
    rig.run(limit_s=90.0)
    assert rig.ended["robot"][-1].cause is Cause.GRASP_FAILED
    for _ in range(40):
        rig.step()
    assert rig.world.bodies["robot"].gripper.x_m == pytest.approx(0.0)


def test_placing_what_is_not_held_fails_at_once() -> None:
    rig = a_rig()
    rig.do("robot", ("place", "cup", "far_table"))
    rig.run(limit_s=10.0)
    assert rig.ended["robot"][-1].cause is Cause.OBJECT_MISSING


def test_placing_out_of_reach_fails_and_keeps_hold() -> None:
    rig = a_rig()
    rig.do("robot", *FETCH[:2], ("place", "cup", "far_table"))
    rig.run(limit_s=60.0)
    assert rig.ended["robot"][-1].cause is Cause.UNREACHABLE
    assert rig.world.attached["robot"] == ("cup",)


def test_a_cancelled_placing_keeps_hold_and_draws_the_gripper_back() -> None:
    rig = a_rig()
    rig.do("robot", *FETCH)
    rig.run(limit_s=90.0, until=lambda: len(rig.ended["robot"]) == 3)
    rig.run(limit_s=1.5)
    rig.drivers["robot"].cancel("call_4")
    rig.run(limit_s=10.0)
    assert rig.outcomes()["robot"][-1] == "cancelled:cancelled"
    assert rig.world.attached["robot"] == ("cup",)
    rig.do("robot", ("place", "cup", "far_table"))
    rig.run(limit_s=20.0)
    assert rig.world.location("cup") == "far_table"
