"""Headers with a stamp in seconds."""

from __future__ import annotations

from std_msgs.msg import Header

from comuros.nodes.convert.time import time_to_ros

MAP_FRAME = "map"


def header_to_ros(time_s: float, *, frame: str = "") -> Header:
    """A header stamped with this time."""
    return Header(stamp=time_to_ros(time_s), frame_id=frame)
