"""The narrow seam between an agent and whatever moves its robot: embedded simulator, Gazebo, or hardware
adapters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from comuros.core.keep_out import UNBOUNDED, Bounds
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus


@dataclass(frozen=True, slots=True)
class SkillReport:
    """What the server of a skill says of one call: status, share done 0..1, and the cause where it failed."""

    call_id: str
    status: TaskStatus
    progress: float = 0.0
    cause: Cause = Cause.NONE
    message: str = ""


class RobotPort(Protocol):
    """Starts and cancels skill calls on one robot. Every method returns at once; reports come through the
    callback.
    """

    def start(
        self,
        call_id: str,
        call: SkillCall,
        *,
        coalition: tuple[str, ...],
        on_report: Callable[[SkillReport], None],
        bounds: Bounds = UNBOUNDED,
    ) -> None:
        """Begin a skill call that keeps to these bounds; at least one report with a final status follows,
        whatever happens.
        """

    def cancel(self, call_id: str) -> None:
        """Bring the call to rest; its final report says `CANCELLED` unless it ended before."""
