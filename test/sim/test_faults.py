"""Scripted and random faults happen when they should, to whom they should, and the same for the same seed."""

from __future__ import annotations

import math

import pytest
from driving_worlds import robot_type, world

from comuros.core.errors import InputError, SettingsError
from comuros.core.geometry import Pose
from comuros.core.place import ObjectKind
from comuros.core.scenario import Fault, FaultKind
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause
from comuros.core.velocity import Velocity
from comuros.scenario import LoadedScenario
from comuros.sim import Simulation, random_faults

DT_S = 0.05
CUP = ObjectKind("cup", 0.2, (0.1, 0.1, 0.1))


def loaded() -> LoadedScenario:
    return world(
        size_m=(8, 6),
        places={"shelf": Pose(6, 4), "charger": Pose(2, 4)},
        robots={"robot": (robot_type(), Pose(2, 2))},
        objects={"cup": (CUP, "robot_start", Pose(2.5, 2, 0.05))},
        place_kinds={"charger": "charger"},
    )


def simulation(*faults: Fault) -> Simulation:
    return Simulation(loaded(), faults=faults)


def drive(world: Simulation, seconds: float, speed_mps: float = 0.5) -> None:
    for _ in range(round(seconds / DT_S)):
        world.step(DT_S, {"robot": Velocity(x_mps=speed_mps)})


def test_a_timed_drop_makes_the_robot_lose_what_it_holds_at_that_time() -> None:
    world = simulation(Fault(FaultKind.DROP, "robot", at_s=1.0))
    world.attach("robot", "cup")
    drive(world, 0.9)
    assert world.attached["robot"] == ("cup",)
    drive(world, 0.2)
    assert world.attached["robot"] == ()
    assert world.object_poses["cup"].z_m == pytest.approx(0.05)


def test_a_drop_can_name_the_object_and_wait_for_a_share_of_a_skill() -> None:
    world = simulation(Fault(FaultKind.DROP, "cup", during_skill="go_to", progress=0.4))
    world.attach("robot", "cup")
    call = SkillCall("go_to", ("shelf",))
    assert world.fault_for("robot", call, 0.3) is None
    assert world.attached["robot"] == ("cup",)
    assert world.fault_for("robot", call, 0.4) is None
    assert world.attached["robot"] == ()


def test_what_rolls_on_after_a_fall_rests_on_bare_floor_so_far_away_and_elsewhere_for_another_seed() -> None:
    ends = []
    for seed in (1, 2, 1):
        world = Simulation(loaded(), seed=seed)
        world.attach("robot", "cup")
        fell_at = world.object_poses["cup"]
        world.inject(Fault(FaultKind.DROP, "cup", detail="1.5"))
        rest = world.object_poses["cup"]
        assert world.attached["robot"] == ()
        assert rest.planar_distance_m(fell_at) == pytest.approx(1.5)
        assert rest.z_m == pytest.approx(0.05)
        assert world.is_bare_floor(rest.x_m, rest.y_m, clear_m=0.5)
        ends.append(rest)
    assert ends[0] == ends[2] != ends[1]


def test_what_would_have_to_roll_through_a_wall_falls_where_it_is() -> None:
    world = simulation()
    world.attach("robot", "cup")
    world.inject(Fault(FaultKind.DROP, "cup", detail="30"))
    assert world.object_poses["cup"].planar_distance_m(Pose(2.5, 2)) < 0.01


def test_a_failing_skill_is_reported_once_with_the_cause_the_fault_names() -> None:
    world = simulation(
        Fault(FaultKind.SKILL_FAILS, "robot", during_skill="pick"),
        Fault(FaultKind.SKILL_FAILS, "robot", during_skill="wait", detail="timeout"),
    )
    pick, wait = SkillCall("pick", ("cup", "shelf")), SkillCall("wait", ())
    assert world.fault_for("robot", pick, 0.2) is None
    assert world.fault_for("robot", pick, 0.5) is Cause.GRASP_FAILED
    assert world.fault_for("robot", pick, 0.6) is None
    assert world.fault_for("robot", wait, 0.5) is Cause.TIMEOUT


def test_a_timed_skill_failure_hits_whatever_the_robot_does_then() -> None:
    world = simulation(Fault(FaultKind.SKILL_FAILS, "robot", at_s=0.5, progress=0.0))
    assert world.fault_for("robot", SkillCall("wait", ()), 0.1) is None
    drive(world, 0.6, 0.0)
    assert world.fault_for("robot", SkillCall("wait", ()), 0.2) is Cause.SKILL_FAILED


def test_a_stopped_robot_stands_for_the_stated_time_and_then_goes_on() -> None:
    world = simulation(Fault(FaultKind.ROBOT_STOPS, "robot", at_s=0.0, detail="2"))
    drive(world, 1.9)
    assert world.poses["robot"] == Pose(2, 2)
    assert world.halted == ("robot",)
    drive(world, 1.0)
    assert world.poses["robot"].x_m > 2.1
    assert world.halted == ()


def test_a_slow_robot_goes_at_the_stated_share_of_its_speed() -> None:
    world = simulation(Fault(FaultKind.ROBOT_SLOW, "robot", at_s=0.0, detail="0.5"))
    drive(world, 2.0, 0.7)
    assert world.velocities["robot"].x_mps == pytest.approx(0.35)


def test_a_low_battery_is_low_at_once_and_an_empty_one_stops_the_robot() -> None:
    world = simulation(Fault(FaultKind.BATTERY_LOW, "robot", at_s=0.0, detail="0.0"))
    drive(world, 1.0)
    assert world.battery["robot"] == 0.0
    assert world.poses["robot"] == Pose(2, 2)


def test_a_moved_object_lies_at_the_other_place_and_nobody_holds_it() -> None:
    world = simulation(Fault(FaultKind.OBJECT_MOVED, "cup", at_s=0.5, detail="shelf"))
    world.attach("robot", "cup")
    drive(world, 1.0)
    assert world.location("cup") == "shelf"
    assert world.attached["robot"] == ()


def test_a_blocked_place_is_seen_from_near_and_is_free_again_after_its_time() -> None:
    world = simulation(Fault(FaultKind.PLACE_BLOCKED, "shelf", at_s=0.0, detail="3"))
    drive(world, 0.2, 0.0)
    assert world.seen_obstacles("robot") == ()
    world.bodies["robot"].pose = Pose(5, 3)
    assert world.seen_obstacles("robot")
    drive(world, 3.0, 0.0)
    assert world.seen_obstacles("robot") == ()


def test_a_blockage_waits_until_nobody_stands_on_its_spot() -> None:
    world = simulation(Fault(FaultKind.PLACE_BLOCKED, "robot_start", at_s=0.0))
    drive(world, 0.5, 0.0)
    own_spot = world.poses["robot"]
    assert world.seen_obstacles("robot", range_m=9.0) == ()
    drive(world, 4.0, 0.6)
    assert any(math.hypot(*_off(each, own_spot)) < 0.3 for each in world.seen_obstacles("robot", range_m=9.0))


def test_a_battery_drains_by_time_and_distance_and_fills_at_a_charger() -> None:
    world = simulation()
    drive(world, 10.0, 0.0)
    rest = 1.0 - world.battery["robot"]
    before = world.battery["robot"]
    drive(world, 4.0, 0.7)
    assert (before - world.battery["robot"]) / 4.0 > 1.5 * rest / 10.0
    world.bodies["robot"].pose = Pose(2, 4)
    low = world.battery["robot"]
    drive(world, 10.0, 0.0)
    assert world.battery["robot"] >= min(1.0, low + 0.01)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(FaultKind.ROBOT_STOPS, "cup", 0.0), "robot_stops of 'cup': expected one of robot"),
        (Fault(FaultKind.OBJECT_MOVED, "cup", 0.0, detail="moon"), "unknown place 'moon'"),
        (Fault(FaultKind.ROBOT_SLOW, "robot", 0.0, detail="half"), "detail 'half' is not a number"),
        (Fault(FaultKind.SKILL_FAILS, "robot", 0.0, detail="bad luck"), "'bad luck' is no cause code"),
    ],
)
def test_a_fault_that_could_never_happen_is_refused(fault: Fault, message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulation(fault)


def test_random_faults_are_the_same_for_a_seed_and_all_of_them_can_happen() -> None:
    scenario = loaded().scenario
    drawn = [random_faults(scenario, seed=seed, count=20, horizon_s=60.0) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == 20
    assert [fault.at_s for fault in drawn[0]] == sorted(fault.at_s or 0.0 for fault in drawn[0])
    simulation(*drawn[0])


def test_random_faults_need_a_horizon() -> None:
    with pytest.raises(SettingsError, match="horizon_s > 0"):
        random_faults(loaded().scenario, seed=0, count=3, horizon_s=0.0)


def _off(outline: object, pose: Pose) -> tuple[float, float]:
    centre = outline.centroid  # type: ignore[attr-defined]
    return centre.x - pose.x_m, centre.y - pose.y_m
