"""Skill calls carried out as goals of action servers: sent once there is a server, cancelled, given up where
nobody serves. Every call ends with one final report. Used by `skill_port` and by adapters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import uuid4

from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rclpy.action.client import ClientGoalHandle
from unique_identifier_msgs.msg import UUID

from comuros.core.robot_port import SkillReport
from comuros.core.task_status import Cause, TaskStatus

_SERVER_PATIENCE_S = 5.0
_ANSWER_PATIENCE_S = 3.0

OnReport = Callable[[SkillReport], None]


@dataclass(slots=True, kw_only=True)
class GoalCall:
    """A call under way; `served_by` names its server for people. `handle` is None until the server accepted
    the goal, or has to be asked what became of it; `unserved_since_s` and `unanswered_since_s` are steady
    time.
    """

    id: str
    goal: Any
    client: ActionClient
    served_by: str
    on_report: OnReport
    handle: Any = None
    sent: bool = False
    cancelled: bool = False
    over: bool = False
    unserved_since_s: float | None = None
    unanswered_since_s: float | None = None
    goal_id: UUID | None = None

    def failed(self, cause: Cause, message: str) -> SkillReport:
        """The report of a failure of this call."""
        return SkillReport(self.id, TaskStatus.FAILED, cause=cause, message=message)


CallT = TypeVar("CallT", bound=GoalCall)


class GoalCalls(Generic[CallT]):
    """The calls of one port. `on_feedback` and `on_result` turn what a server says into reports; what
    `on_result` gives is final.
    """

    def __init__(
        self,
        *,
        on_feedback: Callable[[CallT, Any], SkillReport],
        on_result: Callable[[CallT, Any], SkillReport],
    ) -> None:
        self._on_feedback = on_feedback
        self._on_result = on_result
        self._calls: dict[str, CallT] = {}

    def start(self, call: CallT) -> None:
        """Send the goal, as soon as there is a server."""
        self._calls[call.id] = call
        self._send_when_served(call)

    def cancel(self, call_id: str) -> None:
        """Have the goal cancelled; one that was not sent yet ends at once."""
        call = self._calls.get(call_id)
        if call is None:
            return
        call.cancelled = True
        if not call.sent:
            self._report(call, SkillReport(call.id, TaskStatus.CANCELLED, cause=Cause.CANCELLED))
        elif call.handle is not None:
            call.handle.cancel_goal_async()

    def tick(self, now_s: float) -> None:
        """Look after servers that are not there (yet, or any more). `now_s` is steady time."""
        for call in list(self._calls.values()):
            if call.client.server_is_ready():
                call.unserved_since_s = None
                if not call.sent:
                    self._send_when_served(call)
                else:
                    self._ask_after_unanswered(call, now_s)
            elif call.unserved_since_s is None:
                call.unserved_since_s = now_s
            elif now_s - call.unserved_since_s > _SERVER_PATIENCE_S:
                self._report(call, call.failed(Cause.REFUSED, f"nobody serves the {call.served_by}"))

    def _send_when_served(self, call: CallT) -> None:
        if not call.client.server_is_ready():
            return
        call.sent, call.unanswered_since_s = True, None
        call.goal_id = UUID(uuid=list(uuid4().bytes))
        future = call.client.send_goal_async(
            call.goal,
            feedback_callback=lambda message: self._hear(call, self._on_feedback, message.feedback),
            goal_uuid=call.goal_id,
        )
        future.add_done_callback(lambda done: self._answered(call, done.result()))

    def _ask_after_unanswered(self, call: CallT, now_s: float) -> None:
        """DDS drops the answer to a goal where the server has not discovered the client yet. The result of
        the goal is asked for then: a server that never got the goal says so, and it is sent again.
        """
        if call.handle is not None:
            return
        if call.unanswered_since_s is None:
            call.unanswered_since_s = now_s
        elif now_s - call.unanswered_since_s > _ANSWER_PATIENCE_S:
            call.handle = ClientGoalHandle(call.client, call.goal_id, None)
            asked = call.handle.get_result_async()
            asked.add_done_callback(lambda done: self._found_out(call, done.result()))
            if call.cancelled:
                call.handle.cancel_goal_async()

    def _found_out(self, call: CallT, answer: Any) -> None:
        if answer.status != GoalStatus.STATUS_UNKNOWN:
            self._hear(call, self._on_result, answer)
        elif call.cancelled and not call.over:
            self._report(call, SkillReport(call.id, TaskStatus.CANCELLED, cause=Cause.CANCELLED))
        elif not call.over:
            call.handle = None
            self._send_when_served(call)

    def _answered(self, call: CallT, handle: Any) -> None:
        if call.over:
            return
        if not handle.accepted:
            self._report(call, call.failed(Cause.REFUSED, f"the {call.served_by} did not accept the goal"))
            return
        call.handle = handle
        handle.get_result_async().add_done_callback(
            lambda done: self._hear(call, self._on_result, done.result())
        )
        if call.cancelled:
            handle.cancel_goal_async()

    def _hear(self, call: CallT, meaning: Callable[[CallT, Any], SkillReport], message: Any) -> None:
        if not call.over:
            self._report(call, meaning(call, message))

    def _report(self, call: CallT, report: SkillReport) -> None:
        if report.status.is_final:
            call.over = True
            self._calls.pop(call.id, None)
        call.on_report(report)
