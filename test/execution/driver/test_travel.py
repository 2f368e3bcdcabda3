"""A single robot goes where it is sent, stops exactly there, and says honestly when it cannot."""

from __future__ import annotations

import math

import pytest
from driving_rig import Rig
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.place import ObjectKind, spot_of
from comuros.core.robot import Locomotion
from comuros.core.robot_port import SkillReport
from comuros.core.scenario import Fault, FaultKind
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus

GOAL = Pose(6.5, 4.0, 0.0, 1.0)


def a_rig(
    locomotion: Locomotion = Locomotion.DIFFERENTIAL,
    *,
    walls: tuple[object, ...] = (),
    faults: tuple[Fault, ...] = (),
) -> Rig:
    robots = {"robot": (robot_type(locomotion), Pose(1.5, 1.5)), "parked": (robot_type(), Pose(1.5, 4.5))}
    places = {"goal": GOAL, "shut_in": Pose(6.5, 1.5)}
    return Rig(world(size_m=(8, 6), places=places, robots=robots, walls=walls), faults=faults)  # type: ignore[arg-type]


@pytest.mark.parametrize("locomotion", [Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL])
def test_a_robot_stops_on_its_goal_facing_as_asked(locomotion: Locomotion) -> None:
    rig = a_rig(locomotion)
    rig.do("robot", ("go_to", "goal"))
    passed_s = rig.run(limit_s=30.0)
    goal = rig.loaded.roadmap.approach_pose(rig.loaded.scenario.robot("robot"), "goal")
    pose = rig.world.poses["robot"]
    assert rig.outcomes()["robot"] == ("succeeded",)
    assert pose.planar_distance_m(goal) <= 0.08
    assert abs(wrapped_angle_rad(pose.yaw_rad - goal.yaw_rad)) <= 0.1
    assert passed_s < 20.0


def test_a_flyer_climbs_before_it_leaves_and_arrives_at_its_altitude() -> None:
    rig = a_rig(Locomotion.FLYING)
    rig.do("robot", ("go_to", "goal"))
    while rig.world.poses["robot"].z_m < 1.0:
        rig.step()
        if rig.world.poses["robot"].z_m < 1.0:
            assert rig.world.poses["robot"].planar_distance_m(Pose(1.5, 1.5)) < 0.05
    rig.run(limit_s=30.0)
    pose = rig.world.poses["robot"]
    assert rig.outcomes()["robot"] == ("succeeded",)
    assert pose.planar_distance_m(GOAL) <= 0.08
    assert pose.z_m == pytest.approx(1.8, abs=0.06)


def test_progress_never_falls_and_ends_with_one_final_report() -> None:
    rig = a_rig()
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=30.0)
    progress = [report.progress for report in rig.reports]
    assert len(progress) > 5
    assert progress == sorted(progress)
    assert [report.status.is_final for report in rig.reports] == [False] * (len(progress) - 1) + [True]
    assert 0.3 < progress[len(progress) // 2] < 0.9


def test_a_place_behind_walls_is_unreachable_and_nothing_moves() -> None:
    rig = a_rig(walls=(box(5.0, 0.0, 5.2, 3.2), box(5.0, 3.0, 8.0, 3.2)))
    rig.do("robot", ("go_to", "shut_in"))
    rig.run(limit_s=30.0)
    assert rig.ended["robot"][0].cause is Cause.UNREACHABLE
    assert rig.world.poses["robot"] == Pose(1.5, 1.5)


def test_cancelling_brings_the_robot_to_rest_within_its_braking_limit_and_says_so() -> None:
    rig = a_rig()
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=5.0)
    speed = rig.world.velocities["robot"].speed_mps
    begun_s, before = rig.world.time_s, rig.world.poses["robot"]
    assert speed > 0.5
    rig.drivers["robot"].cancel("call_1")
    rig.run(limit_s=10.0)
    report = rig.ended["robot"][0]
    assert (report.status, report.cause) == (TaskStatus.CANCELLED, Cause.CANCELLED)
    assert 0.0 < report.progress < 1.0
    assert rig.world.velocities["robot"].is_still()
    assert rig.world.time_s - begun_s < speed / 1.0 + 1.0
    assert rig.world.poses["robot"].planar_distance_m(before) < speed**2 / 2 + 0.15


def test_cancelling_what_has_ended_changes_nothing() -> None:
    rig = a_rig()
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=30.0)
    rig.drivers["robot"].cancel("call_1")
    rig.step()
    assert rig.outcomes()["robot"] == ("succeeded",)


def test_a_second_call_while_one_is_under_way_is_refused() -> None:
    rig = a_rig()
    rig.do("robot", ("go_to", "goal"))
    rig.step()
    heard: list[SkillReport] = []
    rig.drivers["robot"].start("second", SkillCall("wait", ()), on_report=heard.append)
    assert heard == []
    rig.step()
    assert [(report.call_id, report.cause) for report in heard] == [("second", Cause.REFUSED)]
    assert "still busy with go_to(goal)" in heard[0].message
    rig.run(limit_s=30.0)
    assert rig.outcomes()["robot"] == ("succeeded",)


@pytest.mark.parametrize(("call", "words"), [(("dance",), "no skill 'dance'"), (("go_to",), "does not fit")])
def test_calls_that_make_no_sense_are_refused_with_the_reason(call: tuple[str, ...], words: str) -> None:
    rig = a_rig()
    rig.do("robot", call)
    rig.run(limit_s=5.0)
    assert rig.ended["robot"][0].cause is Cause.REFUSED
    assert words in rig.ended["robot"][0].message


def test_a_robot_that_stands_in_the_way_is_driven_around() -> None:
    rig = a_rig()
    rig.world.bodies["parked"].pose = Pose(4.0, 2.75)
    rig.do("robot", ("go_to", "goal"))
    passed_s = rig.run(limit_s=40.0)
    assert rig.outcomes()["robot"] == ("succeeded",)
    assert not rig.world.collisions
    assert passed_s < 25.0


def test_a_corridor_blocked_for_good_ends_in_blocked() -> None:
    rig = a_rig(walls=(box(3.5, 0, 4.5, 2.4), box(3.5, 3.3, 4.5, 6)))
    rig.world.bodies["parked"].pose = Pose(4.0, 2.85)
    rig.do("robot", ("go_to", "goal"))
    passed_s = rig.run(limit_s=90.0)
    assert rig.ended["robot"][0].cause is Cause.BLOCKED
    assert passed_s < 60.0
    assert not rig.world.collisions


def test_something_no_map_shows_is_seen_and_driven_around() -> None:
    rig = a_rig()
    rig.world.blockages.block("way", (Pose(3.5, 2.5), Pose(4.0, 2.75)))
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=40.0)
    assert rig.outcomes()["robot"] == ("succeeded",)
    assert not rig.world.collisions


def test_a_blocked_place_is_given_up_after_every_pose_there_was_tried() -> None:
    rig = a_rig(faults=(Fault(FaultKind.PLACE_BLOCKED, "goal", 0.0),))
    rig.do("robot", ("go_to", "goal"))
    passed_s = rig.run(limit_s=120.0)
    assert rig.ended["robot"][0].cause is Cause.BLOCKED
    assert passed_s < 90.0
    assert not rig.world.collisions


def test_a_robot_that_stops_obeying_ends_in_blocked_and_not_in_silence() -> None:
    rig = a_rig(faults=(Fault(FaultKind.ROBOT_STOPS, "robot", 3.0),))
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=90.0)
    assert rig.ended["robot"][0].cause is Cause.BLOCKED


def test_an_empty_battery_is_named_as_the_cause() -> None:
    rig = a_rig(faults=(Fault(FaultKind.BATTERY_LOW, "robot", 3.0, detail="0"),))
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=30.0)
    assert rig.ended["robot"][0].cause is Cause.BATTERY


def test_the_fault_gate_fails_a_call_at_its_progress() -> None:
    rig = a_rig(faults=(Fault(FaultKind.SKILL_FAILS, "robot", during_skill="go_to", progress=0.5),))
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=30.0)
    report = rig.ended["robot"][0]
    assert report.cause is Cause.SKILL_FAILED
    assert 0.5 <= report.progress < 0.6
    assert rig.world.velocities["robot"].is_still()


def test_when_somebody_stands_on_the_goal_another_pose_at_the_place_is_taken() -> None:
    rig = a_rig()
    goal = rig.loaded.roadmap.approach_pose(rig.loaded.scenario.robot("robot"), "goal")
    rig.world.bodies["parked"].pose = Pose(goal.x_m, goal.y_m, 0.0, math.pi)
    rig.do("robot", ("go_to", "goal"))
    rig.run(limit_s=60.0)
    assert rig.outcomes()["robot"] == ("succeeded",)
    assert not rig.world.collisions


def test_where_another_robot_stands_on_the_object_work_is_done_from_within_reach() -> None:
    loaded = world(
        size_m=(6, 6),
        robots={
            "robot": (robot_type(), Pose(1, 3)),
            "parked": (robot_type(Locomotion.OMNIDIRECTIONAL), Pose(3.1, 3)),
        },
        objects={"cup": (ObjectKind("cup", 0.2, (0.1, 0.1, 0.1)), "", Pose(3, 3, 0.05))},
        places={},
    )
    rig = Rig(loaded)
    rig.do("robot", ("go_to", spot_of("cup")), ("pick", "cup", spot_of("cup")))
    assert rig.run(limit_s=60.0) < 30.0
    assert rig.outcomes()["robot"] == ("succeeded", "succeeded")
    assert not rig.world.collisions
