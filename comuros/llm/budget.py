"""What model calls may cost, per mission and per hour. Nothing is asked once a limit is reached."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from comuros.core.errors import BudgetExceeded
from comuros.llm.completion import Usage
from comuros.llm.settings import Limits

_HOUR_S = 3600.0
_MISSIONS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls made and what they took."""

    calls: int = 0
    usage: Usage = field(default_factory=Usage)

    def after(self, usage: Usage) -> Spent:
        """With one call more."""
        return Spent(self.calls + 1, self.usage + usage)

    def over(self, limits: Limits) -> str:
        """The first limit that is reached, in words; "" where none is."""
        amounts = (
            ("calls", float(self.calls), float(limits.calls)),
            ("tokens", float(self.usage.tokens), float(limits.tokens)),
            ("seconds", self.usage.wall_s, limits.seconds),
            ("money", self.usage.cost, limits.money),
        )
        for name, amount, limit in amounts:
            if limit and amount >= limit:
                return f"{amount:g} of {limit:g} {name}"
        return ""


class Budget:
    """Counts calls. Safe to use from several threads."""

    def __init__(
        self, per_mission: Limits, per_hour: Limits, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_mission, self._per_hour, self._clock = per_mission, per_hour, clock
        self._missions: dict[str, Spent] = {}
        self._recent: deque[tuple[float, Usage]] = deque()
        self._lock = threading.Lock()

    def check(self, mission_id: str) -> None:
        """Whether one more call is allowed.

        Raises:
            BudgetExceeded: a limit of the mission or of the hour is reached; it says which.
        """
        with self._lock:
            for scope, spent, limits in (
                (f"mission {mission_id or '-'}", self._missions.get(mission_id, Spent()), self._per_mission),
                ("hour", self._last_hour(), self._per_hour),
            ):
                reached = spent.over(limits)
                if reached:
                    raise BudgetExceeded(f"the model budget of the {scope} is used up: {reached}")

    def record(self, mission_id: str, usage: Usage) -> None:
        """Count a call, a failed one too."""
        with self._lock:
            if mission_id not in self._missions and len(self._missions) >= _MISSIONS_KEPT:
                self._missions.pop(next(iter(self._missions)))
            self._missions[mission_id] = self._missions.get(mission_id, Spent()).after(usage)
            self._recent.append((self._clock(), usage))

    def spent(self, mission_id: str) -> Spent:
        """What a mission has used so far."""
        with self._lock:
            return self._missions.get(mission_id, Spent())

    def _last_hour(self) -> Spent:
        while self._recent and self._recent[0][0] <= self._clock() - _HOUR_S:
            self._recent.popleft()
        total = Spent()
        for _, usage in self._recent:
            total = total.after(usage)
        return total
