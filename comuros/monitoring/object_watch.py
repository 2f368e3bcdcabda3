"""Notices objects that leave a gripper without being placed, and objects that move though nobody was to move
them.
"""

from __future__ import annotations

from comuros.core.event import Event, EventKind, ObjectSeen


class ObjectWatch:
    """Compares each sighting of an object with the last one.

    Held before and now on the floor: `OBJECT_DROPPED`. Lay somewhere, lies elsewhere, and was not seen held
    in between: `OBJECT_MOVED`. A sighting must repeat `confirmations` times before it is believed, so that a
    single wrong frame is no event.
    """

    def __init__(self, *, source: str, confirmations: int = 2) -> None:
        self._source = source
        self._confirmations = confirmations
        self._believed: dict[str, ObjectSeen] = {}
        self._pending: dict[str, tuple[ObjectSeen, int]] = {}

    def see(self, event: Event) -> list[Event]:
        """Look at one sighting."""
        seen = event.body
        if not isinstance(seen, ObjectSeen):
            return []
        before = self._believed.get(seen.object)
        if before is None or _same_situation(before, seen):
            self._believed[seen.object] = seen
            self._pending.pop(seen.object, None)
            return []
        if not self._confirmed(seen):
            return []
        self._believed[seen.object] = seen
        return self._judge(before, seen, event.time_s)

    def tick(self, now_s: float) -> list[Event]:
        """Nothing happens by time alone."""
        return []

    def _confirmed(self, seen: ObjectSeen) -> bool:
        pending, count = self._pending.get(seen.object, (seen, 0))
        count = count + 1 if _same_situation(pending, seen) else 1
        self._pending[seen.object] = (seen, count)
        if count < self._confirmations:
            return False
        del self._pending[seen.object]
        return True

    def _judge(self, before: ObjectSeen, seen: ObjectSeen, time_s: float) -> list[Event]:
        if seen.held_by:
            return []
        if before.held_by and not seen.location:
            holders = " and ".join(before.held_by)
            evidence = (
                f"was held by {holders}, now lies on the floor at ({seen.pose.x_m:.1f}, {seen.pose.y_m:.1f})"
            )
            subjects = (seen.object, *before.held_by)
            return [Event(EventKind.OBJECT_DROPPED, self._source, time_s, subjects, evidence, body=seen)]
        if not before.held_by:
            evidence = f"lay at {before.location or 'the floor'}, now at {seen.location or 'the floor'}"
            return [Event(EventKind.OBJECT_MOVED, self._source, time_s, (seen.object,), evidence, body=seen)]
        return []


def _same_situation(one: ObjectSeen, other: ObjectSeen) -> bool:
    if one.held_by or other.held_by:
        return sorted(one.held_by) == sorted(other.held_by)
    if one.location or other.location:
        return one.location == other.location
    return one.pose.planar_distance_m(other.pose) < 0.25
