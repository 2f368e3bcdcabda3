"""The charging skill: stays until the battery is full, and notices when it does not fill."""

from __future__ import annotations

from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun

FULL = 0.98
_NO_CHANGE_S = 20.0


class Charge:
    """Stands at the charger until the battery is full."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._first: float | None = None
        self._best = -1.0
        self._risen_s = 0.0

    def step(self, moment: Moment) -> Act:
        """Watch the charge rise."""
        level = moment.sense.battery
        self._first = level if self._first is None else self._first
        if level >= FULL:
            return Act(progress=1.0, done=True)
        if level > self._best + 1e-4:
            self._best, self._risen_s = level, moment.now_s
        if moment.now_s - self._risen_s > _NO_CHANGE_S:
            return Act(
                cause=Cause.SKILL_FAILED,
                message=f"the battery stays at {level:.0%}: is this a charging place?",
            )
        return Act(progress=max(0.0, (level - self._first) / max(FULL - self._first, 1e-6)))
