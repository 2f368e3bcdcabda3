"""Robots in the embedded world move as real bases do: within limits, only while commanded, and never through
anything.
"""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion
from comuros.core.velocity import Velocity
from comuros.sim import Simulation

DT_S = 0.05
START = Pose(2, 2)


def a_world(locomotion: Locomotion = Locomotion.DIFFERENTIAL, *, start: Pose = START) -> Simulation:
    robots = {"robot": (robot_type(locomotion), start), "other": (robot_type(), Pose(5, 2, 0, math.pi))}
    walls = [box(3, 4, 7, 4.2)]
    return Simulation(world(size_m=(8, 6), places={}, robots=robots, walls=walls))


def drive(world: Simulation, velocity: Velocity, seconds: float, robot: str = "robot") -> None:
    for _ in range(round(seconds / DT_S)):
        world.step(DT_S, {robot: velocity})


def test_speed_grows_no_faster_than_the_acceleration_limit_and_stays_within_the_top_speed() -> None:
    simulation = a_world()
    speeds = []
    for _ in range(40):
        simulation.step(DT_S, {"robot": Velocity(x_mps=5.0)})
        speeds.append(simulation.velocities["robot"].x_mps)
    assert max(b - a for a, b in pairwise(speeds)) <= 1.0 * DT_S + 1e-9
    assert max(speeds) == pytest.approx(0.7)


def test_a_robot_without_commands_for_half_a_second_stops() -> None:
    simulation = a_world()
    drive(simulation, Velocity(x_mps=0.5), 1.0)
    for _ in range(10):
        simulation.step(DT_S)
    assert simulation.velocities["robot"].x_mps > 0.4
    for _ in range(12):
        simulation.step(DT_S)
    assert simulation.velocities["robot"].is_still()


def test_wheels_do_not_slide_sideways_but_an_omnidirectional_base_does() -> None:
    for locomotion, moves in ((Locomotion.DIFFERENTIAL, False), (Locomotion.OMNIDIRECTIONAL, True)):
        simulation = a_world(locomotion)
        drive(simulation, Velocity(y_mps=0.3), 1.0)
        assert (simulation.poses["robot"].y_m > 2.1) is moves


def test_a_fixed_robot_does_not_move_at_all() -> None:
    simulation = a_world(Locomotion.FIXED)
    drive(simulation, Velocity(x_mps=1.0, yaw_radps=1.0), 1.0)
    assert simulation.poses["robot"] == Pose(2, 2)


def test_driving_in_a_circle_comes_back_to_where_it_began() -> None:
    simulation = a_world()
    drive(simulation, Velocity(yaw_radps=1.0), 1.0)
    begin = simulation.poses["robot"]
    for _ in range(round(2 * math.pi / DT_S)):
        simulation.step(DT_S, {"robot": Velocity(x_mps=0.2, yaw_radps=1.0)})
    assert simulation.poses["robot"].planar_distance_m(begin) < 0.05


def test_a_wall_blocks_the_way_and_one_contact_is_one_collision() -> None:
    simulation = a_world(start=Pose(4, 3, 0, math.pi / 2))
    drive(simulation, Velocity(x_mps=0.5), 4.0)
    assert simulation.poses["robot"].y_m + 0.3 <= 4.0 + 1e-6
    assert [(each.mover, each.obstacle) for each in simulation.collisions] == [("robot", "wall_0")]


def test_robots_block_each_other_and_can_part_again() -> None:
    simulation = a_world()
    drive(simulation, Velocity(x_mps=0.5), 8.0)
    assert simulation.poses["robot"].planar_distance_m(simulation.poses["other"]) >= 0.6 - 1e-9
    assert [(each.mover, each.obstacle) for each in simulation.collisions] == [("robot", "other")]
    drive(simulation, Velocity(x_mps=-0.5), 2.0)
    assert simulation.poses["robot"].planar_distance_m(simulation.poses["other"]) > 1.0


def test_a_flyer_passes_over_robots_but_not_through_walls_taller_than_its_altitude() -> None:
    simulation = a_world(Locomotion.FLYING, start=Pose(4, 1.2, 0, 0))
    drive(simulation, Velocity(z_mps=0.8), 2.5)
    drive(simulation, Velocity(x_mps=0.6, y_mps=0.5), 1.6)
    assert not simulation.collisions
    drive(simulation, Velocity(y_mps=0.6), 4.0)
    assert [each.obstacle for each in simulation.collisions] == ["wall_0"]


def test_the_same_seed_gives_the_same_start_and_another_seed_another() -> None:
    loaded = a_world().loaded
    starts = [Simulation(loaded, seed=seed, start_jitter_m=0.2).poses for seed in (1, 1, 2)]
    assert starts[0] == starts[1] != starts[2]


def test_an_unknown_robot_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="unknown robot 'ghost'; expected one of other, robot"):
        a_world().step(DT_S, {"ghost": Velocity()})
