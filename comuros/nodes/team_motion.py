"""Orders that concern the whole team's motion, as said on `team/motion`. The stopper gives them, every agent
obeys.
"""

from __future__ import annotations

from enum import Enum

from std_msgs.msg import String

from comuros.nodes.convert.choice import choice_from_ros


class MotionOrder(Enum):
    """What robots are told. The last order stays in force: an agent that starts later hears it too."""

    STOP = "stop"
    PAUSE = "pause"
    GO = "go"


def order_from_ros(message: String) -> MotionOrder:
    """The order.

    Raises:
        InputError: it is none.
    """
    return choice_from_ros(MotionOrder, message.data, field="order on team/motion")


def order_to_ros(order: MotionOrder) -> String:
    """The order as a message."""
    return String(data=order.value)
