"""Driving by velocity commands with nothing but odometry: a wheeled robot of two equations of motion."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import rclpy
from geometry_msgs.msg import Twist, TwistStamped
from nav_msgs.msg import Odometry
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from comuros.core.geometry import Pose, placed
from comuros.core.keep_out import UNBOUNDED
from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.velocity import STILL, Velocity
from comuros.nodes import qos
from comuros.nodes.adapters.cmd_vel_adapter import CmdVelPort
from comuros.nodes.convert.odometry import odometry_to_ros
from comuros.nodes.convert.velocity import velocity_from_ros
from comuros.scenario import LoadedScenario, load_scenario
from comuros.scenario.adapter import CmdVelAdapter
from support.tiny_scenario import write_scenario

STEP_S = 0.1
STEPS = 900
ROBOT = "cart_1"


class Wheels:
    """Integrates the commands it hears and says where it is, counted from where it was switched on."""

    def __init__(self, domain: int, loaded: LoadedScenario, adapter: CmdVelAdapter) -> None:
        self._context = Context()
        rclpy.init(context=self._context, domain_id=domain)
        self.node = Node("wheels", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.node)
        self.robot = loaded.scenario.robot(ROBOT)
        self.pose, self.velocity, self.heard = Pose(0.0, 0.0), STILL, 0
        self.fastest_mps = 0.0
        kind = TwistStamped if adapter.stamped else Twist
        self.node.create_subscription(kind, f"{ROBOT}/{adapter.cmd_vel}", self._hear, qos.CMD_VEL)
        self._odometry = self.node.create_publisher(Odometry, f"{ROBOT}/{adapter.odometry}", qos.ODOMETRY)
        self.port = CmdVelPort(self.node, adapter, self.robot, loaded)
        self.reports: list[SkillReport] = []
        self._time_s = 0.0

    def drive(self, place: str, *, cancel_after: int = 0) -> SkillReport:
        self.port.start("c", SkillCall("go_to", (place,)), UNBOUNDED, self.reports.append)
        for step in range(1, STEPS):
            self._say_where()
            self._move()
            if step == cancel_after:
                self.port.cancel("c")
            if self.reports and self.reports[-1].status.is_final:
                return self.reports[-1]
        pytest.fail(f"it did not arrive in {STEPS} steps; it is at {self.pose}")

    def close(self) -> None:
        self._executor.shutdown()
        self.node.destroy_node()
        self._context.try_shutdown()

    def _say_where(self) -> None:
        self._time_s += STEP_S
        before = self.heard
        self._odometry.publish(odometry_to_ros(self.pose, self.velocity, robot=ROBOT, time_s=self._time_s))
        for _ in range(200):
            self._executor.spin_once(timeout_sec=0.02)
            if self.heard > before or (self.reports and self.reports[-1].status.is_final):
                return

    def _move(self) -> None:
        yaw_rad = self.pose.yaw_rad + self.velocity.yaw_radps * STEP_S
        away_m = self.velocity.x_mps * STEP_S
        self.fastest_mps = max(self.fastest_mps, abs(self.velocity.x_mps))
        x_m, y_m = self.pose.x_m + away_m * math.cos(yaw_rad), self.pose.y_m + away_m * math.sin(yaw_rad)
        self.pose = Pose(x_m, y_m, 0.0, yaw_rad)

    def _hear(self, message: Twist | TwistStamped) -> None:
        self.heard += 1
        self.velocity: Velocity = velocity_from_ros(
            message.twist if isinstance(message, TwistStamped) else message
        )


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedScenario:
    return load_scenario(write_scenario(tmp_path))


@pytest.fixture(params=[False, True], ids=["twist", "twist_stamped"])
def wheels(request: pytest.FixtureRequest, ros_domain_id: int, loaded: LoadedScenario) -> Iterator[Wheels]:
    adapter = CmdVelAdapter("go_to", cmd_vel="base/cmd_vel", stamped=request.param)
    made = Wheels(ros_domain_id, loaded, adapter)
    yield made
    made.close()


def test_a_simple_robot_arrives_by_odometry_that_starts_at_zero(
    wheels: Wheels, loaded: LoadedScenario
) -> None:
    report = wheels.drive("table_a")
    assert report.status is TaskStatus.SUCCEEDED, report.message
    start = loaded.world.start_pose(wheels.robot)
    stand = loaded.roadmap.approach_pose(wheels.robot, "table_a")
    assert placed(start, wheels.pose).planar_distance_m(stand) < 0.15
    assert wheels.fastest_mps <= wheels.robot.speed_mps + 1e-6


def test_a_cancel_brings_it_to_rest_on_the_way(wheels: Wheels) -> None:
    report = wheels.drive("table_a", cancel_after=12)
    assert (report.status, report.cause) == (TaskStatus.CANCELLED, Cause.CANCELLED)
    assert abs(wheels.velocity.x_mps) < 0.02
