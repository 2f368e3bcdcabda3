"""Lockstep pacing of a virtual clock over many processes. Pure: wall time is handed in. The simulator
node asks it when to step.
"""

from __future__ import annotations

from comuros.core.errors import SettingsError


class Pacing:
    """Says when the clock may advance by one step.

    It advances when every robot with an active goal has acknowledged the last step, or `wall_timeout_s`
    has passed since (counted in `timeouts`), and never faster than `speed` times real time; 0 means as
    fast as possible, 1 real time.
    """

    def __init__(self, *, dt_s: float = 0.05, speed: float = 0.0, wall_timeout_s: float = 0.5) -> None:
        if dt_s <= 0.0 or speed < 0.0 or wall_timeout_s <= 0.0:
            raise SettingsError(
                f"pacing needs dt_s > 0, speed >= 0 and wall_timeout_s > 0, "
                f"got {dt_s}, {speed} and {wall_timeout_s}"
            )
        self.dt_s = dt_s
        self.speed = speed
        self.wall_timeout_s = wall_timeout_s
        self.timeouts = 0
        self.late: dict[str, int] = {}
        self._goals: dict[str, int] = {}
        self._awaited: set[str] = set()
        self._stepped_at_s: float | None = None
        self._due_at_s = 0.0

    def goal_started(self, robot: str) -> None:
        """A robot took on a goal; it is awaited from the next step on."""
        self._goals[robot] = self._goals.get(robot, 0) + 1

    def goal_ended(self, robot: str) -> None:
        """One of the robot's goals is over; with the last one it is awaited no more."""
        left = self._goals.get(robot, 0) - 1
        if left > 0:
            self._goals[robot] = left
        else:
            self._goals.pop(robot, None)
            self._awaited.discard(robot)

    def acknowledged(self, robot: str) -> None:
        """The robot answered the last step with a command."""
        self._awaited.discard(robot)

    @property
    def awaited(self) -> tuple[str, ...]:
        """Robots that still owe an answer to the last step, sorted."""
        return tuple(sorted(self._awaited))

    def wait_s(self, wall_s: float) -> float:
        """Seconds of wall time until the next step may be due at the latest; 0 means step now."""
        if self._stepped_at_s is None:
            return 0.0
        paced_s = max(0.0, self._due_at_s - wall_s)
        if not self._awaited:
            return paced_s
        return max(paced_s, self._stepped_at_s + self.wall_timeout_s - wall_s, 0.0)

    def stepped(self, wall_s: float) -> None:
        """The clock was advanced by one step at this wall time. Call it exactly when `wait_s` said 0."""
        if self._awaited:
            self.timeouts += 1
            for robot in sorted(self._awaited):
                self.late[robot] = self.late.get(robot, 0) + 1
        period_s = self.dt_s / self.speed if self.speed > 0.0 else 0.0
        behind = self._stepped_at_s is None or wall_s - self._due_at_s > 10 * period_s
        self._due_at_s = (wall_s if behind else self._due_at_s) + period_s
        self._stepped_at_s = wall_s
        self._awaited = set(self._goals)
