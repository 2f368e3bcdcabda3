"""Objects rest where they are put, follow who holds them, and fall when nobody does."""

from __future__ import annotations

import math

import pytest
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.gripper import GripperPosition
from comuros.core.place import ObjectKind
from comuros.core.robot import Locomotion
from comuros.core.velocity import Velocity
from comuros.scenario import LoadedScenario, Obstacle, WorldGeometry
from comuros.sim import Simulation
from comuros.sim.cargo import SEPARATION_TOLERANCE_M

DT_S = 0.05
BOX = ObjectKind("box", 2.0, (0.3, 0.3, 0.2), is_surface=True)
CUP = ObjectKind("cup", 0.2, (0.1, 0.1, 0.1))
CRATE = ObjectKind("crate", 50.0, (1.6, 0.5, 0.4), carriers=2, is_surface=True)


def a_world() -> Simulation:
    kind = robot_type(Locomotion.OMNIDIRECTIONAL)
    robots = {"a": (kind, Pose(1.8, 4)), "b": (kind, Pose(4.2, 4, 0, math.pi)), "far": (kind, Pose(8, 1))}
    objects = {
        "box": (BOX, "a_start", Pose(1.8, 3.2, 0.1)),
        "cup": (CUP, "box", Pose(1.8, 3.2, 0.25)),
        "crate": (CRATE, "b_start", Pose(3.0, 4, 0.2)),
    }
    loaded = world(size_m=(10, 8), places={"table": Pose(1.8, 5.0, 0.7)}, robots=robots, objects=objects)
    table = Obstacle("table", box(1.4, 4.6, 2.2, 5.4), 0.7)
    assert loaded.geometry is not None
    geometry = WorldGeometry(
        loaded.geometry.file,
        loaded.geometry.bounds,
        (*loaded.geometry.obstacles, table),
        (),
        loaded.geometry.places,
        loaded.geometry.object_poses,
        loaded.geometry.start_poses,
    )
    return Simulation(LoadedScenario(loaded.file, loaded.scenario, loaded.travel, geometry))


def run(world: Simulation, seconds: float, **velocities: Velocity) -> None:
    for _ in range(round(seconds / DT_S)):
        world.step(DT_S, velocities)


def test_attaching_out_of_reach_is_refused() -> None:
    simulation = a_world()
    assert not simulation.attach("far", "box")
    assert simulation.attached["far"] == ()


def test_an_attached_object_follows_its_robot_and_turns_with_it() -> None:
    simulation = a_world()
    assert simulation.attach("a", "box")
    before = simulation.poses["a"].planar_distance_m(simulation.object_poses["box"])
    run(simulation, 2.0, a=Velocity(x_mps=-0.2, yaw_radps=0.5))
    assert simulation.attached["a"] == ("box",)
    assert simulation.poses["a"].planar_distance_m(simulation.object_poses["box"]) == pytest.approx(before)
    assert simulation.object_poses["box"].yaw_rad == pytest.approx(simulation.poses["a"].yaw_rad)


def test_what_lies_on_an_object_goes_with_it() -> None:
    simulation = a_world()
    simulation.attach("a", "box")
    run(simulation, 1.5, a=Velocity(x_mps=-0.3))
    assert simulation.location("cup") == "box"
    assert simulation.object_poses["cup"].planar_distance_m(simulation.object_poses["box"]) < 1e-6


def test_a_detached_object_falls_on_the_table_under_it_and_otherwise_on_the_floor() -> None:
    simulation = a_world()
    simulation.attach("a", "box")
    lift, over = GripperPosition(0, 0, 0.8), GripperPosition(0, 1.8, 0.8)
    simulation.step(DT_S, {}, {"a": lift})
    run(simulation, 1.5)
    simulation.step(DT_S, {}, {"a": over})
    run(simulation, 3.0)
    simulation.detach("a", "box")
    assert simulation.object_poses["box"].z_m == pytest.approx(0.8)
    assert simulation.location("box") == "table"
    assert simulation.object_poses["cup"].z_m == pytest.approx(0.95)
    simulation.attach("a", "cup")
    simulation.step(DT_S, {}, {"a": GripperPosition(0, -0.5, 0.8)})
    run(simulation, 4.0)
    simulation.detach("a", "cup")
    assert simulation.object_poses["cup"].z_m == pytest.approx(0.05)


def test_an_object_put_over_another_rests_on_it() -> None:
    simulation = a_world()
    assert simulation.attach("a", "box")
    simulation.step(DT_S, {}, {"a": GripperPosition(0, 0, 0.5)})
    run(simulation, 1.0)
    simulation.step(DT_S, {}, {"a": GripperPosition(0.8, 0.8, 0.5)})
    run(simulation, 2.0)
    simulation.detach("a", "box")
    assert simulation.location("box") == "crate"
    assert simulation.object_poses["box"].z_m == pytest.approx(0.5)


def test_an_object_for_two_moves_only_when_both_hold_it() -> None:
    simulation = a_world()
    assert simulation.attach("a", "crate")
    run(simulation, 0.5, a=Velocity(y_mps=0.2))
    assert simulation.object_poses["crate"] == Pose(3.0, 4, 0.2)
    assert simulation.attach("b", "crate")
    run(simulation, 1.0, a=Velocity(y_mps=0.2), b=Velocity(y_mps=-0.2))
    assert simulation.object_poses["crate"].y_m > 4.1


def test_a_third_robot_finds_no_grip_on_an_object_for_two() -> None:
    simulation = a_world()
    for robot in ("a", "b"):
        simulation.attach(robot, "crate")
    simulation.bodies["far"].pose = Pose(3.0, 4.8)
    assert not simulation.attach("far", "crate")


def test_a_shared_object_rises_only_when_every_gripper_has_risen() -> None:
    simulation = a_world()
    for robot in ("a", "b"):
        simulation.attach(robot, "crate")
    simulation.step(DT_S, {}, {"a": GripperPosition(0, 0, 0.3)})
    run(simulation, 1.0)
    assert simulation.object_poses["crate"].z_m == pytest.approx(0.2)
    simulation.step(DT_S, {}, {"b": GripperPosition(0, 0, 0.3)})
    run(simulation, 1.0)
    assert simulation.object_poses["crate"].z_m == pytest.approx(0.5)


def test_carriers_that_draw_apart_beyond_the_tolerance_lose_what_they_carry() -> None:
    simulation = a_world()
    for robot in ("a", "b"):
        simulation.attach(robot, "crate")
    run(simulation, 0.5, a=Velocity(x_mps=-0.2))
    assert simulation.held_by("crate") == ("a", "b")
    run(simulation, 2.0, a=Velocity(x_mps=-0.2))
    apart = simulation.poses["a"].planar_distance_m(simulation.poses["b"]) - 2.4
    assert apart > SEPARATION_TOLERANCE_M
    assert simulation.held_by("crate") == ()
    assert simulation.object_poses["crate"].z_m == pytest.approx(0.2)


def test_a_teams_load_is_stopped_by_a_wall_like_a_robot() -> None:
    simulation = a_world()
    for robot in ("a", "b"):
        simulation.attach(robot, "crate")
    up = GripperPosition(0, 0, 0.1)
    simulation.step(DT_S, {}, {"a": up, "b": up})
    both = {"a": Velocity(x_mps=-0.3), "b": Velocity(x_mps=0.3)}
    run(simulation, 6.0, **both)
    movers = {each.mover for each in simulation.collisions}
    assert movers
    assert simulation.object_poses["crate"].x_m > 0.8


def test_an_unknown_object_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="unknown object 'ghost'; expected one of"):
        a_world().attach("a", "ghost")
