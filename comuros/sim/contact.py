"""Whether a robot's move is free: walls and furniture, blockages, other robots, and what a team carries.
The simulation asks before each move.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from comuros.core.geometry import Pose
from comuros.sim.body import Body
from comuros.sim.cargo import Cargo, held_pose
from comuros.sim.obstacle_index import ObstacleIndex
from comuros.sim.thing import Thing

GROUND_ROBOT_HEIGHT_M = 1.0
FLYER_HEIGHT_M = 0.4


def blocked_by(body: Body, pose: Pose, *, bodies: Sequence[Body], obstacles: ObstacleIndex) -> str:
    """Name of what a body would penetrate at a pose, or deeper than it does now; "" where the move is
    free.
    """
    top_m = pose.z_m + (FLYER_HEIGHT_M if body.flies else GROUND_ROBOT_HEIGHT_M)
    hit = obstacles.touching_disc(pose.x_m, pose.y_m, body.radius_m, bottom_m=pose.z_m, top_m=top_m)
    if hit is not None and hit[1] < hit[0].gap_m(body.pose.x_m, body.pose.y_m) + 1e-9:
        return hit[0].name
    for other in bodies:
        reach_m = body.radius_m + other.radius_m
        dx, dy = pose.x_m - other.pose.x_m, pose.y_m - other.pose.y_m
        if abs(dx) < reach_m and abs(dy) < reach_m and other is not body:
            apart_m = math.hypot(dx, dy)
            nearer = apart_m < body.pose.planar_distance_m(other.pose) + 1e-9
            if apart_m < reach_m and nearer and _same_height(body, pose.z_m, other):
                return other.name
    return ""


def load_blocked_by(
    thing: Thing, *, bodies: Mapping[str, Body], mover: str, pose: Pose, obstacles: ObstacleIndex
) -> str:
    """Name of a solid that a team's load would run into were `mover` at `pose`; what it touched before
    does not count.
    """
    ahead = Thing(
        thing.name, thing.kind, held_pose(thing, bodies, mover=mover, moved_to=pose), thing.origin_m
    )
    touched = obstacles.touching_polygon(ahead.footprint(), bottom_m=ahead.bottom_m, top_m=ahead.top_m)
    new = touched - thing.touching
    if not new:
        thing.touching = touched
    return min(new, default="")


def team_load(body: Body, cargo: Cargo) -> Thing | None:
    """What this body carries together with others, or None."""
    for thing in cargo.things.values():
        if thing.kind.carriers > 1 and body.name in thing.grips and thing.is_carried:
            return thing
    return None


def _same_height(body: Body, z_m: float, other: Body) -> bool:
    low, high = (z_m, z_m + (FLYER_HEIGHT_M if body.flies else GROUND_ROBOT_HEIGHT_M))
    other_low = other.pose.z_m
    other_high = other_low + (FLYER_HEIGHT_M if other.flies else GROUND_ROBOT_HEIGHT_M)
    return low < other_high and other_low < high
