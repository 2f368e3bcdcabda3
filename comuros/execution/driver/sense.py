"""What a driver is told each tick and what it answers. Nodes and rehearsals fill the one and carry out the
other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry import Polygon

from comuros.core.geometry import Pose
from comuros.core.gripper import GripperPosition
from comuros.core.velocity import STILL, Velocity


@dataclass(frozen=True, slots=True)
class Sense:
    """The latest of odometry, the other robots' poses, object poses, own grip and charge (0..1).

    `obstacles` are outlines no map has, as a range sensor sees them; `holders` tells which grippers report to
    hold an object, this robot's among them.
    """

    pose: Pose
    others: Mapping[str, Pose]
    objects: Mapping[str, Pose]
    attached: tuple[str, ...] = ()
    battery: float = 1.0
    obstacles: tuple[Polygon, ...] = ()
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DriverOutput:
    """Commands of one tick. `gripper` is a joint target that holds until replaced; None leaves it."""

    velocity: Velocity = STILL
    attach: tuple[str, ...] = ()
    detach: tuple[str, ...] = ()
    gripper: GripperPosition | None = None
