"""When a robot uses what only so many use at once."""

from __future__ import annotations

from comuros.core.errors import InputError
from comuros.core.plan import Passage
from comuros_msgs.msg import Passage as PassageMessage


def passage_from_ros(message: PassageMessage) -> Passage:
    """The passage.

    Raises:
        InputError: it names no robot or no resource.
    """
    if not message.robot or not message.resource:
        said = f"{message.robot!r} uses {message.resource!r}"
        raise InputError(f"{said}; expected the names of a robot and of a resource")
    return Passage(
        resource=message.resource,
        robot=message.robot,
        before_task=message.before_task,
        start_s=message.start_s,
        end_s=message.end_s,
        lead_s=message.lead_s,
        at_work=message.at_work,
    )


def passage_to_ros(passage: Passage) -> PassageMessage:
    """The passage as a message."""
    return PassageMessage(
        resource=passage.resource,
        robot=passage.robot,
        before_task=passage.before_task,
        start_s=float(passage.start_s),
        end_s=float(passage.end_s),
        lead_s=float(passage.lead_s),
        at_work=passage.at_work,
    )
