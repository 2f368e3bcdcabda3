"""Faults for the embedded simulator's service `simulator/fault`."""

from __future__ import annotations

from comuros.core.scenario import Fault, FaultKind
from comuros.nodes.convert.choice import choice_from_ros
from comuros_msgs.srv import InjectFault


def fault_from_ros(message: InjectFault.Request, *, now_s: float) -> Fault:
    """The fault, at an instant of the simulator's clock or during a skill.

    Raises:
        InputError: an unknown kind.
    """
    return Fault(
        kind=choice_from_ros(FaultKind, message.kind, field="kind of a fault"),
        subject=message.subject,
        at_s=None if message.during_skill else now_s + message.delay_s,
        during_skill=message.during_skill,
        progress=message.progress,
        detail=message.detail,
    )


def fault_to_ros(fault: Fault, *, now_s: float) -> InjectFault.Request:
    """The request; an instant that has passed becomes at once."""
    return InjectFault.Request(
        kind=fault.kind.value,
        subject=fault.subject,
        delay_s=max(0.0, float(fault.at_s or 0.0) - now_s) if fault.at_s is not None else 0.0,
        during_skill=fault.during_skill,
        progress=float(fault.progress),
        detail=fault.detail,
    )
