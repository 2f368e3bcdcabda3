"""A skill as a goal of any other action, field by field as its robot file says: Nav2, a camera, a gripper."""

from __future__ import annotations

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
from comuros.nodes.goal_calls import GoalCall, GoalCalls, OnReport
from comuros.scenario.adapter import ActionAdapter


@dataclass(slots=True, kw_only=True)
class _Call(GoalCall):
    """`at_first` is what remained when the server first said so."""

    at_first: float = 0.0


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
        self._calls = GoalCalls[_Call](node=node, on_feedback=self._under_way, on_result=self._ended)

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
        self._calls.start(
            _Call(
                id=call_id,
                goal=goal,
                client=self._client,
                served_by=f"action {self._name}",
                on_report=on_report,
            )
        )

    def cancel(self, call_id: str) -> None:
        """Have the goal cancelled; one that was not sent yet ends at once."""
        self._calls.cancel(call_id)

    def tick(self, now_s: float) -> None:
        """Look after servers that are not there. `now_s` is steady time."""
        self._calls.tick(now_s)

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

    def _under_way(self, call: _Call, feedback: Any) -> SkillReport:
        share = 0.0
        if self._adapter.progress:
            share = float(field_of(feedback, self._adapter.progress))
        elif self._adapter.remaining:
            left = float(field_of(feedback, self._adapter.remaining))
            call.at_first = max(call.at_first, left)
            share = 1.0 - left / call.at_first if call.at_first > 0.0 else 0.0
        return SkillReport(call.id, TaskStatus.RUNNING, min(1.0, max(0.0, share)))

    def _ended(self, call: _Call, answer: Any) -> SkillReport:
        status, result = answer.status, answer.result
        message = self._message(result)
        if status == GoalStatus.STATUS_CANCELED:
            return SkillReport(call.id, TaskStatus.CANCELLED, 0.0, Cause.CANCELLED, message)
        if status == GoalStatus.STATUS_SUCCEEDED and matches(result, self._adapter.succeeds_if):
            return SkillReport(call.id, TaskStatus.SUCCEEDED, 1.0)
        return call.failed(self._cause(result), message or f"{self._name} did not succeed")

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
