"""The embedded world: robots, walls and objects on a virtual clock. START HERE in this room; the simulator
node and the rehearsal step it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping

from shapely.geometry import Polygon

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.gripper import GripperPosition
from comuros.core.motion_limits import motion_limits
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Fault
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause
from comuros.core.velocity import STILL, Velocity
from comuros.scenario import LoadedScenario
from comuros.sim.battery import battery_model, charging_places
from comuros.sim.blockages import Blockages
from comuros.sim.body import Body
from comuros.sim.cargo import Cargo
from comuros.sim.collision import Collision
from comuros.sim.contact import blocked_by, load_blocked_by, team_load
from comuros.sim.fault_effects import carry_out
from comuros.sim.fault_schedule import FaultSchedule, check_fault, fault_cause
from comuros.sim.obstacle_index import ObstacleIndex, solid
from comuros.sim.thing import Thing

_SETTLED_M = 0.5
_PARTED_M = 0.05


class Simulation:
    """A world that runs the same for the same seed, faults and commands. Not thread-safe; nothing in it
    waits.
    """

    def __init__(
        self,
        loaded: LoadedScenario,
        *,
        seed: int = 0,
        faults: Iterable[Fault] = (),
        start_jitter_m: float = 0.0,
    ) -> None:
        """Put everything where the scenario says; robots up to `start_jitter_m` off, where that is free.

        Raises:
            InputError: a fault that could never happen.
        """
        self.loaded = loaded
        self.time_s = 0.0
        self.collisions: list[Collision] = []
        self._chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.obstacles = ObstacleIndex(
            solid(each.name, each.footprint, each.height_m, each.base_m) for each in loaded.world.obstacles
        )
        self.blockages = Blockages(self.obstacles)
        robots = [robot for robot in loaded.scenario.robots if not robot.is_human]
        self.bodies = {
            robot.name: _body(robot, loaded) for robot in sorted(robots, key=lambda each: each.name)
        }
        self.cargo = Cargo(loaded.scenario, loaded.world.object_poses, self.obstacles)
        self._batteries = {robot.name: battery_model(robot) for robot in robots}
        self._chargers = _charging_poses(loaded)
        self._faults = FaultSchedule(())
        for fault in faults:
            check_fault(fault, loaded.scenario)
            self._faults.add(fault)
        self._jitter(start_jitter_m)

    def step(
        self,
        dt_s: float = 0.05,
        velocities: Mapping[str, Velocity] | None = None,
        grippers: Mapping[str, GripperPosition] | None = None,
    ) -> None:
        """Let `dt_s` seconds pass. A robot without a new velocity keeps its last for half a second, then
        stops.

        `grippers` are joint targets; they hold until replaced.
        """
        for name, velocity in (velocities or {}).items():
            self._body(name).command(velocity, now_s=self.time_s)
        for name, target in (grippers or {}).items():
            self._body(name).gripper_target = target
        for fault in self._faults.due(self.time_s):
            self.inject(fault)
        bodies = tuple(self.bodies.values())
        for body in bodies:
            self._move(body, bodies, dt_s)
        self.cargo.follow(self.bodies)
        self.time_s += dt_s
        self.blockages.step(self.time_s, bodies)

    def attach(self, robot: str, object_name: str) -> bool:
        """Let a robot take hold of an object. False where it is out of reach or others hold it already."""
        return self.cargo.attach(self._thing(object_name), self._body(robot), bodies=self.bodies)

    def detach(self, robot: str, object_name: str) -> None:
        """Let a robot let go; an object nobody carries any more comes down on the surface below it."""
        self.cargo.detach(self._thing(object_name), self._body(robot).name, bodies=self.bodies)

    def inject(self, fault: Fault) -> None:
        """Make a fault happen now; one that waits for a skill is scripted instead.

        Raises:
            InputError: a fault that could never happen.
        """
        check_fault(fault, self.loaded.scenario)
        if fault.during_skill or not carry_out(fault, self):
            self._faults.add(
                Fault(fault.kind, fault.subject, None, fault.during_skill, fault.progress, fault.detail)
            )

    def fault_for(self, robot: str, call: SkillCall, progress: float) -> Cause | None:
        """Carry out the faults that wait for this share of this run; the cause with which the skill fails, or
        None.
        """
        cause: Cause | None = None
        for fault in self._faults.during(robot, call, progress, held=self.cargo.held_by(robot)):
            if not carry_out(fault, self):
                cause = fault_cause(fault, call)
        return cause

    @property
    def poses(self) -> dict[str, Pose]:
        """Where each robot is."""
        return {name: body.pose for name, body in self.bodies.items()}

    @property
    def velocities(self) -> dict[str, Velocity]:
        """How each robot moves, in its own frame."""
        return {name: body.velocity for name, body in self.bodies.items()}

    @property
    def object_poses(self) -> dict[str, Pose]:
        """Where each object is."""
        return {name: thing.pose for name, thing in self.cargo.things.items()}

    @property
    def attached(self) -> dict[str, tuple[str, ...]]:
        """What each robot holds."""
        held: dict[str, list[str]] = {name: [] for name in self.bodies}
        for thing in self.cargo.things.values():
            for robot in thing.grips:
                held[robot].append(thing.name)
        return {name: tuple(sorted(things)) for name, things in held.items()}

    @property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """Who holds each object that is held, sorted."""
        return {name: thing.held_by for name, thing in self.cargo.things.items() if thing.grips}

    @property
    def battery(self) -> dict[str, float]:
        """Each robot's charge, 0 to 1."""
        return {name: body.battery for name, body in self.bodies.items()}

    @property
    def halted(self) -> tuple[str, ...]:
        """Robots that a fault or an empty battery keeps from moving, sorted."""
        return tuple(sorted(name for name, body in self.bodies.items() if not body.can_move(self.time_s)))

    def location(self, object_name: str) -> str:
        """What an object lies on or at: an object, else a place, else ""; "" while robots carry it."""
        thing = self._thing(object_name)
        if thing.is_carried:
            return ""
        return thing.rests_on or self.loaded.world.location_of(thing.pose)

    def held_by(self, object_name: str) -> tuple[str, ...]:
        """Robots that hold an object, sorted."""
        return self._thing(object_name).held_by

    def seen_obstacles(self, robot: str, *, range_m: float = 3.0) -> tuple[Polygon, ...]:
        """Outlines of blockages no map has, as a range sensor on this robot sees them."""
        return self.blockages.seen_from(self._body(robot), range_m=range_m)

    def random_angle_rad(self) -> float:
        """A direction by the world's seed."""
        return self._chance.uniform(-math.pi, math.pi)

    def is_bare_floor(self, x_m: float, y_m: float, *, clear_m: float) -> bool:
        """Whether a point lies inside the world and this far from everything that stands in it."""
        west, south, east, north = self.loaded.world.bounds
        inside = west < x_m < east and south < y_m < north
        hit = self.obstacles.touching_disc(x_m, y_m, clear_m, bottom_m=0.0, top_m=1.0)
        return inside and hit is None

    def _move(self, body: Body, bodies: tuple[Body, ...], dt_s: float) -> None:
        body.move_gripper(dt_s=dt_s)
        velocity = body.next_velocity(dt_s=dt_s, now_s=self.time_s)
        travelled_m = 0.0
        if velocity != STILL:
            pose = body.next_pose(velocity, dt_s=dt_s)
            obstacle = self._obstacle_to(body, pose, bodies)
            if obstacle:
                self._collided(body, obstacle)
                velocity = STILL
            else:
                travelled_m = body.pose.distance_m(pose)
                body.pose = pose
                if body.touched_at is not None and pose.distance_m(body.touched_at) > _PARTED_M:
                    body.touching, body.touched_at = "", None
        body.velocity = velocity
        charging = bool(self._chargers) and travelled_m == 0.0 and self._at_charger(body)
        body.battery = self._batteries[body.name].after(
            body.battery, dt_s=dt_s, distance_m=travelled_m, charging=charging
        )

    def _obstacle_to(self, body: Body, pose: Pose, bodies: tuple[Body, ...]) -> str:
        if pose.x_m == body.pose.x_m and pose.y_m == body.pose.y_m and pose.z_m == body.pose.z_m:
            return ""
        obstacle = blocked_by(body, pose, bodies=bodies, obstacles=self.obstacles)
        load = None if obstacle else team_load(body, self.cargo)
        if load is not None:
            return load_blocked_by(
                load, bodies=self.bodies, mover=body.name, pose=pose, obstacles=self.obstacles
            )
        return obstacle

    def _collided(self, body: Body, obstacle: str) -> None:
        if body.touching != obstacle:
            self.collisions.append(Collision(self.time_s, body.name, obstacle, body.pose))
            body.touching, body.touched_at = obstacle, body.pose

    def _at_charger(self, body: Body) -> bool:
        return any(pose.planar_distance_m(body.pose) <= _SETTLED_M for pose in self._chargers)

    def _jitter(self, jitter_m: float) -> None:
        bodies = tuple(self.bodies.values())
        for body in bodies if jitter_m > 0.0 else ():
            if body.locomotion is Locomotion.FIXED:
                continue
            dx, dy = (self._chance.uniform(-jitter_m, jitter_m) for _ in range(2))
            pose = Pose(body.pose.x_m + dx, body.pose.y_m + dy, body.pose.z_m, body.pose.yaw_rad)
            if not blocked_by(body, pose, bodies=bodies, obstacles=self.obstacles):
                body.pose = pose

    def _body(self, robot: str) -> Body:
        try:
            return self.bodies[robot]
        except KeyError:
            raise InputError(f"unknown robot {robot!r}; expected one of {', '.join(self.bodies)}") from None

    def _thing(self, name: str) -> Thing:
        try:
            return self.cargo.things[name]
        except KeyError:
            known = ", ".join(self.cargo.things) or "none"
            raise InputError(f"unknown object {name!r}; expected one of {known}") from None


def _body(robot: Robot, loaded: LoadedScenario) -> Body:
    kind = robot.type
    pose = loaded.world.start_pose(robot)
    return Body(robot.name, kind.locomotion, kind.radius_m, motion_limits(robot), pose)


def _charging_poses(loaded: LoadedScenario) -> tuple[Pose, ...]:
    places = [loaded.scenario.place(name) for name in charging_places(loaded.scenario)]
    return tuple(pose for place in places for pose in (place.pose, *place.approach))
