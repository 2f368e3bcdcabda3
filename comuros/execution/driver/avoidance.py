"""Which way to go now: the velocity nearest to the wanted one that keeps clear of others and walls. Travel
asks it each tick.

Candidates are sampled and rated by time to collision, after reciprocal velocity obstacles (van den Berg, Lin,
Manocha, ICRA 2008), with one difference: the robot without right of way reacts early and alone, so that
nobody dances.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point, Polygon

from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.moment import Moment
from comuros.execution.driver.neighbour import Neighbour

MARGIN_M = 0.08
WALL_MARGIN_M = 0.03
_YIELD_HORIZON_S = 3.0
_FIRST_HORIZON_S = 1.2
_STATIC_HORIZON_S = 2.0
_NEAR_M = 3.5
# How old what is sensed may be when the command takes effect; braking reckons with it.
_LATENCY_S = 0.15
_ANGLES = np.concatenate(
    ([0.0], np.deg2rad([-15, 15, -30, 30, -45, 45, -60, 60, -75, 75, -90, 90, -120, 120, -150, 150, 180]))
)
_SPEEDS = np.array([1.0, 0.66, 0.33])
_LOOKS_S = np.array([0.25, 0.5, 0.9])
_LEFT_BIAS = 0.03
_COLLISION_WEIGHT = 0.6
_WORST = 12.0

Planar = tuple[float, float]


def avoiding(wanted: Planar, *, body: DrivenBody, moment: Moment) -> Planar:
    """The best world-frame velocity (m/s) near the wanted one; the wanted one itself where nothing is in the
    way.
    """
    near = [each for each in moment.neighbours if _is_near(each, moment)]
    in_the_way = any(_would_meet(wanted, other, body, moment) for other in near)
    if not in_the_way and not _wall_ahead(wanted, body, moment):
        return wanted
    candidates = _candidates(wanted, body.limits.speed_mps)
    cost = _deviation(candidates, wanted, body.limits.speed_mps)
    if near:
        cost = cost + _collision_cost(candidates, near, body, moment)
    cost = cost + _wall_cost(candidates, body, moment)
    best = candidates[int(np.argmin(cost))]
    return float(best[0]), float(best[1])


def free_share(velocity: Planar, *, body: DrivenBody, moment: Moment, ignore: Sequence[str] = ()) -> float:
    """The share of a world-frame velocity (1, 0.5, 0.25 or 0) at which braking still ends clear of
    everything.
    """
    for share in (1.0, 0.5, 0.25):
        if _stops_clear((velocity[0] * share, velocity[1] * share), body, moment, ignore):
            return share
    return 0.0


def _would_meet(wanted: Planar, other: Neighbour, body: DrivenBody, moment: Moment) -> bool:
    """Whether the wanted velocity touches another robot within its horizon; what `_collision_cost` would say
    of it, without arrays.
    """
    pose, track = moment.sense.pose, other.track
    off_x, off_y = track.pose.x_m - pose.x_m, track.pose.y_m - pose.y_m
    x, y = wanted[0] - track.x_mps, wanted[1] - track.y_mps
    closing = x * off_x + y * off_y
    if closing <= 0.0:
        return False
    speed2, keep_m = x * x + y * y, body.radius_m + other.radius_m + MARGIN_M
    when_s = min(_horizon_s(other), closing / speed2)
    return (off_x - x * when_s) ** 2 + (off_y - y * when_s) ** 2 < keep_m**2


def _is_near(other: Neighbour, moment: Moment) -> bool:
    return moment.sense.pose.planar_distance_m(other.track.pose) < _NEAR_M


def _wall_ahead(wanted: Planar, body: DrivenBody, moment: Moment) -> bool:
    if body.flies:
        return False
    pose, keep_m = moment.sense.pose, body.radius_m + WALL_MARGIN_M
    return any(
        body.clearance.at(pose.x_m + wanted[0] * s, pose.y_m + wanted[1] * s) < keep_m for s in _LOOKS_S
    )


def _candidates(wanted: Planar, top_mps: float) -> NDArray[np.float64]:
    speed, heading = math.hypot(*wanted), math.atan2(wanted[1], wanted[0])
    speeds = _SPEEDS * max(speed, min(top_mps, 0.3))
    angles = heading + _ANGLES
    grid = np.stack(
        (np.outer(np.cos(angles), speeds).ravel(), np.outer(np.sin(angles), speeds).ravel()), axis=1
    )
    return np.concatenate((grid, [[0.0, 0.0], [wanted[0], wanted[1]]]))


def _deviation(candidates: NDArray[np.float64], wanted: Planar, top_mps: float) -> NDArray[np.float64]:
    off = candidates - np.array(wanted)
    left = wanted[0] * candidates[:, 1] - wanted[1] * candidates[:, 0]
    scale = max(top_mps, 1e-6)
    deviation: NDArray[np.float64] = np.hypot(off[:, 0], off[:, 1]) / scale
    return deviation + _LEFT_BIAS * np.sign(np.round(left, 6))


def _collision_cost(
    candidates: NDArray[np.float64], near: Sequence[Neighbour], body: DrivenBody, moment: Moment
) -> NDArray[np.float64]:
    pose = moment.sense.pose
    offset = np.array([[n.track.pose.x_m - pose.x_m, n.track.pose.y_m - pose.y_m] for n in near])
    moving = np.array([[n.track.x_mps, n.track.y_mps] for n in near])
    keep = np.array([n.radius_m for n in near]) + body.radius_m + MARGIN_M
    horizon = np.array([_horizon_s(n) for n in near])
    relative = candidates[:, None, :] - moving[None, :, :]
    meeting_s = _meeting_s(offset, relative, keep)
    urgency = np.minimum(_WORST, np.maximum(0.0, horizon / np.maximum(meeting_s, 1e-3) - 1.0))
    cost: NDArray[np.float64] = _COLLISION_WEIGHT * urgency.sum(axis=1)
    return cost


def _horizon_s(other: Neighbour) -> float:
    if other.still_s > 0.5:
        return _STATIC_HORIZON_S
    return _YIELD_HORIZON_S if other.goes_first else _FIRST_HORIZON_S


def _meeting_s(
    offset: NDArray[np.float64], relative: NDArray[np.float64], keep: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Seconds until discs touch, candidates by neighbours; infinite where they never do or already part."""
    closing = relative[:, :, 0] * offset[:, 0] + relative[:, :, 1] * offset[:, 1]
    speed2 = np.maximum(relative[:, :, 0] ** 2 + relative[:, :, 1] ** 2, 1e-9)
    distance2 = offset[:, 0] ** 2 + offset[:, 1] ** 2
    beyond = distance2 - keep**2
    discriminant = closing**2 - speed2 * beyond
    hits = (closing > 0.0) & (discriminant > 0.0)
    when = (closing - np.sqrt(np.maximum(discriminant, 0.0))) / speed2
    inside = (beyond <= 0.0)[None, :] & (closing > 0.0)
    return np.where(inside, 0.05, np.where(hits, np.maximum(when, 0.0), np.inf))


def _wall_cost(candidates: NDArray[np.float64], body: DrivenBody, moment: Moment) -> NDArray[np.float64]:
    if body.flies:
        return np.zeros(len(candidates))
    pose = moment.sense.pose
    xs = pose.x_m + np.outer(candidates[:, 0], _LOOKS_S)
    ys = pose.y_m + np.outer(candidates[:, 1], _LOOKS_S)
    here = body.clearance.at(pose.x_m, pose.y_m)
    keep = min(body.radius_m + WALL_MARGIN_M, here - 0.005)
    short: NDArray[np.float64] = np.maximum(0.0, keep - body.clearance.at_many(xs, ys)).max(axis=1)
    return np.where(short > 0.0, 3.0 + 20.0 * short, 0.0)


def _stops_clear(velocity: Planar, body: DrivenBody, moment: Moment, ignore: Sequence[str]) -> bool:
    speed = math.hypot(*velocity)
    if speed < 1e-3:
        return True
    pose = moment.sense.pose
    way_m = speed * max(_LATENCY_S, 2.0 * moment.dt_s) + body.limits.stopping_distance_m(speed)
    end_x, end_y = pose.x_m + velocity[0] / speed * way_m, pose.y_m + velocity[1] / speed * way_m
    if not body.flies:
        ahead, here = body.clearance.at(end_x, end_y), body.clearance.at(pose.x_m, pose.y_m)
        if ahead < body.radius_m + 0.01 and ahead < here:
            return False
        if any(
            _nears(end_x, end_y, pose.x_m, pose.y_m, outline, body.radius_m)
            for outline in moment.sense.obstacles
        ):
            return False
    return not any(
        _meets(end_x, end_y, way_m, other, body, moment)
        for other in moment.neighbours
        if other.name not in ignore
    )


def _nears(end_x: float, end_y: float, x: float, y: float, outline: Polygon, radius_m: float) -> bool:
    ahead = outline.distance(Point(end_x, end_y))
    return bool(ahead < radius_m + 0.03 and ahead < outline.distance(Point(x, y)))


def _meets(
    end_x: float, end_y: float, way_m: float, other: Neighbour, body: DrivenBody, moment: Moment
) -> bool:
    """Whether both, braking from now, could touch.

    The other may brake only now, or have begun unseen: the first is worse where it comes, the second where
    it leads.
    """
    pose, track = moment.sense.pose, other.track
    if abs(pose.x_m - track.pose.x_m) > _NEAR_M or abs(pose.y_m - track.pose.y_m) > _NEAR_M:
        return False
    keep_m = body.radius_m + other.radius_m + 0.04
    apart_m = pose.planar_distance_m(track.pose)
    latency_s = max(_LATENCY_S, 2.0 * moment.dt_s)
    braking_s = track.speed_mps / (2.0 * body.limits.acceleration_mps2)
    if apart_m > keep_m + way_m + track.speed_mps * (latency_s + braking_s):
        return False
    stops = (latency_s + braking_s, max(0.0, braking_s - latency_s))
    return any(_meets_stopping(end_x, end_y, other, moment, keep_m, stop_s) for stop_s in stops)


def _meets_stopping(
    end_x: float, end_y: float, other: Neighbour, moment: Moment, keep_m: float, drift_s: float
) -> bool:
    """Whether two robots come closer than `keep_m` if this one stops at an end and the other drifts on."""
    pose, track = moment.sense.pose, other.track
    apart_m = pose.planar_distance_m(track.pose)
    their_x, their_y = track.pose.x_m + track.x_mps * drift_s, track.pose.y_m + track.y_mps * drift_s
    closest_m = _closest_m(
        (pose.x_m, pose.y_m), (end_x, end_y), (track.pose.x_m, track.pose.y_m), (their_x, their_y)
    )
    ends_apart_m = math.hypot(end_x - their_x, end_y - their_y)
    now_apart_m = math.hypot(end_x - track.pose.x_m, end_y - track.pose.y_m)
    parting = now_apart_m > apart_m and ends_apart_m > apart_m
    return closest_m < keep_m and not parting


def _closest_m(a1: Planar, a2: Planar, b1: Planar, b2: Planar) -> float:
    """The least distance between two points that travel these lines in the same time, in metres."""
    dx, dy = b1[0] - a1[0], b1[1] - a1[1]
    vx, vy = (b2[0] - b1[0]) - (a2[0] - a1[0]), (b2[1] - b1[1]) - (a2[1] - a1[1])
    speed2 = vx * vx + vy * vy
    share = 0.0 if speed2 < 1e-12 else max(0.0, min(1.0, -(dx * vx + dy * vy) / speed2))
    return math.hypot(dx + vx * share, dy + vy * share)
