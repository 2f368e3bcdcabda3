"""The others as a driver sees them: where they are, how they move (from successive poses), who goes
first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.execution.driver.body import DEFAULT_RADIUS_M, DrivenBody
from comuros.execution.driver.carried_load import CarriedLoads
from comuros.execution.driver.sense import Sense

_SMOOTHING = 0.5
_STILL_MPS = 0.03
_STILL_RADPS = 0.1
_SAME_HEIGHT_M = 1.0
_SIGHT_M = 5.0


@dataclass(frozen=True, slots=True)
class Track:
    """Pose and world-frame velocity of something that is observed; `still_since_s` is when it last
    moved.
    """

    pose: Pose
    x_mps: float
    y_mps: float
    yaw_radps: float
    seen_s: float
    still_since_s: float

    @property
    def speed_mps(self) -> float:
        """Speed on the plane in metres per second."""
        return math.hypot(self.x_mps, self.y_mps)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another robot at about this robot's height. `goes_first` is the right of way; `still_s` how long
    it has stood.
    """

    name: str
    track: Track
    radius_m: float
    goes_first: bool
    still_s: float


class Observer:
    """Keeps tracks of this robot and the others from tick to tick."""

    def __init__(self, body: DrivenBody) -> None:
        self._body = body
        self._tracks: dict[str, Track] = {}
        self._own: Track | None = None
        self._loads = CarriedLoads(body)
        self._radii = {robot.name: robot.type.radius_m for robot in body.loaded.scenario.robots}

    def observe(self, now_s: float, sense: Sense) -> tuple[Track, tuple[Neighbour, ...]]:
        """The robot's own track and its neighbours within sight, given the latest poses: other robots by
        name, and what teams of others carry, which goes before everybody.
        """
        self._own = _updated(self._own, sense.pose, now_s)
        seen = {name: (pose, name < self._body.name) for name, pose in sorted(sense.others.items())}
        for name, pose, radius_m in self._loads.discs(sense):
            seen[name] = (pose, True)
            self._radii[name] = radius_m
        x, y = sense.pose.x_m, sense.pose.y_m
        self._tracks = {
            name: _updated(self._tracks.get(name), pose, now_s)
            for name, (pose, _) in seen.items()
            if abs(pose.x_m - x) < _SIGHT_M and abs(pose.y_m - y) < _SIGHT_M
        }
        neighbours = (
            Neighbour(
                name,
                track,
                self._radii.get(name, DEFAULT_RADIUS_M),
                seen[name][1],
                now_s - track.still_since_s,
            )
            for name, track in self._tracks.items()
            if abs(track.pose.z_m - sense.pose.z_m) < _SAME_HEIGHT_M
        )
        return self._own, tuple(neighbours)


def _updated(track: Track | None, pose: Pose, now_s: float) -> Track:
    if track is None:
        return Track(pose, 0.0, 0.0, 0.0, now_s, now_s)
    passed_s = now_s - track.seen_s
    if pose == track.pose and track.x_mps == track.y_mps == track.yaw_radps == 0.0:
        return replace(track, seen_s=now_s)
    if passed_s <= 0.0:
        return track
    keep = _SMOOTHING
    x = keep * track.x_mps + (1 - keep) * (pose.x_m - track.pose.x_m) / passed_s
    y = keep * track.y_mps + (1 - keep) * (pose.y_m - track.pose.y_m) / passed_s
    turn = wrapped_angle_rad(pose.yaw_rad - track.pose.yaw_rad) / passed_s
    yaw = keep * track.yaw_radps + (1 - keep) * turn
    still = math.hypot(x, y) < _STILL_MPS and abs(yaw) < _STILL_RADPS
    return Track(pose, x, y, yaw, now_s, track.still_since_s if still else now_s)
