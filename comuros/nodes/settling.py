"""When a robot's agent has heard enough of its own sensors to report for work. Used by `own_senses`."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class Settling:
    """A robot that reports before its grippers were heard says that it holds nothing, and is planned with
    empty hands. So it waits for the first word of every topic in `awaited`. `has_publisher` says whether
    anybody publishes one.
    """

    def __init__(self, awaited: Iterable[str], *, has_publisher: Callable[[str], bool]) -> None:
        self._silent = set(awaited)
        self._has_publisher = has_publisher
        self._first: tuple[float, float] | None = None
        self._latest_stamp_s = 0.0
        self._is_over = False

    @property
    def silent(self) -> tuple[str, ...]:
        """Topics not heard so far, sorted."""
        return tuple(sorted(self._silent))

    def heard(self, topic: str) -> None:
        """A topic has spoken."""
        self._silent.discard(topic)

    def posed(self, stamp_s: float, *, steady_s: float) -> None:
        """Odometry has come, by its own stamp and in real time, both in seconds."""
        if self._first is None:
            self._first = (stamp_s, steady_s)
        self._latest_stamp_s = stamp_s

    def is_over(self, steady_s: float, *, settle_s: float, at_most_s: float) -> bool:
        """Whether it may report, for good once it may: the pose and every topic are known; or, for
        `settle_s`, nobody was found to publish those that are silent; or `at_most_s` have passed. Both are
        seconds since the first odometry that have to pass by its stamps and in real time alike: a slow
        simulation speaks late, and a fast one is not discovered any sooner.
        """
        if self._first is not None and not self._is_over:
            waited_s = min(self._latest_stamp_s - self._first[0], steady_s - self._first[1])
            self._is_over = (
                not self._silent
                or waited_s >= at_most_s
                or (waited_s >= settle_s and not any(map(self._has_publisher, self._silent)))
            )
        return self._is_over
