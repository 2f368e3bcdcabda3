"""Events on `events`. Bodies that have topics or actions of their own (robot states, task reports) do not
travel here.
"""

from __future__ import annotations

from comuros.core.event import Event, EventKind, ObjectSeen, TaskReported
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.object_observation import object_seen_from_ros, object_seen_to_ros
from comuros.nodes.convert.time import time_from_ros
from comuros_msgs.msg import Event as EventMessage


def event_from_ros(message: EventMessage) -> Event:
    """The event; its body is the first object observed, where there is one.

    Raises:
        InputError: an unknown kind.
    """
    return Event(
        kind=choice_from_ros(EventKind, message.kind, field="kind of an event"),
        source=message.source,
        time_s=time_from_ros(message.header.stamp),
        subjects=tuple(message.subjects),
        evidence=message.evidence,
        confidence=message.confidence,
        mission_id=message.mission_id,
        id=message.id,
        body=object_seen_from_ros(message.objects[0]) if message.objects else None,
    )


def event_to_ros(event: Event) -> EventMessage:
    """The event as a message."""
    body = event.body
    return EventMessage(
        header=header_to_ros(event.time_s, frame=MAP_FRAME),
        id=event.id,
        kind=event.kind.value,
        mission_id=event.mission_id,
        source=event.source,
        subjects=list(event.subjects),
        evidence=event.evidence,
        confidence=float(event.confidence),
        cause=body.cause.value if isinstance(body, TaskReported) else "",
        objects=[object_seen_to_ros(body, confidence=event.confidence)]
        if isinstance(body, ObjectSeen)
        else [],
    )
