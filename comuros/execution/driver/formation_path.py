"""A way of a load and its carriers as a line: where the load, and each carrier, is after so many metres."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.execution.driver.formation_shape import Configuration

_WINDOW_M = 0.45
_STEP_M = 0.02
_AS_NEAR_M = 0.012


class FormationPath:
    """Length counts the way of the carrier that moves most, so that turning on the spot counts too."""

    def __init__(self, path: Sequence[Configuration], offsets: Mapping[str, tuple[float, float]]) -> None:
        """`offsets` are the carriers' places in the load's frame, in metres."""
        self._path = tuple(path)
        self._offsets = dict(offsets)
        reach_m = max(math.hypot(x, y) for x, y in offsets.values())
        self._at = [0.0]
        for a, b in zip(self._path, self._path[1:], strict=False):
            turn = abs(wrapped_angle_rad(b[2] - a[2]))
            self._at.append(self._at[-1] + math.hypot(b[0] - a[0], b[1] - a[1]) + turn * reach_m)

    @property
    def length_m(self) -> float:
        """Whole length in metres."""
        return self._at[-1]

    def load(self, at_m: float) -> Configuration:
        """Where the load is."""
        at_m = max(0.0, min(self.length_m, at_m))
        index = max(0, min(len(self._path) - 2, bisect_right(self._at, at_m) - 1))
        if len(self._path) == 1:
            return self._path[0]
        a, b = self._path[index], self._path[index + 1]
        span = self._at[index + 1] - self._at[index]
        share = 0.0 if span <= 0.0 else (at_m - self._at[index]) / span
        turn = wrapped_angle_rad(b[2] - a[2])
        return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + turn * share)

    def carrier(self, robot: str, at_m: float) -> tuple[float, float]:
        """Where a carrier is, in metres."""
        x, y, yaw = self.load(at_m)
        along, across = self._offsets[robot]
        cos, sin = math.cos(yaw), math.sin(yaw)
        return x + along * cos - across * sin, y + along * sin + across * cos

    def travelled_m(self, robot: str, pose: Pose, *, since_m: float) -> float:
        """How far a carrier has come, not behind `since_m`: the point nearest to it, the farthest of equally
        near ones.
        """
        best_m, best_at = math.inf, since_m
        for index in range(int(_WINDOW_M / _STEP_M) + 1):
            at_m = min(since_m + index * _STEP_M, self.length_m)
            x, y = self.carrier(robot, at_m)
            off_m = math.hypot(x - pose.x_m, y - pose.y_m)
            if off_m < best_m + _AS_NEAR_M:
                best_at = at_m
                best_m = min(best_m, off_m)
        return best_at
