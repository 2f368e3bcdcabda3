"""Zones a robot keeps out of."""

from __future__ import annotations

from comuros.core.errors import InputError
from comuros.core.keep_out import KeepOut
from comuros_msgs.msg import KeepOut as KeepOutMessage


def keep_out_from_ros(message: KeepOutMessage) -> KeepOut:
    """The rule.

    Raises:
        InputError: it names no robot or no zone.
    """
    if not message.robot or not message.zone:
        said = f"a rule keeps {message.robot!r} out of {message.zone!r}"
        raise InputError(f"{said}; expected the names of a robot and of a zone")
    return KeepOut(message.robot, message.zone, tuple(message.holding), message.clause, message.words)


def keep_out_to_ros(rule: KeepOut) -> KeepOutMessage:
    """The rule as a message."""
    return KeepOutMessage(
        robot=rule.robot,
        zone=rule.zone,
        holding=list(rule.holding),
        clause=rule.clause,
        words=rule.words,
    )
