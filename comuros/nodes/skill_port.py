"""A robot port over ROS: skill calls go to the `ExecuteSkill` actions of whoever serves them. The robot
agent holds one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

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
from comuros.nodes.goal_calls import GoalCall, GoalCalls
from comuros.nodes.team_names import TeamNames
from comuros_msgs.action import ExecuteSkill


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
        # An agent that is started anew counts its calls from one again, and means others.
        self._incarnation = uuid4().hex[:8]
        self._calls = GoalCalls[GoalCall](
            node=node,
            on_feedback=lambda call, feedback: _report_of(call, feedback.report),
            on_result=_final_report,
        )

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
        goal = SkillGoal(f"{call_id}@{self._incarnation}", call, coalition, mission_id, task_id, bounds)
        message = skill_goal_to_ros(goal, skill=self._scenario.skill(call.skill))
        self._calls.start(
            GoalCall(
                id=call_id,
                goal=message,
                client=client,
                served_by=f"skill {call.skill}",
                on_report=on_report,
            )
        )

    def cancel(self, call_id: str) -> None:
        """Ask the server to bring the call to rest; a call that was not sent yet ends at once."""
        self._calls.cancel(call_id)

    def tick(self, now_s: float) -> None:
        """Look after servers that are not there (yet, or any more). `now_s` is steady time."""
        self._calls.tick(now_s)

    def destroy(self) -> None:
        """Give up the action clients."""
        for client in self._clients.values():
            client.destroy()


def _report_of(call: GoalCall, message: Any) -> SkillReport:
    try:
        return skill_report_from_ros(message, call_id=call.id)
    except InputError as error:
        return call.failed(Cause.SKILL_FAILED, str(error))


def _final_report(call: GoalCall, answer: Any) -> SkillReport:
    report = _report_of(call, answer.result.report)
    if report.status.is_final:
        return report
    return call.failed(Cause.SKILL_FAILED, f"the {call.served_by} ended the call without saying how")
