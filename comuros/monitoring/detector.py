"""What every detector looks like. `event_monitor` nodes and rehearsals feed detectors and publish what they
return.
"""

from __future__ import annotations

from typing import Protocol

from comuros.core.event import Event


class Detector(Protocol):
    """Turns observations into events. Both methods return at once, keep no threads, and read no clock of
    their own.
    """

    def see(self, event: Event) -> list[Event]:
        """Called with every observation in order of arrival; returns what it gives reason to report."""

    def tick(self, now_s: float) -> list[Event]:
        """Called regularly, with the time on the detector's clock, so that silence can be noticed too."""
