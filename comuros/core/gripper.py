"""Where a robot's gripper is held relative to the robot: the one joint target a manipulating robot needs.
Drivers set it, simulators follow it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GripperPosition:
    """Metres from the gripper's rest along the robot's axes (x forward, y left, z up): three prismatic
    joints.
    """

    x_m: float = 0.0
    y_m: float = 0.0
    z_m: float = 0.0

    def distance_m(self, other: GripperPosition) -> float:
        """Greatest distance along any axis, in metres: what a joint has still to travel."""
        return max(abs(self.x_m - other.x_m), abs(self.y_m - other.y_m), abs(self.z_m - other.z_m))


GRIPPER_REST = GripperPosition()
