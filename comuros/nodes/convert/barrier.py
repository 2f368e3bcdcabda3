"""What is said on `team/barrier`: a robot is ready, the manager releases, a coalition gives up."""

from __future__ import annotations

from comuros.core.command import AbortBarrier, ReleaseBarrier
from comuros.core.errors import InputError
from comuros.core.event import BarrierReady
from comuros.nodes.convert.header import header_to_ros
from comuros.nodes.convert.literal import facts_from_ros, facts_to_ros
from comuros.nodes.convert.time import time_from_ros, time_to_ros
from comuros_msgs.msg import Barrier

BarrierWord = BarrierReady | ReleaseBarrier | AbortBarrier


def barrier_from_ros(message: Barrier) -> BarrierWord | None:
    """What was said; None for hand-over words, which agents settle among themselves.

    Raises:
        InputError: an unknown kind.
    """
    if message.kind == Barrier.READY:
        return BarrierReady(message.id, message.sender, message.reason)
    if message.kind == Barrier.RELEASE:
        at_s, facts = time_from_ros(message.start_at), facts_from_ros(message.facts)
        return ReleaseBarrier(message.id, tuple(message.coalition), at_s, facts)
    if message.kind == Barrier.ABORT:
        return AbortBarrier(message.id, tuple(message.coalition), message.reason)
    if message.kind in (Barrier.GIVEN, Barrier.TAKEN):
        return None
    raise InputError(
        f"kind of a barrier message is {message.kind!r}; expected ready, release, abort, given or taken"
    )


def barrier_to_ros(word: BarrierWord, *, sender: str, time_s: float, mission_id: str = "") -> Barrier:
    """The message on `team/barrier`."""
    message = Barrier(header=header_to_ros(time_s), id=word.barrier_id, mission_id=mission_id, sender=sender)
    if isinstance(word, BarrierReady):
        message.kind, message.reason = Barrier.READY, word.call
        return message
    message.coalition = list(word.coalition)
    if isinstance(word, ReleaseBarrier):
        message.kind, message.start_at = Barrier.RELEASE, time_to_ros(word.at_s)
        message.facts = facts_to_ros(word.facts)
    else:
        message.kind, message.reason = Barrier.ABORT, word.reason
    return message
