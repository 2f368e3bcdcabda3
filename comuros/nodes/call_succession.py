"""Which skill call a robot carries out. A robot has one agent: where that was started anew, its first call
takes over from what the one before it left under way.
"""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.robot_port import SkillReport
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.convert.skill_call import SkillGoal


class CallSuccession:
    """Passes calls on to a driver, one at a time. What an agent sends while a call of its own is under way is
    the driver's to refuse; a call of another agent cancels the one under way and begins once the robot is at
    rest.
    """

    def __init__(
        self,
        *,
        start: Callable[[SkillGoal], None],
        cancel: Callable[[str], None],
        tell: Callable[[SkillReport], None],
    ) -> None:
        """`start` and `cancel` reach the driver, whose reports come to `hear`; `tell` passes them on."""
        self._start, self._cancel, self._tell = start, cancel, tell
        self._under_way = ""
        self._successor: SkillGoal | None = None
        self._is_cancelled = False

    def begin(self, wanted: SkillGoal) -> None:
        """Take in a call."""
        if self._under_way and agent_of(wanted.call_id) != agent_of(self._under_way):
            self._withdraw_successor()
            self._successor, self._is_cancelled = wanted, False
            self._cancel(self._under_way)
            return
        self._under_way = self._under_way or wanted.call_id
        self._start(wanted)

    def cancel(self, call_id: str) -> None:
        """Cancel a call; one that waits for its predecessor ends with that."""
        if self._successor is not None and self._successor.call_id == call_id:
            self._is_cancelled = True
        else:
            self._cancel(call_id)

    def hear(self, report: SkillReport) -> None:
        """What the driver says of a call."""
        self._tell(report)
        if not report.status.is_final or report.call_id != self._under_way:
            return
        self._under_way = ""
        successor = self._successor
        if successor is None or self._is_cancelled:
            self._withdraw_successor()
            return
        self._successor = None
        self.begin(successor)

    def _withdraw_successor(self) -> None:
        withdrawn, self._successor = self._successor, None
        if withdrawn is not None:
            self._tell(
                SkillReport(
                    withdrawn.call_id, TaskStatus.CANCELLED, cause=Cause.CANCELLED, message="it had not begun"
                )
            )


def agent_of(call_id: str) -> str:
    """What a call id says of the agent that sent it: each start of an agent marks its calls."""
    return call_id.partition("@")[2]
