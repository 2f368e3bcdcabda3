"""Notices a battery that runs low, once per discharge."""

from __future__ import annotations

from comuros.core.event import Event, EventKind
from comuros.core.robot import RobotStatus


class BatteryDetector:
    """Reports `BATTERY_LOW` when a charge falls below `low`, and re-arms when it is above `recovered` again
    (shares, 0..1).
    """

    def __init__(self, *, source: str, low: float = 0.15, recovered: float = 0.3) -> None:
        self._source = source
        self._low = low
        self._recovered = recovered
        self._reported: set[str] = set()

    def see(self, event: Event) -> list[Event]:
        """Look at the charge in a robot's report."""
        status = event.body
        if not isinstance(status, RobotStatus):
            return []
        if status.battery > self._recovered:
            self._reported.discard(status.robot)
        if status.battery >= self._low or status.robot in self._reported:
            return []
        self._reported.add(status.robot)
        evidence = f"charge {status.battery:.0%}, low is below {self._low:.0%}"
        return [Event(EventKind.BATTERY_LOW, self._source, event.time_s, (status.robot,), evidence)]

    def tick(self, now_s: float) -> list[Event]:
        """Nothing happens by time alone."""
        return []
