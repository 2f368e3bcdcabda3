"""Where a robot stands to work on an object: around it, clear of walls and of others. Used by go_to, pick and
lift.
"""

from __future__ import annotations

import math

from comuros.core.geometry import Pose
from comuros.core.place import thing_at_spot
from comuros.core.scenario import Scenario
from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.outline import from_frame_of
from comuros.execution.driver.sense import Sense

GAP_M = 0.08
_DIRECTIONS = 12


def object_named_by(place: str, scenario: Scenario) -> str:
    """The object a floor spot or an object's own name stands for, "" for an ordinary place."""
    name = thing_at_spot(place) or place
    return name if any(each.name == name for each in scenario.objects) else ""


def poses_beside(
    name: str, *, body: DrivenBody, sense: Sense, member: int = 0, members: int = 1
) -> list[Pose]:
    """Poses around an object, facing it, clear of walls, the nearest to the robot first; none where it is out
    of sight.

    Members of a coalition get their own share of the round.
    """
    if name not in sense.objects:
        return []
    centre, kind = sense.objects[name], body.loaded.scenario.object(name).kind
    found = []
    for index in range(_DIRECTIONS * members):
        if index % members == member:
            pose = _beside(centre, kind.size_m, body, 2 * math.pi * index / (_DIRECTIONS * members))
            if body.flies or body.clearance.at(pose.x_m, pose.y_m) >= body.radius_m + 0.05:
                found.append(pose)
    return sorted(found, key=lambda pose: round(pose.planar_distance_m(sense.pose), 3))


def poses_for_work_on(
    name: str, *, body: DrivenBody, sense: Sense, member: int = 0, members: int = 1
) -> list[Pose]:
    """Poses beside an object that no other robot is in the way of; where there are none, poses from which
    this robot reaches it; else those beside it, in the hope that somebody leaves.
    """
    beside = poses_beside(name, body=body, sense=sense, member=member, members=members)
    if members > 1:
        return beside
    free = [pose for pose in beside if _is_clear_of_others(pose, body, sense)]
    if free or not beside:
        return free
    within_m = max(0.0, body.limits.reach_m - GAP_M)
    near = poses_within_reach(sense.objects[name], body=body, sense=sense, within_m=within_m, walk_m=math.inf)
    return near or beside


def poses_within_reach(
    point: Pose, *, body: DrivenBody, sense: Sense, within_m: float, walk_m: float
) -> list[Pose]:
    """Poses from which a point is at most `within_m` away, facing it, clear of walls and of robots that stand
    there.

    At most `walk_m` from here, the nearest first.
    """
    found = []
    for away_m in (0.95 * within_m, 0.8 * within_m, 0.65 * within_m, 0.5 * within_m):
        for index in range(2 * _DIRECTIONS):
            angle = 2 * math.pi * index / (2 * _DIRECTIONS)
            x, y = point.x_m + away_m * math.cos(angle), point.y_m + away_m * math.sin(angle)
            pose = Pose(x, y, sense.pose.z_m, math.atan2(point.y_m - y, point.x_m - x))
            if pose.planar_distance_m(sense.pose) <= walk_m and _is_clear(pose, body, sense):
                found.append(pose)
    return sorted(found, key=lambda pose: round(pose.planar_distance_m(sense.pose), 2))


def _is_clear(pose: Pose, body: DrivenBody, sense: Sense) -> bool:
    if not body.flies and body.clearance.at(pose.x_m, pose.y_m) < body.radius_m + 0.11:
        return False
    return _is_clear_of_others(pose, body, sense)


def _is_clear_of_others(pose: Pose, body: DrivenBody, sense: Sense) -> bool:
    return all(
        other.planar_distance_m(pose) > body.radius_m + body.radius_of(name) + 0.1
        for name, other in sorted(sense.others.items())
    )


def _beside(centre: Pose, size_m: tuple[float, float, float], body: DrivenBody, direction_rad: float) -> Pose:
    """A pose just outside the outline, in a direction of the object's own frame, facing its middle."""
    cos, sin = math.cos(direction_rad), math.sin(direction_rad)
    to_edge = min(
        size_m[0] / 2 / abs(cos) if abs(cos) > 1e-9 else math.inf,
        size_m[1] / 2 / abs(sin) if abs(sin) > 1e-9 else math.inf,
    )
    away_m = to_edge + body.radius_m + GAP_M
    x, y = from_frame_of(centre, away_m * cos, away_m * sin)
    z = centre.z_m + 0.6 if body.flies else 0.0
    return Pose(x, y, z, math.atan2(centre.y_m - y, centre.x_m - x))
