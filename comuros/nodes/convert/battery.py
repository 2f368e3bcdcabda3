"""Battery charge, 0 to 1, as `sensor_msgs/BatteryState`."""

from __future__ import annotations

import math

from sensor_msgs.msg import BatteryState

from comuros.nodes.convert.header import header_to_ros


def battery_from_ros(message: BatteryState) -> float:
    """The charge, 0 to 1; a battery that does not know its own counts as full."""
    return 1.0 if math.isnan(message.percentage) else min(1.0, max(0.0, float(message.percentage)))


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
