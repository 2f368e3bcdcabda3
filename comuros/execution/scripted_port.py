"""A robot port that does what a script says, on virtual time: the double of robots for tests and examples."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from comuros.core.keep_out import UNBOUNDED, Bounds
from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus


@dataclass(frozen=True, slots=True)
class Ending:
    """How a scripted call ends, and after how many seconds; a cancel takes `rest_s`, None if for ever."""

    status: TaskStatus = TaskStatus.SUCCEEDED
    cause: Cause = Cause.NONE
    duration_s: float = 1.0
    rest_s: float | None = 0.0


def fails(cause: Cause) -> Ending:
    """A call that fails with this cause after one second."""
    return Ending(TaskStatus.FAILED, cause)


@dataclass(slots=True)
class _Active:
    id: str
    call: SkillCall
    ending: Ending
    on_report: Callable[[SkillReport], None]
    began_s: float
    rests_at_s: float | None = None


class ScriptedPort:
    """Carries out one call at a time; one without a script entry succeeds after a second.

    `log` names all calls made.
    """

    def __init__(self, script: Sequence[tuple[str, Ending]] = ()) -> None:
        self.log: list[str] = []
        self.coalitions: list[tuple[str, ...]] = []
        self.bounds: list[Bounds] = []
        self.cancelled: list[str] = []
        self._script = deque(script)
        self._active: _Active | None = None
        self._now_s = 0.0

    @property
    def moving(self) -> bool:
        """Whether a call is under way."""
        return self._active is not None

    def start(
        self,
        call_id: str,
        call: SkillCall,
        *,
        coalition: tuple[str, ...],
        on_report: Callable[[SkillReport], None],
        bounds: Bounds = UNBOUNDED,
    ) -> None:
        """Begin a call; it ends in `tick`."""
        self.log.append(str(call))
        self.coalitions.append(coalition)
        self.bounds.append(bounds)
        ending = Ending()
        if self._script and self._script[0][0] == call.skill:
            ending = self._script.popleft()[1]
        self._active = _Active(call_id, call, ending, on_report, self._now_s)

    def cancel(self, call_id: str) -> None:
        """Bring the call to rest after the script's time."""
        active = self._active
        if active is not None and active.id == call_id:
            self.cancelled.append(str(active.call))
            if active.ending.rest_s is not None:
                active.rests_at_s = self._now_s + active.ending.rest_s
            else:
                active.ending = Ending(duration_s=float("inf"))

    def tick(self, now_s: float) -> None:
        """Let virtual time pass."""
        self._now_s = now_s
        active = self._active
        if active is None:
            return
        if active.rests_at_s is not None:
            if now_s >= active.rests_at_s:
                self._end(active, TaskStatus.CANCELLED, Cause.CANCELLED)
        elif now_s >= active.began_s + active.ending.duration_s:
            self._end(active, active.ending.status, active.ending.cause)
        elif active.ending.duration_s < float("inf"):
            share = (now_s - active.began_s) / active.ending.duration_s
            active.on_report(SkillReport(active.id, TaskStatus.RUNNING, share))

    def _end(self, active: _Active, status: TaskStatus, cause: Cause) -> None:
        self._active = None
        active.on_report(SkillReport(active.id, status, 1.0, cause))
