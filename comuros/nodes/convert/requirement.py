"""What skills require of robots."""

from __future__ import annotations

from comuros.core.capability import Capability, CapabilityValue, Comparison, Requirement
from comuros.nodes.convert.capability import capability_from_ros, capability_to_ros
from comuros.nodes.convert.choice import choice_from_ros
from comuros_msgs.msg import Capability as CapabilityMessage
from comuros_msgs.msg import Requirement as RequirementMessage


def requirement_from_ros(message: RequirementMessage) -> Requirement:
    """The requirement. A set with one item is the item that must be in the robot's set."""
    value = capability_from_ros(message.amount).value
    amount: CapabilityValue | str = value
    if isinstance(value, frozenset) and len(value) == 1:
        (amount,) = value
    return Requirement(
        capability=message.capability,
        comparison=choice_from_ros(
            Comparison, message.comparison, field=f"comparison of {message.capability}"
        ),
        amount=message.property or amount,
        property_of=f"?{message.property_of}" if message.property_of else "",
        shared=message.shared,
    )


def requirement_to_ros(requirement: Requirement) -> RequirementMessage:
    """The requirement as a message."""
    message = RequirementMessage(capability=requirement.capability, comparison=requirement.comparison.value)
    message.property_of = requirement.property_of.lstrip("?")
    message.shared = requirement.shared
    amount = requirement.amount
    if isinstance(amount, str) and requirement.property_of:
        message.property = amount
        message.amount = CapabilityMessage(name=requirement.capability)
    else:
        value = frozenset({amount}) if isinstance(amount, str) else amount
        message.amount = capability_to_ros(Capability(requirement.capability, value))
    return message
