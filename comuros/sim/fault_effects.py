"""What each kind of fault does to the world. Simulation.inject and the schedule end up here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion
from comuros.core.scenario import Fault, FaultKind
from comuros.sim.blockages import SIDE_M
from comuros.sim.fault_schedule import number_in

_DIRECTIONS = 24
_ROOM_M = 0.6

if TYPE_CHECKING:
    from comuros.sim.simulation import Simulation


def carry_out(fault: Fault, world: Simulation) -> bool:
    """Make the fault happen. False for a failing skill: that is up to whoever runs the skill."""
    if fault.kind is FaultKind.SKILL_FAILS:
        return False
    if fault.kind is FaultKind.DROP:
        _drop(fault.subject, world, rolls_m=number_in(fault, default=0.0))
    elif fault.kind is FaultKind.OBJECT_MOVED:
        world.cargo.relocate(
            world.cargo.things[fault.subject], world.loaded.scenario.place(fault.detail).pose
        )
    elif fault.kind is FaultKind.PLACE_BLOCKED:
        lasts_s = number_in(fault, default=math.inf)
        world.blockages.block(fault.subject, _spots(fault.subject, world), until_s=world.time_s + lasts_s)
    else:
        _hamper(fault, world)
    return True


def _spots(place: str, world: Simulation) -> tuple[Pose, ...]:
    """Where robots on the ground stand to work at a place; the place itself where none can."""
    wheeled = (Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL)
    robots = [r for r in world.loaded.scenario.robots if r.type.locomotion in wheeled and not r.is_human]
    poses = [pose for robot in robots for pose in world.loaded.roadmap.approach_poses(robot, place)]
    apart: list[Pose] = []
    for pose in poses:
        if all(pose.planar_distance_m(other) > SIDE_M / 2 for other in apart):
            apart.append(pose)
    return tuple(apart) or (world.loaded.scenario.place(place).pose,)


def _drop(subject: str, world: Simulation, *, rolls_m: float) -> None:
    names = world.cargo.held_by(subject) if subject in world.bodies else (subject,)
    for thing in (world.cargo.things[name] for name in names if world.cargo.things[name].grips):
        rest = _rest_after_rolling(thing.pose, rolls_m, world) if rolls_m > 0.0 else None
        if rest is None:
            world.cargo.drop(thing)
        else:
            world.cargo.relocate(thing, rest)


def _rest_after_rolling(start: Pose, rolls_m: float, world: Simulation) -> Pose | None:
    """Bare floor at this distance, in a random direction; None where there is none."""
    first_rad = world.random_angle_rad()
    for index in range(_DIRECTIONS):
        angle = first_rad + 2 * math.pi * index / _DIRECTIONS
        x, y = start.x_m + rolls_m * math.cos(angle), start.y_m + rolls_m * math.sin(angle)
        if world.is_bare_floor(x, y, clear_m=_ROOM_M):
            return Pose(x, y, 0.0, start.yaw_rad)
    return None


def _hamper(fault: Fault, world: Simulation) -> None:
    body = world.bodies[fault.subject]
    if fault.kind is FaultKind.ROBOT_STOPS:
        body.halted_until_s = world.time_s + number_in(fault, default=math.inf)
    elif fault.kind is FaultKind.ROBOT_SLOW:
        body.speed_factor = number_in(fault, default=0.4)
    elif fault.kind is FaultKind.BATTERY_LOW:
        body.battery = min(body.battery, number_in(fault, default=0.1))
