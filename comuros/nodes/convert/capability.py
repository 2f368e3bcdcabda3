"""Capabilities: a number, a flag or a set with a name."""

from __future__ import annotations

from comuros.core.capability import Capability, CapabilityValue
from comuros.core.errors import InputError
from comuros_msgs.msg import Capability as CapabilityMessage


def capability_from_ros(message: CapabilityMessage) -> Capability:
    """The capability.

    Raises:
        InputError: the message has an unknown kind.
    """
    values: dict[int, CapabilityValue] = {
        CapabilityMessage.NUMBER: float(message.number),
        CapabilityMessage.FLAG: bool(message.flag),
        CapabilityMessage.SET: frozenset(message.items),
    }
    if message.kind not in values:
        raise InputError(
            f"capability {message.name!r} has kind {message.kind}; expected 0 (number), 1 (flag) or 2 (set)"
        )
    return Capability(message.name, values[message.kind])


def capability_to_ros(capability: Capability) -> CapabilityMessage:
    """The capability as a message; sets are sorted."""
    message = CapabilityMessage(name=capability.name)
    if isinstance(capability.value, bool):
        message.kind, message.flag = CapabilityMessage.FLAG, capability.value
    elif isinstance(capability.value, frozenset):
        message.kind, message.items = CapabilityMessage.SET, sorted(capability.value)
    else:
        message.kind, message.number = CapabilityMessage.NUMBER, float(capability.value)
    return message
