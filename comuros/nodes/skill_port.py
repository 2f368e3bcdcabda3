"""A robot port over ROS: skill calls go to the `ExecuteSkill` actions of whoever serves them. The robot
agent holds one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rclpy.action import ActionClient
from rclpy.node import Node

from comuros.core.errors import InputError
from comuros.core.keep_out import UNBOUNDED, Bounds
from comuros.core.robot import Robot
from comuros.core.robot_port import SkillReport
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.convert.skill_call import SkillGoal, skill_goal_to_ros
from comuros.nodes.convert.task_report import skill_report_from_ros
from comuros.nodes.team_names import TeamNames
from comuros_msgs.action import ExecuteSkill

_SERVER_PATIENCE_S = 5.0


@dataclass(slots=True)
class _Call:
    """A call under way. `handle` is None until the server accepted it; `without_server_since_s` is steady
    time.
    """

    id: str
    call: SkillCall
    goal: ExecuteSkill.Goal
    client: ActionClient
    on_report: Callable[[SkillReport], None]
    sent: bool = False
    handle: Any = None
    cancelled: bool = False
    without_server_since_s: float | None = None
    over: bool = False


class SkillPort:
    """Implements `core.robot_port.RobotPort`. A call always ends with a final report: a server that is not
    there, or goes away, is a failure.
    """

    def __init__(self, node: Node, names: TeamNames, robot: Robot, scenario: Scenario) -> None:
        self._scenario = scenario
        self._clients = {
            skill.name: ActionClient(node, ExecuteSkill, names.own(skill.action or f"skill/{skill.name}"))
            for skill in scenario.skills
            if skill.name in robot.type.skills
        }
        self._calls: dict[str, _Call] = {}
        self._now_s = 0.0

    def start(
        self,
        call_id: str,
        call: SkillCall,
        *,
        coalition: tuple[str, ...],
        on_report: Callable[[SkillReport], None],
        bounds: Bounds = UNBOUNDED,
    ) -> None:
        """Send the call to its server, as soon as there is one."""
        client = self._clients.get(call.skill)
        if client is None:
            message = f"this robot has no skill {call.skill!r}"
            on_report(SkillReport(call_id, TaskStatus.FAILED, cause=Cause.REFUSED, message=message))
            return
        mission_id, task_id = (*call_id.split("/"), "", "")[:2]
        goal = SkillGoal(call_id, call, coalition, mission_id, task_id, bounds)
        message = skill_goal_to_ros(goal, skill=self._scenario.skill(call.skill))
        self._calls[call_id] = _Call(call_id, call, message, client, on_report)
        self._send_when_served(self._calls[call_id])

    def cancel(self, call_id: str) -> None:
        """Ask the server to bring the call to rest; a call that was not sent yet ends at once."""
        call = self._calls.get(call_id)
        if call is None:
            return
        call.cancelled = True
        if not call.sent:
            self._end(call, SkillReport(call_id, TaskStatus.CANCELLED, cause=Cause.CANCELLED))
        elif call.handle is not None:
            call.handle.cancel_goal_async()

    def tick(self, now_s: float) -> None:
        """Look after servers that are not there (yet, or any more). `now_s` is steady time."""
        self._now_s = now_s
        for call in list(self._calls.values()):
            if call.client.server_is_ready():
                call.without_server_since_s = None
                if not call.sent:
                    self._send_when_served(call)
            elif call.without_server_since_s is None:
                call.without_server_since_s = now_s
            elif now_s - call.without_server_since_s > _SERVER_PATIENCE_S:
                message = f"nobody serves the skill {call.call.skill}"
                self._end(call, SkillReport(call.id, TaskStatus.FAILED, cause=Cause.REFUSED, message=message))

    def destroy(self) -> None:
        """Give up the action clients."""
        for client in self._clients.values():
            client.destroy()

    def _send_when_served(self, call: _Call) -> None:
        if not call.client.server_is_ready():
            return
        call.sent = True
        future = call.client.send_goal_async(
            call.goal, feedback_callback=lambda message: self._on_feedback(call, message)
        )
        future.add_done_callback(lambda done: self._on_accepted(call, done.result()))

    def _on_feedback(self, call: _Call, message: Any) -> None:
        if not call.over:
            self._report(call, message.feedback.report)

    def _on_accepted(self, call: _Call, handle: Any) -> None:
        if call.over:
            return
        if not handle.accepted:
            message = f"the server of {call.call.skill} did not accept the call"
            self._end(call, SkillReport(call.id, TaskStatus.FAILED, cause=Cause.REFUSED, message=message))
            return
        call.handle = handle
        handle.get_result_async().add_done_callback(
            lambda done: self._on_result(call, done.result().result.report)
        )
        if call.cancelled:
            handle.cancel_goal_async()

    def _on_result(self, call: _Call, message: Any) -> None:
        if call.over:
            return
        self._report(call, message)
        if not call.over:
            reason = f"the server of {call.call.skill} ended the call without saying how"
            self._end(call, SkillReport(call.id, TaskStatus.FAILED, cause=Cause.SKILL_FAILED, message=reason))

    def _report(self, call: _Call, message: Any) -> None:
        try:
            report = skill_report_from_ros(message, call_id=call.id)
        except InputError as error:
            report = SkillReport(call.id, TaskStatus.FAILED, cause=Cause.SKILL_FAILED, message=str(error))
        if report.status.is_final:
            self._end(call, report)
        else:
            call.on_report(report)

    def _end(self, call: _Call, report: SkillReport) -> None:
        call.over = True
        self._calls.pop(call.id, None)
        call.on_report(report)
