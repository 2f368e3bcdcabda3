"""Where a robot charges on its way to a task."""

from __future__ import annotations

from comuros.core.errors import InputError
from comuros.core.plan import ChargingStop
from comuros_msgs.msg import ChargingStop as ChargingStopMessage


def charging_stop_from_ros(message: ChargingStopMessage) -> ChargingStop:
    """The stop.

    Raises:
        InputError: it names no robot or no place.
    """
    if not message.robot or not message.place:
        said = f"{message.robot!r} charges at {message.place!r}"
        raise InputError(f"{said}; expected the names of a robot and of a place")
    return ChargingStop(
        robot=message.robot,
        place=message.place,
        before_task=message.before_task,
        start_s=message.start_s,
        end_s=message.end_s,
        from_wh=message.from_wh,
        to_wh=message.to_wh,
    )


def charging_stop_to_ros(stop: ChargingStop) -> ChargingStopMessage:
    """The stop as a message."""
    return ChargingStopMessage(
        robot=stop.robot,
        place=stop.place,
        before_task=stop.before_task,
        start_s=float(stop.start_s),
        end_s=float(stop.end_s),
        from_wh=float(stop.from_wh),
        to_wh=float(stop.to_wh),
    )
