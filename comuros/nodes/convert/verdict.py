"""Verdicts."""

from __future__ import annotations

from comuros.core.verdict import Response, Verdict
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.header import header_to_ros
from comuros_msgs.msg import Verdict as VerdictMessage


def verdict_from_ros(message: VerdictMessage) -> Verdict:
    """The verdict.

    Raises:
        InputError: an unknown response.
    """
    return Verdict(
        event_id=message.event_id,
        mission_id=message.mission_id,
        relevant=message.relevant,
        response=choice_from_ros(Response, message.response, field="response of a verdict"),
        reason=message.reason,
        tasks=tuple(message.tasks),
        id=message.id,
    )


def verdict_to_ros(verdict: Verdict, *, time_s: float, revision: int) -> VerdictMessage:
    """The message on `verdicts`; `revision` is that of the plan in force."""
    return VerdictMessage(
        header=header_to_ros(time_s),
        id=verdict.id,
        event_id=verdict.event_id,
        mission_id=verdict.mission_id,
        relevant=verdict.relevant,
        response=verdict.response.value,
        reason=verdict.reason,
        tasks=list(verdict.tasks),
        revision=revision,
    )
