"""Questions to people."""

from __future__ import annotations

from comuros.core.command import AskHuman, RequestKind
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.header import header_to_ros
from comuros.nodes.convert.task import task_from_ros, task_to_ros
from comuros.nodes.convert.time import time_from_ros, time_to_ros
from comuros_msgs.msg import HumanRequest, Task


def human_request_from_ros(message: HumanRequest) -> AskHuman:
    """The request.

    Raises:
        InputError: an unknown kind, or a malformed task.
    """
    return AskHuman(
        message.mission_id,
        message.id,
        message.question,
        tuple(message.choices),
        time_from_ros(message.deadline),
        choice_from_ros(RequestKind, message.kind, field="kind of a request"),
        message.person,
        task_from_ros(message.task) if message.task.id else None,
    )


def human_request_to_ros(request: AskHuman, *, time_s: float, closed: bool = False) -> HumanRequest:
    """The message on `human_request`."""
    return HumanRequest(
        header=header_to_ros(time_s),
        id=request.request_id,
        kind=request.kind.value,
        mission_id=request.mission_id,
        person=request.person,
        task=task_to_ros(request.task) if request.task else Task(),
        question=request.question,
        choices=list(request.choices),
        deadline=time_to_ros(request.deadline_s),
        closed=closed,
    )
