"""Battery charge, 0 to 1, as `sensor_msgs/BatteryState`."""

from __future__ import annotations

import math

from sensor_msgs.msg import BatteryState

from comuros.nodes.convert.header import header_to_ros

_SURELY_PERCENT = 1.5


def battery_from_ros(message: BatteryState) -> float:
    """The charge, 0 to 1; a battery that does not know its own counts as full.

    `percentage` is 0 to 1 by the message's comments, but Gazebo's battery (with `fix_issue_225`, without
    which it drains a hundred times too fast) and some drivers give 0 to 100; a little above 1 is a full
    battery. Where charge and capacity are measured too, the smaller counts.
    """
    share = float(message.percentage)
    known = [share / 100.0 if share > _SURELY_PERCENT else share]
    if message.charge > 0.0 and message.capacity > 0.0:
        known.append(message.charge / message.capacity)
    measured = [each for each in known if not math.isnan(each)]
    return min(1.0, max(0.0, min(measured))) if measured else 1.0


def battery_to_ros(charge: float, *, time_s: float) -> BatteryState:
    """What is not simulated is "not measured" (NaN), as the message's comments ask."""
    nan = math.nan
    return BatteryState(
        header=header_to_ros(time_s),
        percentage=float(charge),
        voltage=nan,
        temperature=nan,
        current=nan,
        charge=nan,
        capacity=nan,
        design_capacity=nan,
        present=True,
    )
