"""Notices robots that fall silent and robots that come back. Runs on the steady clock, whatever the mission
clock does.
"""

from __future__ import annotations

from comuros.core.event import Event, EventKind


class HeartbeatDetector:
    """Reports `ROBOT_SILENT` once when a robot was not heard of for `deadline_s`, and `ROBOT_BACK` when it is
    heard again.

    A robot counts from the first time it is heard; one that never spoke is not silent but absent.
    """

    def __init__(self, *, source: str, deadline_s: float = 2.0) -> None:
        self._source = source
        self._deadline_s = deadline_s
        self._heard_s: dict[str, float] = {}
        self._silent: set[str] = set()
        self._now_s = 0.0

    def see(self, event: Event) -> list[Event]:
        """Any report of a robot is a sign of life, at the time of the latest tick."""
        if event.kind is not EventKind.ROBOT_REPORTED or not event.subjects:
            return []
        robot = event.subjects[0]
        self._heard_s[robot] = self._now_s
        if robot not in self._silent:
            return []
        self._silent.discard(robot)
        return [self._event(EventKind.ROBOT_BACK, robot, "heard again")]

    def tick(self, now_s: float) -> list[Event]:
        """Report the robots whose deadline has passed since the last tick."""
        self._now_s = now_s
        late = [
            robot
            for robot, heard_s in sorted(self._heard_s.items())
            if robot not in self._silent and now_s - heard_s > self._deadline_s
        ]
        self._silent.update(late)
        return [
            self._event(
                EventKind.ROBOT_SILENT,
                robot,
                f"not heard for {now_s - self._heard_s[robot]:.1f} s, deadline {self._deadline_s:g} s",
            )
            for robot in late
        ]

    def _event(self, kind: EventKind, robot: str, evidence: str) -> Event:
        return Event(kind, self._source, self._now_s, (robot,), evidence)
