"""A travelling skill driven by velocity commands, with nothing but odometry for feedback: for simple robots
that bring no navigation of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from geometry_msgs.msg import Twist, TwistStamped
from nav_msgs.msg import Odometry
from rclpy.node import Node

from comuros.core.geometry import Pose, placed
from comuros.core.keep_out import Bounds
from comuros.core.robot import Robot
from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.velocity import STILL, Velocity
from comuros.execution.driver import Driver, Sense
from comuros.nodes import qos
from comuros.nodes.clocks import now_s
from comuros.nodes.convert.header import header_to_ros
from comuros.nodes.convert.odometry import odometry_from_ros
from comuros.nodes.convert.time import time_from_ros
from comuros.nodes.convert.velocity import velocity_to_ros
from comuros.scenario import LoadedScenario
from comuros.scenario.adapter import CmdVelAdapter

OnReport = Callable[[SkillReport], None]


class CmdVelPort:
    """Follows the roadmap's path: one odometry message, one command. It sees neither people nor things that
    are not in the world file: where those are about, let Nav2 drive.
    """

    def __init__(self, node: Node, adapter: CmdVelAdapter, robot: Robot, loaded: LoadedScenario) -> None:
        self._node = node
        self._adapter = adapter
        self._robot = robot
        self._loaded = loaded
        self._start = loaded.world.start_pose(robot)
        self._driver = Driver(robot, loaded)
        kind = TwistStamped if adapter.stamped else Twist
        self._velocity = node.create_publisher(kind, f"{robot.name}/{adapter.cmd_vel}", qos.CMD_VEL)
        node.create_subscription(
            Odometry, f"{robot.name}/{adapter.odometry}", self._on_odometry, qos.ODOMETRY
        )

    def start(self, call_id: str, call: SkillCall, bounds: Bounds, on_report: OnReport) -> None:
        """Begin to drive at the next odometry."""
        self._driver.start(call_id, call, on_report=on_report, bounds=bounds)

    def cancel(self, call_id: str) -> None:
        """Bring the robot to rest."""
        self._driver.cancel(call_id)

    def tick(self, _: float) -> None:
        """Odometry is the only clock."""

    def destroy(self) -> None:
        """Leave the robot at rest."""
        self._command(STILL)

    def _on_odometry(self, message: Odometry) -> None:
        if not self._driver.is_busy:
            return
        pose = self._in_the_map(odometry_from_ros(message)[0])
        sense = Sense(pose=pose, others={}, objects=self._loaded.world.object_poses, attached=(), battery=1.0)
        self._command(self._driver.tick(time_from_ros(message.header.stamp), sense).velocity)

    def _in_the_map(self, pose: Pose) -> Pose:
        return placed(self._start, pose) if self._adapter.starts_at_zero else pose

    def _command(self, velocity: Velocity) -> None:
        twist = velocity_to_ros(velocity)
        if not self._adapter.stamped:
            self._velocity.publish(twist)
            return
        header = header_to_ros(now_s(self._node), frame=f"{self._robot.name}/base_link")
        self._velocity.publish(TwistStamped(header=header, twist=twist))
