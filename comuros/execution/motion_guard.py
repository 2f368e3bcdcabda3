"""Limits of motion that hold whatever a program or a skill server does: the robot's speed, and the zones its
task keeps it out of. The robot agent's node asks at every tick.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from comuros.core.geometry import Pose
from comuros.core.keep_out import KeepOut, bounds_for
from comuros.core.robot import Robot
from comuros.core.velocity import Velocity

# Odometry is noisy and controllers overshoot: what is more than this above the limit is no accident.
_FACTOR = 1.25
_MARGIN_MPS = 0.1


class MotionGuard:
    """Remembers in which zones the robot was, so that only entering one is a breach: a robot that stands in a
    closed zone may leave it.
    """

    def __init__(
        self, robot: Robot, zones_at: Callable[[Pose], Sequence[str]], *, speed_limit_mps: float = 0.0
    ) -> None:
        """`zones_at` names the zones around a pose; a limit of 0 is the robot's own speed."""
        self._robot = robot
        self._zones_at = zones_at
        own_mps = robot.speed_mps or math.inf
        self.speed_limit_mps = min(own_mps, speed_limit_mps) if speed_limit_mps > 0.0 else own_mps
        self._inside: frozenset[str] = frozenset()

    def breach(self, pose: Pose, velocity: Velocity, *, rules: Sequence[KeepOut], held: Iterable[str]) -> str:
        """What limit the robot breaks now, in words with the numbers; "" where it keeps them all."""
        before, self._inside = self._inside, frozenset(self._zones_at(pose))
        closed = bounds_for([rule for rule in rules if rule.robot == self._robot.name], held).closed
        entered = sorted(self._inside.intersection(closed) - before)
        if entered:
            return f"{self._robot.name} entered {entered[0]}, which is closed to it"
        speed_mps = math.hypot(velocity.x_mps, velocity.y_mps, velocity.z_mps)
        if speed_mps > self.speed_limit_mps * _FACTOR + _MARGIN_MPS:
            limit = f"{self.speed_limit_mps:g} m/s are allowed"
            return f"{self._robot.name} moves at {speed_mps:.2f} m/s; {limit}"
        return ""
