"""How fast a robot may move, turn and speed up, read off its capabilities. Simulator and drivers share it, so
that they agree.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.robot import Locomotion, Robot

DEFAULT_REACH_M = 0.9


@dataclass(frozen=True, slots=True)
class MotionLimits:
    """Limits of one robot: m/s, rad/s, m/s² and rad/s²; `reach_m` from its centre to the nearest point of
    what it grasps.
    """

    speed_mps: float
    climb_mps: float
    turn_radps: float
    acceleration_mps2: float
    turn_radps2: float
    gripper_mps: float
    reach_m: float

    def stopping_distance_m(self, speed_mps: float) -> float:
        """Way travelled while braking from this speed, in metres."""
        return speed_mps * speed_mps / (2.0 * self.acceleration_mps2)


def motion_limits(robot: Robot) -> MotionLimits:
    """Limits from the capabilities `speed_mps`, `climb_mps`, `turn_radps`, `acceleration_mps2`,
    `gripper_mps`, `reach_m`, or usual values.
    """
    fixed = robot.type.locomotion is Locomotion.FIXED
    flying = robot.type.locomotion is Locomotion.FLYING
    return MotionLimits(
        speed_mps=robot.speed_mps,
        climb_mps=robot.number("climb_mps", 0.8) if flying else 0.0,
        turn_radps=0.0 if fixed else robot.number("turn_radps", 1.5),
        acceleration_mps2=robot.number("acceleration_mps2", 2.0 if flying else 1.0),
        turn_radps2=robot.number("turn_radps2", 4.0),
        gripper_mps=robot.number("gripper_mps", 0.8),
        reach_m=robot.number("reach_m", DEFAULT_REACH_M),
    )
