"""Lockstep pacing of a virtual clock over many processes. Pure: wall time is handed in. The simulator
node asks it when to step.
"""

from __future__ import annotations

import math

from comuros.core.errors import SettingsError


class Pacing:
    """Says when the clock may advance by one step.

    It advances when every robot with an active goal has acknowledged the last step, or `wall_timeout_s`
    has passed since (counted in `timeouts`), and never faster than `speed` times real time; 0 means as
    fast as possible, 1 real time.

    While no robot has a goal, while somebody thinks (`thinking`), and for `decision_s` real seconds after a
    goal has ended without the robot's next, it goes no faster than `idle_speed` (0: no such limit): what
    messages and decisions take in real time then costs little mission time.
    """

    def __init__(
        self,
        *,
        dt_s: float = 0.05,
        speed: float = 0.0,
        wall_timeout_s: float = 0.5,
        idle_speed: float = 0.0,
        decision_s: float = 0.0,
    ) -> None:
        if dt_s <= 0.0 or min(speed, idle_speed, decision_s) < 0.0 or wall_timeout_s <= 0.0:
            raise SettingsError(
                f"pacing needs dt_s > 0, speed, idle_speed and decision_s >= 0 and wall_timeout_s > 0, "
                f"got {dt_s}, {speed}, {idle_speed}, {decision_s} and {wall_timeout_s}"
            )
        self.dt_s = dt_s
        self.speed = speed
        self.idle_speed = idle_speed
        self.decision_s = decision_s
        self.wall_timeout_s = wall_timeout_s
        self.timeouts = 0
        self.late: dict[str, int] = {}
        self._goals: dict[str, int] = {}
        self._awaited: set[str] = set()
        self._decides_until_s: dict[str, float] = {}
        self._thinking: set[str] = set()
        self._stepped_at_s: float | None = None
        self._base_s = 0.0
        self._slowed = False

    def goal_started(self, robot: str) -> None:
        """A robot took on a goal; it is awaited from the next step on."""
        self._goals[robot] = self._goals.get(robot, 0) + 1
        self._decides_until_s.pop(robot, None)

    def goal_ended(self, robot: str, *, wall_s: float = -math.inf) -> None:
        """One of the robot's goals is over; with the last one it is awaited no more, but given time to get
        its next.
        """
        left = self._goals.get(robot, 0) - 1
        if left > 0:
            self._goals[robot] = left
        else:
            self._goals.pop(robot, None)
            self._awaited.discard(robot)
            self._decides_until_s[robot] = wall_s + self.decision_s

    def thinks(self, who: str, *, begins: bool) -> None:
        """Somebody begins or ends something that takes real time: making a plan, asking a model."""
        (self._thinking.add if begins else self._thinking.discard)(who)

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
        period_s = self._period_s(wall_s)
        paced_s = max(0.0, self._base_s + period_s - wall_s)
        if not self._awaited:
            return paced_s
        return max(paced_s, self._stepped_at_s + self.wall_timeout_s - wall_s, 0.0)

    def stepped(self, wall_s: float) -> None:
        """The clock was advanced by one step at this wall time. Call it exactly when `wait_s` said 0."""
        if self._awaited:
            self.timeouts += 1
            for robot in sorted(self._awaited):
                self.late[robot] = self.late.get(robot, 0) + 1
        period_s = self._period_s(wall_s)
        due_s = self._base_s + period_s
        behind = self._stepped_at_s is None or wall_s - due_s > 10 * period_s
        self._base_s = wall_s if behind else due_s
        self._stepped_at_s = wall_s
        self._awaited = set(self._goals)

    def _period_s(self, wall_s: float) -> float:
        """Least real time of a step, as things are now."""
        period_s = self.dt_s / self.speed if self.speed > 0.0 else 0.0
        slowed = self.idle_speed > 0.0 and self._waits_for_a_decision(wall_s)
        if self._slowed and not slowed:
            self._base_s = max(self._base_s, wall_s - period_s)  # what was waited for is not made up for
        self._slowed = slowed
        return max(period_s, self.dt_s / self.idle_speed) if slowed else period_s

    def _waits_for_a_decision(self, wall_s: float) -> bool:
        over = [robot for robot, until_s in self._decides_until_s.items() if until_s <= wall_s]
        for robot in over:
            del self._decides_until_s[robot]
        return not self._goals or bool(self._thinking) or bool(self._decides_until_s)
