"""Skill calls carried out as goals of action servers: sent once there is a server, cancelled, given up where
nobody serves. Every call ends with one final report. Used by `skill_port` and by adapters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from rclpy.action import ActionClient
from rclpy.node import Node

from comuros.core.robot_port import SkillReport
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.goal_delivery import GoalDelivery, Hearing

_SERVER_PATIENCE_S = 5.0

OnReport = Callable[[SkillReport], None]


@dataclass(slots=True, kw_only=True)
class GoalCall:
    """A call under way; `served_by` names its server for people. `unserved_since_s` is steady time."""

    id: str
    goal: Any
    client: ActionClient
    served_by: str
    on_report: OnReport
    delivery: GoalDelivery | None = None
    unserved_since_s: float | None = None

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
        node: Node | None,
        on_feedback: Callable[[CallT, Any], SkillReport],
        on_result: Callable[[CallT, Any], SkillReport],
    ) -> None:
        """What servers say is taken in by callbacks that are watched on `node`, where there is one."""
        self._node = node
        self._on_feedback = on_feedback
        self._on_result = on_result
        self._calls: dict[str, CallT] = {}

    def start(self, call: CallT) -> None:
        """Send the goal, as soon as there is a server."""
        self._calls[call.id] = call
        call.delivery = GoalDelivery(call.client, call.goal, self._hearing(call), node=self._node)
        call.delivery.send()

    def cancel(self, call_id: str) -> None:
        """Have the goal cancelled; one that was not sent yet ends at once."""
        call = self._calls.get(call_id)
        if call is not None and call.delivery is not None:
            call.delivery.cancel()

    def tick(self, now_s: float) -> None:
        """Look after servers that are silent, not there yet, or not any more. `now_s` is steady time."""
        for call in list(self._calls.values()):
            assert call.delivery is not None
            if call.client.server_is_ready():
                call.unserved_since_s = None
                call.delivery.tick(now_s)
            elif call.unserved_since_s is None:
                call.unserved_since_s = now_s
            elif now_s - call.unserved_since_s > _SERVER_PATIENCE_S:
                call.delivery.give_up()
                self._report(call, call.failed(Cause.REFUSED, f"nobody serves the {call.served_by}"))

    def _hearing(self, call: CallT) -> Hearing:
        def fails(cause: Cause, message: str) -> None:
            self._report(call, call.failed(cause, message))

        withdrawn = SkillReport(call.id, TaskStatus.CANCELLED, cause=Cause.CANCELLED)
        return Hearing(
            feedback=lambda feedback: self._report(call, self._on_feedback(call, feedback)),
            result=lambda answer: self._report(call, self._on_result(call, answer)),
            refused=partial(fails, Cause.REFUSED, f"the {call.served_by} did not accept the goal"),
            withdrawn=lambda: self._report(call, withdrawn),
            forgotten=partial(
                fails, Cause.SKILL_FAILED, f"the {call.served_by} does not know the goal any more"
            ),
        )

    def _report(self, call: CallT, report: SkillReport) -> None:
        if self._calls.get(call.id) is not call:
            return
        if report.status.is_final:
            del self._calls[call.id]
        call.on_report(report)
