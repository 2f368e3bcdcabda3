"""Who has begun to listen to topics that speak only of changes. Used by `world_publisher`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

_LOOK_EVERY_S = 0.5
# A publisher may know of a listener seconds before that knows of the publisher; what is said until then is
# lost.
_LOOKS = 10

Topic = TypeVar("Topic", bound=Hashable)


class Newcomers(Generic[Topic]):
    """Names the topics whose state is to be said again. `counts` are the listeners of each topic now."""

    def __init__(self, counts: Mapping[Topic, Callable[[], int]]) -> None:
        self._counts = counts
        self._known = dict.fromkeys(counts, 0)
        self._owed: dict[Topic, int] = {}
        self._due_s = float("-inf")

    def topics(self, steady_s: float) -> tuple[Topic, ...]:
        """Topics that got another listener within the last looks, in order; () between two looks.
        `steady_s` is real time in seconds: discovery does not follow the simulated clock.
        """
        if steady_s < self._due_s:
            return ()
        self._due_s = steady_s + _LOOK_EVERY_S
        for topic, count in self._counts.items():
            now = count()
            if now > self._known[topic]:
                self._owed[topic] = _LOOKS
            self._known[topic] = now
        owed = tuple(topic for topic in self._counts if topic in self._owed)
        self._owed = {topic: left - 1 for topic, left in self._owed.items() if left > 1}
        return owed
