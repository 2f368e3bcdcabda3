"""A mission's monitor that can go on with an edited specification: it remembers which tasks started and were
done, in order, and reads the new formulas over that trace.
"""

from __future__ import annotations

from collections.abc import Iterable

from comuros.spec.hltlf import MissionMonitor, Specification
from comuros.spec.hltlf.mission_monitor import Instant


class RecordedMonitor(MissionMonitor):
    """Behaves as its base; `continued` makes the monitor of the mission as it shall be from now on."""

    def __init__(self, spec: Specification) -> None:
        super().__init__(spec)
        self._trace: list[tuple[tuple[str, ...], tuple[str, ...]]] = []

    def step(
        self, *, started: Iterable[str] = (), done: Iterable[str] = (), facts: frozenset[str] = frozenset()
    ) -> Instant:
        """One instant, remembered."""
        events = tuple(started), tuple(done)
        self._trace.append(events)
        return super().step(started=events[0], done=events[1], facts=facts)

    def continued(self, spec: Specification) -> RecordedMonitor:
        """A monitor of the edited specification that has read everything so far. Clauses that were there keep
        what they saw; new ones begin to watch now.
        """
        later = RecordedMonitor(spec)
        tasks = {task.id for task in spec.tree.tasks()}
        watching, later._open_clauses = later._open_clauses, {}
        for started, done in self._trace:
            kept = tuple(t for t in started if t in tasks), tuple(t for t in done if t in tasks)
            if any(kept):
                later.step(started=kept[0], done=kept[1])
        later._open_clauses = {
            clause: scope
            for clause, scope in watching.items()
            if clause not in self._clauses or clause in self._open_clauses
        }
        later._clauses.update({c: m for c, m in self._clauses.items() if c in later._clauses})
        later._violated |= self._violated & later._clauses.keys()
        return later

    @property
    def is_broken(self) -> bool:
        """Whether something is violated for good."""
        return bool(self._violated)
