"""Serves the adapted skills of one robot as `<robot>/skill/<name>`: its agent cannot tell them from any
other.
"""

from __future__ import annotations

import time
from dataclasses import replace

from rclpy.node import Node

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.keep_out import Bounds
from comuros.core.robot import Robot
from comuros.core.robot_port import SkillReport
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.adapters.action_adapter import ActionPort
from comuros.nodes.adapters.cmd_vel_adapter import CmdVelPort
from comuros.nodes.call_goals import CallGoals
from comuros.nodes.call_succession import CallSuccession
from comuros.nodes.convert.skill_call import SkillGoal, skill_goal_from_ros
from comuros.nodes.goal_server import GoalServer, OpenGoal
from comuros.scenario import LoadedScenario
from comuros.scenario.adapter import ActionAdapter, Adapter
from comuros_msgs.action import ExecuteSkill

TICK_S = 0.2


class AdapterServer:
    """One skill of one robot through its adapter. Its holder calls `tick` every `TICK_S`."""

    def __init__(self, node: Node, adapter: Adapter, robot: Robot, loaded: LoadedScenario) -> None:
        """
        Raises:
            PartMissing: the message package of the adapter is not installed.
            SettingsError: a field the robot file names is not there.
        """
        self._robot = robot
        self._loaded = loaded
        self._port: ActionPort | CmdVelPort
        if isinstance(adapter, ActionAdapter):
            skill = loaded.scenario.skill(adapter.skill)
            self._port = ActionPort(node, adapter, skill, robot=robot.name, pose_of=self._stand)
        else:
            self._port = CmdVelPort(node, adapter, robot, loaded)
        self._calls = CallGoals()
        self._succession = CallSuccession(start=self._start, cancel=self._port.cancel, tell=self._calls.tell)
        name = f"{robot.name}/skill/{adapter.skill}"
        self._server = GoalServer(node, ExecuteSkill, name, begin=self._begin, cancel=self._cancel)

    def tick(self) -> None:
        """Look after servers that are not there."""
        self._port.tick(time.monotonic())

    def destroy(self) -> None:
        """Give up what rclpy does not count among a node's entities."""
        self._server.destroy()
        self._port.destroy()

    def _begin(self, goal: OpenGoal) -> None:
        try:
            wanted = skill_goal_from_ros(goal.request)
        except InputError as error:
            refused = SkillReport(goal.id, TaskStatus.FAILED, cause=Cause.REFUSED, message=str(error))
            self._calls.finish(goal, refused)
            return
        wanted = replace(wanted, call_id=wanted.call_id or goal.id)
        if self._calls.begin(wanted.call_id, goal):
            self._succession.begin(wanted)

    def _start(self, wanted: SkillGoal) -> None:
        call_id, on_report = wanted.call_id, self._succession.hear
        if isinstance(self._port, CmdVelPort):
            self._port.start(call_id, wanted.call, wanted.bounds, on_report)
            return
        closed = self._closed(wanted)
        if closed:
            on_report(SkillReport(call_id, TaskStatus.FAILED, cause=Cause.REFUSED, message=closed))
        else:
            self._port.start(call_id, wanted.call, on_report)

    def _closed(self, wanted: SkillGoal) -> str:
        """Why the robot must not go there, "" where it may. Ways in between are for the agent to watch."""
        for name in wanted.call.arguments:
            zone = self._zone_of(name, wanted.bounds)
            if zone:
                return f"{name} lies in {zone}, which is closed to {self._robot.name}"
        return ""

    def _zone_of(self, place: str, bounds: Bounds) -> str:
        if not bounds.closed:
            return ""
        try:
            zones = self._loaded.world.zones_at(self._stand(place))
        except InputError:
            return ""
        return next((zone for zone in zones if zone in bounds.closed), "")

    def _stand(self, place: str) -> Pose:
        return self._loaded.roadmap.approach_pose(self._robot, place)

    def _cancel(self, goal: OpenGoal) -> None:
        self._succession.cancel(self._calls.cancel(goal))
