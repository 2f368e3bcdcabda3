"""Instants: `builtin_interfaces/Time` and seconds on the same clock."""

from __future__ import annotations

from builtin_interfaces.msg import Time

_NS_PER_S = 1_000_000_000


def time_from_ros(message: Time) -> float:
    """Seconds."""
    return float(message.sec + message.nanosec / _NS_PER_S)


def time_to_ros(time_s: float) -> Time:
    """The instant, to the nanosecond; what lies before zero becomes zero."""
    nanoseconds = max(0, round(time_s * _NS_PER_S))
    return Time(sec=nanoseconds // _NS_PER_S, nanosec=nanoseconds % _NS_PER_S)
