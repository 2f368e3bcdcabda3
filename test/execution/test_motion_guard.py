"""Limits of motion that hold whatever drives the robot."""

from __future__ import annotations

import pytest

from comuros.core.capability import Capability
from comuros.core.geometry import Pose
from comuros.core.keep_out import KeepOut
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.velocity import STILL, Velocity
from comuros.execution.motion_guard import MotionGuard

KIND = RobotType("cart", Locomotion.DIFFERENTIAL, 0.3, (Capability("speed_mps", 0.8),), ())
ANN = Robot("ann", KIND, "dock")
WET = KeepOut("ann", "wet_floor")
WHILE_CARRYING = KeepOut("ann", "corridor", holding=("_",))


def zones_at(pose: Pose) -> tuple[str, ...]:
    """The wet floor lies east of 5 m, the corridor east of 2 m."""
    return tuple(name for name, x_m in (("corridor", 2.0), ("wet_floor", 5.0)) if pose.x_m > x_m)


def breaches(
    guard: MotionGuard, *way_m: float, rules: tuple[KeepOut, ...], held: tuple[str, ...] = ()
) -> list[str]:
    found = [guard.breach(Pose(x_m, 0.0), STILL, rules=rules, held=held) for x_m in way_m]
    return [words for words in found if words]


def test_entering_a_closed_zone_is_a_breach_said_once() -> None:
    guard = MotionGuard(ANN, zones_at)
    assert breaches(guard, 0.0, 4.0, 5.1, 5.2, rules=(WET,)) == [
        "ann entered wet_floor, which is closed to it"
    ]


def test_who_stands_in_a_closed_zone_may_leave_it() -> None:
    guard = MotionGuard(ANN, zones_at)
    guard.breach(Pose(6.0, 0.0), STILL, rules=(), held=())
    assert breaches(guard, 5.5, 4.0, rules=(WET,)) == []


def test_what_is_closed_only_while_carrying_is_open_to_empty_hands() -> None:
    assert breaches(MotionGuard(ANN, zones_at), 0.0, 3.0, rules=(WHILE_CARRYING,)) == []
    assert breaches(MotionGuard(ANN, zones_at), 0.0, 3.0, rules=(WHILE_CARRYING,), held=("cup",)) != []


def test_other_robots_rules_are_not_this_one_s() -> None:
    assert breaches(MotionGuard(ANN, zones_at), 0.0, 6.0, rules=(KeepOut("ben", "wet_floor"),)) == []


@pytest.mark.parametrize(
    ("limit_mps", "speed_mps", "words"),
    [
        (0.0, 1.0, ""),
        (0.0, 1.2, "ann moves at 1.20 m/s; 0.8 m/s are allowed"),
        (0.3, 0.6, "ann moves at 0.60 m/s; 0.3 m/s are allowed"),
        (2.0, 1.2, "ann moves at 1.20 m/s; 0.8 m/s are allowed"),
    ],
)
def test_speed_is_the_robot_s_own_or_less(limit_mps: float, speed_mps: float, words: str) -> None:
    guard = MotionGuard(ANN, zones_at, speed_limit_mps=limit_mps)
    assert guard.breach(Pose(0, 0), Velocity(speed_mps, 0.0, 0.0, 0.0), rules=(), held=()) == words
