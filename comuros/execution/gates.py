"""The barriers of one running task: announced once, open from the time of their release. Used by the task
run.
"""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.command import StartTask
from comuros.core.event import BarrierReady
from comuros.execution.barrier import (
    DONE_MARK,
    HOLD_MARK,
    approval_barrier_id,
    base_barrier_id,
    stage_barrier_id,
)


class Gates:
    """Releases may come before the robot does: they are kept.

    Work begins at the barrier the task came with. Later stages have ids of the task's own, since a group of
    tasks may share the first barrier: `MISSION/TASK/REVISION#2` and `MISSION/TASK/REVISION#done`.
    """

    def __init__(self, command: StartTask, announce: Callable[[BarrierReady], None]) -> None:
        self._robot = command.robot
        self._announce = announce
        self._opens_at_s: dict[str, float] = {}
        self._waiting_since_s: dict[str, float] = {}
        self._calls: dict[str, str] = {}
        self._own = f"{command.mission_id}/{command.task.id}/{command.revision}"
        self.start = command.barrier_id

    def before_team_call(self, number: int) -> str:
        """The id of the barrier before a team call, counted from 1."""
        return stage_barrier_id(self._own, number)

    @property
    def done(self) -> str:
        """The id of the barrier at which a coalition holds until all its members are done."""
        return stage_barrier_id(self._own, DONE_MARK)

    def before_approved_call(self, number: int) -> str:
        """The id of the barrier at which a person lets a call go on, counted from 1."""
        return approval_barrier_id(self._own, number)

    @property
    def hold(self) -> str:
        """The id of the barrier at which a robot, done itself, stays until its group of tasks may end."""
        return stage_barrier_id(self.start or self._own, HOLD_MARK)

    def owns(self, barrier_id: str) -> bool:
        """Whether a barrier is one of this task's."""
        mine = (self.start, self.hold)
        return barrier_id != "" and (barrier_id in mine or base_barrier_id(barrier_id) == self._own)

    def release(self, barrier_id: str, *, at_s: float) -> None:
        """Let the robot pass from mission-clock time `at_s`; the first word stands."""
        self._opens_at_s.setdefault(barrier_id, at_s)

    def passes(self, barrier_id: str, now_s: float, *, call: str = "") -> bool:
        """Whether the robot may go on; the first question announces that it is ready, and with which call
        it waits for a person's approval.
        """
        if barrier_id not in self._waiting_since_s:
            self._waiting_since_s[barrier_id] = now_s
            self._calls[barrier_id] = call
            self._announce(BarrierReady(barrier_id, self._robot, call))
        opens_at_s = self._opens_at_s.get(barrier_id)
        return opens_at_s is not None and now_s >= opens_at_s

    def waited_s(self, barrier_id: str, now_s: float) -> float:
        """How long the robot has stood at a barrier, in seconds; 0 where it does not."""
        return now_s - self._waiting_since_s.get(barrier_id, now_s)

    def announce_again(self) -> None:
        """Say again where the robot stands ready and was not released."""
        for barrier_id in self._waiting_since_s:
            if barrier_id not in self._opens_at_s:
                self._announce(BarrierReady(barrier_id, self._robot, self._calls[barrier_id]))

    def moved_to(self, barrier_id: str) -> None:
        """A newer plan lets the work begin at another barrier, or at once where the id is empty."""
        if barrier_id != self.start:
            self._waiting_since_s.pop(self.start, None)
            self.start = barrier_id
