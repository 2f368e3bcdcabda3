"""What is seen of objects."""

from __future__ import annotations

from comuros.core.event import ObjectSeen
from comuros.nodes.convert.pose import pose_from_ros, pose_to_ros
from comuros_msgs.msg import ObjectObservation


def object_seen_from_ros(message: ObjectObservation) -> ObjectSeen:
    """Where the object is."""
    return ObjectSeen(message.object, pose_from_ros(message.pose), message.location, tuple(message.held_by))


def object_seen_to_ros(seen: ObjectSeen, *, confidence: float = 1.0, kind: str = "") -> ObjectObservation:
    """The observation as a message."""
    return ObjectObservation(
        object=seen.object,
        kind=kind,
        pose=pose_to_ros(seen.pose),
        location=seen.location,
        held_by=list(seen.held_by),
        confidence=float(confidence),
    )
