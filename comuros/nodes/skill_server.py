"""Serves the skills of one robot, driving it through topics: the same over the embedded world, Gazebo or
hardware.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from geometry_msgs.msg import Twist
from rclpy.node import Node
from rclpy.publisher import Publisher
from std_msgs.msg import Empty, Float64

from comuros.core.errors import InputError
from comuros.core.gripper import GripperPosition
from comuros.core.robot import Robot
from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.driver import Driver, DriverOutput
from comuros.nodes import qos
from comuros.nodes.call_goals import CallGoals
from comuros.nodes.call_succession import CallSuccession
from comuros.nodes.convert.skill_call import SkillGoal, skill_goal_from_ros
from comuros.nodes.convert.velocity import velocity_to_ros
from comuros.nodes.goal_server import GoalServer, OpenGoal
from comuros.nodes.sensed_world import SensedWorld
from comuros.scenario import LoadedScenario
from comuros_msgs.action import ExecuteSkill

FaultGate = Callable[[SkillCall, float], Cause | None]


class SkillServer:
    """`<robot>/skill/<name>` for every skill of the robot, around a pure driver that ticks with the
    odometry.
    """

    def __init__(
        self,
        node: Node,
        robot: Robot,
        loaded: LoadedScenario,
        sensed: SensedWorld,
        *,
        fault_gate: FaultGate | None = None,
        on_busy: Callable[[bool], None] = lambda _: None,
        adapted: Collection[str] = (),
    ) -> None:
        """`fault_gate` lets a simulator fail a call; `on_busy` hears when a goal begins (True) and ends
        (False); `adapted` skills are served by somebody else.
        """
        self._node = node
        self._robot = robot
        self._sensed = sensed
        self._on_busy = on_busy
        self._driver = Driver(robot, loaded, fault_gate=fault_gate)
        self._velocity = node.create_publisher(Twist, f"{robot.name}/cmd_vel", qos.CMD_VEL)
        self._gripper = {
            axis: node.create_publisher(Float64, f"{robot.name}/gripper/{axis}/cmd_pos", qos.GRIPPER)
            for axis in ("x", "y", "z")
        }
        self._attach: dict[str, Publisher] = {}
        self._detach: dict[str, Publisher] = {}
        for thing in loaded.scenario.objects:
            grip = f"{robot.name}/gripper/{thing.name}"
            self._attach[thing.name] = node.create_publisher(Empty, f"{grip}/attach", qos.GRIPPER)
            self._detach[thing.name] = node.create_publisher(Empty, f"{grip}/detach", qos.GRIPPER)
        self._joints = GripperPosition()
        self._calls = CallGoals(on_end=lambda: on_busy(False))
        self._succession = CallSuccession(
            start=self._drive, cancel=self._driver.cancel, tell=self._calls.tell
        )
        self._servers = [self._serve(skill) for skill in robot.type.skills if skill not in adapted]
        sensed.on_odometry(robot.name, self._tick)

    def _serve(self, skill: str) -> GoalServer:
        name = f"{self._robot.name}/skill/{skill}"
        return GoalServer(self._node, ExecuteSkill, name, begin=self._begin, cancel=self._cancel)

    def _begin(self, goal: OpenGoal) -> None:
        self._on_busy(True)
        try:
            wanted = skill_goal_from_ros(goal.request)
        except InputError as error:
            refused = SkillReport(goal.id, TaskStatus.FAILED, cause=Cause.REFUSED, message=str(error))
            self._calls.finish(goal, refused)
            return
        wanted = replace(wanted, call_id=wanted.call_id or goal.id)
        if self._calls.begin(wanted.call_id, goal):
            self._succession.begin(wanted)

    def _drive(self, wanted: SkillGoal) -> None:
        self._driver.start(
            wanted.call_id,
            wanted.call,
            coalition=wanted.coalition,
            on_report=self._succession.hear,
            bounds=wanted.bounds,
        )

    def _cancel(self, goal: OpenGoal) -> None:
        self._succession.cancel(self._calls.cancel(goal))

    def _tick(self, time_s: float) -> None:
        """One odometry message, one command: while a call is under way, and one more that brings the robot
        to rest.
        """
        if not self._driver.is_busy:
            return
        sense = self._sensed.sense(self._robot.name)
        if sense is not None:
            self._command(self._driver.tick(time_s, sense))

    def _command(self, output: DriverOutput) -> None:
        for thing in output.attach:
            self._attach[thing].publish(Empty())
        for thing in output.detach:
            self._detach[thing].publish(Empty())
        if output.gripper is not None and output.gripper != self._joints:
            self._joints = output.gripper
            for axis, position_m in (
                ("x", output.gripper.x_m),
                ("y", output.gripper.y_m),
                ("z", output.gripper.z_m),
            ):
                self._gripper[axis].publish(Float64(data=float(position_m)))
        self._velocity.publish(velocity_to_ros(output.velocity))
