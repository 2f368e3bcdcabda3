"""A path as a line one can travel along: projection, lookahead, length left. Travel and formations follow
it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from comuros.core.geometry import Pose

_WINDOW_M = 2.0


class Route:
    """A polyline through poses with the length at each; `travelled_m` never runs backwards."""

    def __init__(self, poses: Sequence[Pose]) -> None:
        self.poses = tuple(poses)
        self.travelled_m = 0.0
        self._at = [0.0]
        for before, after in zip(self.poses, self.poses[1:], strict=False):
            self._at.append(self._at[-1] + before.distance_m(after))

    @property
    def length_m(self) -> float:
        """Whole length in metres."""
        return self._at[-1]

    @property
    def left_m(self) -> float:
        """Length still to travel in metres."""
        return self.length_m - self.travelled_m

    def advance(self, pose: Pose) -> float:
        """Note where the traveller is: the nearest point of the line not behind it nor far ahead. Returns
        how far off it is.
        """
        best_m, best_at = math.inf, self.travelled_m
        for index in range(self._segment(self.travelled_m), len(self.poses) - 1):
            if self._at[index] > self.travelled_m + _WINDOW_M:
                break
            off_m, at_m = self._project(index, pose)
            at_m = max(at_m, self.travelled_m)
            if off_m < best_m - 1e-9:
                best_m, best_at = off_m, at_m
        self.travelled_m = best_at
        return 0.0 if best_m is math.inf else best_m

    def point(self, at_m: float) -> Pose:
        """The pose at a length along the line; yaw is the direction of travel."""
        at_m = max(0.0, min(self.length_m, at_m))
        index = min(self._segment(at_m), max(0, len(self.poses) - 2))
        if len(self.poses) == 1:
            return self.poses[0]
        a, b = self.poses[index], self.poses[index + 1]
        span = self._at[index + 1] - self._at[index]
        share = 0.0 if span <= 0.0 else (at_m - self._at[index]) / span
        yaw = math.atan2(b.y_m - a.y_m, b.x_m - a.x_m)
        return Pose(
            a.x_m + (b.x_m - a.x_m) * share,
            a.y_m + (b.y_m - a.y_m) * share,
            a.z_m + (b.z_m - a.z_m) * share,
            yaw,
        )

    def _segment(self, at_m: float) -> int:
        low, high = 0, max(0, len(self._at) - 2)
        while low < high:
            middle = (low + high) // 2
            if self._at[middle + 1] < at_m:
                low = middle + 1
            else:
                high = middle
        return low

    def _project(self, index: int, pose: Pose) -> tuple[float, float]:
        a, b = self.poses[index], self.poses[index + 1]
        span = self._at[index + 1] - self._at[index]
        if span <= 0.0:
            return pose.distance_m(a), self._at[index]
        along = (
            (pose.x_m - a.x_m) * (b.x_m - a.x_m)
            + (pose.y_m - a.y_m) * (b.y_m - a.y_m)
            + (pose.z_m - a.z_m) * (b.z_m - a.z_m)
        ) / span
        along = max(0.0, min(span, along))
        at_m = self._at[index] + along
        return pose.distance_m(self.point(at_m)), at_m
