"""A skill as a goal of any other action, field by field as its robot file says: Nav2, a camera, a gripper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rclpy.node import Node

from comuros.core.errors import InputError
from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall, SkillModel
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.adapters.message_fields import PoseOf, action_type, field_of, fill, matches
from comuros.scenario.adapter import ActionAdapter

_PATIENCE_S = 5.0

OnReport = Callable[[SkillReport], None]


@dataclass(slots=True)
class _Call:
    """A call under way. `handle` is None until the server accepted the goal; times are steady seconds."""

    id: str
    goal: Any
    on_report: OnReport
    handle: Any = None
    sent: bool = False
    cancelled: bool = False
    over: bool = False
    waiting_since_s: float | None = None
    at_first: float | None = None


class ActionPort:
    """Runs the calls of one skill of one robot. Every call ends with one final report."""

    def __init__(
        self, node: Node, adapter: ActionAdapter, skill: SkillModel, *, robot: str, pose_of: PoseOf
    ) -> None:
        """
        Raises:
            PartMissing: the package of the action is not installed.
            SettingsError: the action, or one of the fields that are named, is not there.
        """
        self._type = action_type(adapter.type, wanted_by=f"skill {adapter.skill!r} of {robot}")
        self._adapter = adapter
        self._skill = skill
        self._pose_of = pose_of
        self._name = f"{robot}/{adapter.action}"
        self._check_fields()
        self._client = ActionClient(node, self._type, self._name)
        self._calls: dict[str, _Call] = {}

    def start(self, call_id: str, call: SkillCall, on_report: OnReport) -> None:
        """Send the goal, as soon as there is a server."""
        goal = self._type.Goal()
        parameters = (parameter.name.lstrip("?") for parameter in self._skill.parameters)
        try:
            fill(
                goal,
                self._adapter.goal,
                dict(zip(parameters, call.arguments, strict=True)),
                self._pose_of,
            )
        except (InputError, ValueError) as error:
            on_report(SkillReport(call_id, TaskStatus.FAILED, cause=Cause.REFUSED, message=str(error)))
            return
        self._calls[call_id] = _Call(call_id, goal, on_report)
        self._send(self._calls[call_id])

    def cancel(self, call_id: str) -> None:
        """Have the goal cancelled; one that was not sent yet ends at once."""
        call = self._calls.get(call_id)
        if call is None:
            return
        call.cancelled = True
        if not call.sent:
            self._end(call, TaskStatus.CANCELLED, Cause.CANCELLED)
        elif call.handle is not None:
            call.handle.cancel_goal_async()

    def tick(self, now_s: float) -> None:
        """Look after servers that are not there. `now_s` is steady time."""
        for call in list(self._calls.values()):
            if self._client.server_is_ready():
                call.waiting_since_s = None
                if not call.sent:
                    self._send(call)
            elif call.waiting_since_s is None:
                call.waiting_since_s = now_s
            elif now_s - call.waiting_since_s > _PATIENCE_S:
                self._end(call, TaskStatus.FAILED, Cause.REFUSED, f"nobody serves the action {self._name}")

    def destroy(self) -> None:
        """Give up the action client."""
        self._client.destroy()

    def _check_fields(self) -> None:
        goal, result, feedback = self._type.Goal(), self._type.Result(), self._type.Feedback()
        for path, _ in self._adapter.goal:
            field_of(goal, path)
        named = (self._adapter.message, self._adapter.code, *(p for p, _ in self._adapter.succeeds_if))
        for path in named:
            if path and not self._is_left_out(result, path):
                field_of(result, path)
        for path in (self._adapter.progress, self._adapter.remaining):
            if path:
                field_of(feedback, path)

    def _is_left_out(self, result: Any, path: str) -> bool:
        """Results of Nav2 have had codes and messages since Iron; where they have none, none is read."""
        presets = (self._adapter.message, self._adapter.code)
        return self._adapter.type.startswith("nav2_msgs/") and path in presets and not hasattr(result, path)

    def _send(self, call: _Call) -> None:
        if not self._client.server_is_ready():
            return
        call.sent = True
        future = self._client.send_goal_async(
            call.goal, feedback_callback=lambda message: self._on_feedback(call, message.feedback)
        )
        future.add_done_callback(lambda done: self._on_answer(call, done.result()))

    def _on_answer(self, call: _Call, handle: Any) -> None:
        if call.over:
            return
        if not handle.accepted:
            self._end(call, TaskStatus.FAILED, Cause.REFUSED, f"{self._name} did not accept the goal")
            return
        call.handle = handle
        handle.get_result_async().add_done_callback(lambda done: self._on_result(call, done.result()))
        if call.cancelled:
            handle.cancel_goal_async()

    def _on_feedback(self, call: _Call, feedback: Any) -> None:
        share = 0.0
        if self._adapter.progress:
            share = float(field_of(feedback, self._adapter.progress))
        elif self._adapter.remaining:
            left = float(field_of(feedback, self._adapter.remaining))
            call.at_first = max(call.at_first or 0.0, left)
            share = 1.0 - left / call.at_first if call.at_first > 0.0 else 0.0
        if not call.over:
            call.on_report(SkillReport(call.id, TaskStatus.RUNNING, min(1.0, max(0.0, share))))

    def _on_result(self, call: _Call, answer: Any) -> None:
        if call.over:
            return
        status, result = answer.status, answer.result
        if status == GoalStatus.STATUS_CANCELED:
            self._end(call, TaskStatus.CANCELLED, Cause.CANCELLED, self._message(result))
        elif status == GoalStatus.STATUS_SUCCEEDED and matches(result, self._adapter.succeeds_if):
            self._end(call, TaskStatus.SUCCEEDED, Cause.NONE)
        else:
            words = self._message(result) or f"{self._name} did not succeed"
            self._end(call, TaskStatus.FAILED, self._cause(result), words)

    def _cause(self, result: Any) -> Cause:
        if not self._adapter.code or self._is_left_out(result, self._adapter.code):
            return Cause.SKILL_FAILED
        code = field_of(result, self._adapter.code)
        meant = (meaning.cause for meaning in self._adapter.codes if meaning.covers(code))
        return next(meant, Cause.SKILL_FAILED)

    def _message(self, result: Any) -> str:
        if not self._adapter.message or self._is_left_out(result, self._adapter.message):
            return ""
        return str(field_of(result, self._adapter.message))

    def _end(self, call: _Call, status: TaskStatus, cause: Cause, message: str = "") -> None:
        call.over = True
        self._calls.pop(call.id, None)
        progress = 1.0 if status is TaskStatus.SUCCEEDED else 0.0
        call.on_report(SkillReport(call.id, status, progress, cause, message))
