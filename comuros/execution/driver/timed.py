"""Skills that just take their time where the robot is: inspect, clean, wait, open, close and whatever users
add without a class.
"""

from __future__ import annotations

from comuros.execution.driver.moment import Act, Moment, SkillRun


class Timed:
    """Stands still for the skill's fixed duration."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self._duration_s = max(run.model.duration.fixed_s, 0.0)
        self._since_s: float | None = None

    def step(self, moment: Moment) -> Act:
        """Wait for the time to pass."""
        if self._since_s is None:
            self._since_s = moment.now_s
        passed_s = moment.now_s - self._since_s
        if passed_s >= self._duration_s - 1e-9:
            return Act(progress=1.0, done=True)
        return Act(progress=passed_s / self._duration_s)
