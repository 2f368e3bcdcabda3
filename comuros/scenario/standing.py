"""Where a ground robot may stand to work at a place: beside furniture, beside what lies on the floor, or on
the place.

The roadmap asks for these once per place and radius and gives every robot a pose of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from shapely.geometry import Point, Polygon

from comuros.core.geometry import Pose
from comuros.core.place import SPOT_KIND, Place
from comuros.scenario.route_planner import RoutePlanner
from comuros.scenario.world_geometry import Obstacle

# Kinds of places on whose floor things lie, so that robots stop beside them.
LYING_KINDS = frozenset({"floor", SPOT_KIND})
# The clearance routes keep, what the grid rounds off, and a little.
_GAP_M = 0.22
_BETWEEN_ROBOTS_M = 0.12
_FARTHER_M = 1.1
_AROUND = 24
_UNDER_M = 0.3


def standing_poses(
    place: Place, *, radius_m: float, planner: RoutePlanner, obstacles: Sequence[Obstacle], count: int
) -> tuple[Pose, ...]:
    """Up to `count` poses for robots of this radius, the best first, far enough apart to be taken at the
    same time.
    """
    if place.approach:
        return place.approach
    furniture = _furniture(place, obstacles)
    if furniture is not None:
        candidates = _beside(furniture, radius_m + _GAP_M)
    elif place.kind in LYING_KINDS:
        candidates = _ring(place.pose, place.radius_m + radius_m + _GAP_M)
    else:
        candidates = _on_and_around(place, radius_m)
    free = [pose for pose in candidates if planner.is_free(pose.x_m, pose.y_m)]
    return _apart(place.pose, free, gap_m=2 * radius_m + _BETWEEN_ROBOTS_M, count=count, planner=planner)


def team_poses(
    centre: Pose, *, half_length_m: float, radius_m: float, planner: RoutePlanner, members: int
) -> tuple[Pose, ...]:
    """Poses of a team around something long that lies along the x axis of `centre`: two stand at its ends.

    Where an end is not free, the whole team turns about the centre until all stand free.
    """
    away_m = half_length_m + radius_m + _GAP_M
    for turn in range(_AROUND):
        offset_rad = ((turn + 1) // 2) * (1 if turn % 2 else -1) * (2 * math.pi / _AROUND)
        poses = [
            _facing(centre, centre.yaw_rad + math.pi + offset_rad + 2 * math.pi * member / members, away_m)
            for member in range(members)
        ]
        if all(planner.is_free(pose.x_m, pose.y_m) for pose in poses):
            return tuple(poses)
    return tuple(
        _facing(centre, centre.yaw_rad + math.pi + 2 * math.pi * member / members, away_m)
        for member in range(members)
    )


def _furniture(place: Place, obstacles: Sequence[Obstacle]) -> Polygon | None:
    point = Point(place.pose.x_m, place.pose.y_m)
    under = [part.footprint for part in obstacles if part.footprint.distance(point) < _UNDER_M]
    if not under or (place.pose.z_m < 0.05 and not any(area.covers(point) for area in under)):
        return None
    return min(under, key=lambda area: (area.distance(point), area.area))


def _beside(furniture: Polygon, gap_m: float) -> list[Pose]:
    edge = furniture.buffer(gap_m).exterior
    count = max(_AROUND, math.ceil(edge.length / 0.1))
    points = (edge.interpolate(i / count, normalized=True) for i in range(count))
    return [Pose(round(p.x, 6), round(p.y, 6)) for p in points]


def _ring(centre: Pose, away_m: float) -> list[Pose]:
    return [_facing(centre, centre.yaw_rad + 2 * math.pi * i / _AROUND, away_m) for i in range(_AROUND)]


def _on_and_around(place: Place, radius_m: float) -> list[Pose]:
    here = Pose(place.pose.x_m, place.pose.y_m, 0.0, place.pose.yaw_rad)
    return [here, *_ring(place.pose, 2 * radius_m + _BETWEEN_ROBOTS_M + 0.05)]


def _facing(centre: Pose, direction_rad: float, away_m: float) -> Pose:
    x_m = centre.x_m + away_m * math.cos(direction_rad)
    y_m = centre.y_m + away_m * math.sin(direction_rad)
    return Pose(round(x_m, 6), round(y_m, 6))


def _apart(
    centre: Pose, candidates: Sequence[Pose], *, gap_m: float, count: int, planner: RoutePlanner
) -> tuple[Pose, ...]:
    """The best candidates that keep their distance from each other, each facing the centre.

    The one nearest to the centre is best; then those it sees, so that robots queue on one side of a long
    counter.
    """
    if not candidates:
        return ()
    first = min(candidates, key=lambda pose: _order(pose, centre))
    farthest_m = first.planar_distance_m(centre) + _FARTHER_M
    near = [pose for pose in candidates if pose.planar_distance_m(centre) <= farthest_m]
    chosen = [first]
    for pose in sorted(near, key=lambda pose: (not planner.sees(first, pose), *_order(pose, centre))):
        if len(chosen) < count and all(pose.planar_distance_m(other) >= gap_m for other in chosen):
            chosen.append(pose)
    return tuple(_turned(pose, centre) for pose in chosen)


def _order(pose: Pose, centre: Pose) -> tuple[float, float, float]:
    return round(pose.planar_distance_m(centre), 2), pose.y_m, pose.x_m


def _turned(pose: Pose, centre: Pose) -> Pose:
    if pose.planar_distance_m(centre) < 0.01:
        return pose
    yaw_rad = math.atan2(centre.y_m - pose.y_m, centre.x_m - pose.x_m)
    return Pose(pose.x_m, pose.y_m, 0.0, round(yaw_rad, 6))
