"""The gripper's joints as a driver commands them: a queue of targets, each given the time it takes. Lives as
long as the driver.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.gripper import GRIPPER_REST, GripperPosition

_SLACK_S = 0.15


class Hand:
    """Open loop, since no simulator needs to publish joint states; what came of it is seen by the object's
    pose.
    """

    def __init__(self, *, speed_mps: float) -> None:
        self._speed_mps = speed_mps
        self._queue: list[GripperPosition] = []
        self._until_s = 0.0
        self.target = GRIPPER_REST
        self.carrying = GRIPPER_REST
        """Where it is held while driving; an interrupted skill returns it there."""

    def move_through(self, targets: Sequence[GripperPosition]) -> None:
        """Replace what is queued by these targets, in order."""
        self._queue = list(targets)

    def step(self, now_s: float) -> GripperPosition:
        """The target to command now."""
        if self._queue and now_s >= self._until_s - 1e-9:
            upcoming = self._queue.pop(0)
            self._until_s = now_s + self.target.distance_m(upcoming) / self._speed_mps + _SLACK_S
            self.target = upcoming
        return self.target

    def is_done(self, now_s: float) -> bool:
        """Whether the last queued target has been reached, as far as time tells."""
        return not self._queue and now_s >= self._until_s - 1e-9
