"""A robot's body in the simulator: commanded velocity in, limited by what its base can do, pose out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.gripper import GRIPPER_REST, GripperPosition
from comuros.core.motion_limits import MotionLimits
from comuros.core.robot import Locomotion
from comuros.core.velocity import STILL, Velocity

COMMAND_TIMEOUT_S = 0.5


@dataclass(slots=True)
class Body:
    """State of one robot's body. `speed_factor` and `halted_until_s` are what faults do to it."""

    name: str
    locomotion: Locomotion
    radius_m: float
    limits: MotionLimits
    pose: Pose
    velocity: Velocity = STILL
    battery: float = 1.0
    speed_factor: float = 1.0
    halted_until_s: float = -math.inf
    gripper: GripperPosition = GRIPPER_REST
    gripper_target: GripperPosition = GRIPPER_REST
    touching: str = ""
    touched_at: Pose | None = None
    _command: Velocity = STILL
    _commanded_at_s: float = field(default=-math.inf)

    @property
    def flies(self) -> bool:
        """Whether it moves through the air."""
        return self.locomotion is Locomotion.FLYING

    def command(self, velocity: Velocity, *, now_s: float) -> None:
        """Take a velocity command; it holds for `COMMAND_TIMEOUT_S`, then the base stops, as real bases
        do.
        """
        self._command = velocity
        self._commanded_at_s = now_s

    def can_move(self, now_s: float) -> bool:
        """Whether the base obeys at all: it has charge and no fault holds it."""
        return self.battery > 0.0 and now_s >= self.halted_until_s

    def next_velocity(self, *, dt_s: float, now_s: float) -> Velocity:
        """The velocity after `dt_s` under acceleration limits."""
        if self.locomotion is Locomotion.FIXED:
            return STILL
        wanted = self._obeyed(now_s)
        if wanted == self.velocity:
            return wanted
        step = self.limits.acceleration_mps2 * dt_s
        x, y, z = _towards3(self.velocity, wanted, step)
        turn_step = self.limits.turn_radps2 * dt_s
        change = wanted.yaw_radps - self.velocity.yaw_radps
        return Velocity(x, y, z, self.velocity.yaw_radps + max(-turn_step, min(turn_step, change)))

    def next_pose(self, velocity: Velocity, *, dt_s: float) -> Pose:
        """Where this velocity leads in `dt_s`, by the midpoint rule."""
        pose = self.pose
        yaw = pose.yaw_rad + 0.5 * velocity.yaw_radps * dt_s
        cos, sin = math.cos(yaw), math.sin(yaw)
        return Pose(
            pose.x_m + (velocity.x_mps * cos - velocity.y_mps * sin) * dt_s,
            pose.y_m + (velocity.x_mps * sin + velocity.y_mps * cos) * dt_s,
            max(0.0, pose.z_m + velocity.z_mps * dt_s),
            wrapped_angle_rad(pose.yaw_rad + velocity.yaw_radps * dt_s),
        )

    def move_gripper(self, *, dt_s: float) -> None:
        """Let the gripper's joints follow their targets, each at its own speed limit."""
        if self.gripper != self.gripper_target:
            step = self.limits.gripper_mps * dt_s
            now, target = self.gripper, self.gripper_target
            self.gripper = GripperPosition(
                now.x_m + max(-step, min(step, target.x_m - now.x_m)),
                now.y_m + max(-step, min(step, target.y_m - now.y_m)),
                now.z_m + max(-step, min(step, target.z_m - now.z_m)),
            )

    def _obeyed(self, now_s: float) -> Velocity:
        if now_s - self._commanded_at_s >= COMMAND_TIMEOUT_S or not self.can_move(now_s):
            return STILL
        command, top = self._command, self.limits.speed_mps * self.speed_factor
        x, z = command.x_mps, command.z_mps if self.flies else 0.0
        y = 0.0 if self.locomotion is Locomotion.DIFFERENTIAL else command.y_mps
        planar = math.hypot(x, y)
        shrink = top / planar if planar > top else 1.0
        climb, turn = self.limits.climb_mps * self.speed_factor, self.limits.turn_radps
        return Velocity(
            x * shrink, y * shrink, max(-climb, min(climb, z)), max(-turn, min(turn, command.yaw_radps))
        )


def _towards3(current: Velocity, wanted: Velocity, step: float) -> tuple[float, float, float]:
    dx, dy, dz = wanted.x_mps - current.x_mps, wanted.y_mps - current.y_mps, wanted.z_mps - current.z_mps
    change = math.hypot(dx, dy, dz)
    if change <= step:
        return wanted.x_mps, wanted.y_mps, wanted.z_mps
    share = step / change
    return current.x_mps + dx * share, current.y_mps + dy * share, current.z_mps + dz * share
