"""The planner's time grid: whole tenths of a second, durations rounded up so that a plan is never too
tight. All planning modules use it.
"""

from __future__ import annotations

import math

TICKS_PER_S = 10


def ticks_of(seconds: float) -> int:
    """The least number of ticks that lasts at least this long."""
    return math.ceil(seconds * TICKS_PER_S - 1e-6)


def seconds_of(ticks: int) -> float:
    """Seconds of a number of ticks."""
    return ticks / TICKS_PER_S
