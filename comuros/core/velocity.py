"""Velocity commands in a robot's own frame (REP 103: x forward, y left, z up), as a Twist carries them.
Drivers make them, simulators obey them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Velocity:
    """Metres per second along the robot's axes and radians per second about its vertical axis."""

    x_mps: float = 0.0
    y_mps: float = 0.0
    z_mps: float = 0.0
    yaw_radps: float = 0.0

    @property
    def speed_mps(self) -> float:
        """Length of the linear part in metres per second."""
        return math.hypot(self.x_mps, self.y_mps, self.z_mps)

    def is_still(self, *, tolerance: float = 1e-3) -> bool:
        """Whether no part exceeds the tolerance (m/s, rad/s)."""
        return self.speed_mps <= tolerance and abs(self.yaw_radps) <= tolerance


STILL = Velocity()
