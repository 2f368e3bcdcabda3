"""Publishes what the embedded world's sensors measure, as Gazebo's bridge would. The simulator node calls
it after every step.
"""

from __future__ import annotations

import time
from collections.abc import Collection

from geometry_msgs.msg import PolygonStamped, PoseStamped
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import BatteryState
from std_msgs.msg import String

from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion
from comuros.nodes import qos
from comuros.nodes.convert.battery import battery_to_ros
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.odometry import odometry_to_ros
from comuros.nodes.convert.outline import outline_to_ros
from comuros.nodes.convert.pose import pose_to_ros
from comuros.nodes.convert.time import time_to_ros
from comuros.nodes.newcomers import Newcomers
from comuros.nodes.sensed_world import ATTACHED, DETACHED
from comuros.nodes.transform_publisher import TransformPublisher
from comuros.scenario.gazebo_robot import has_gripper
from comuros.sim import Simulation

# Seconds of simulated time. Robots at rest and objects that lie still are repeated for late comers only.
_ODOMETRY_EVERY_S = 0.2
_BATTERY_EVERY_S = 1.0
_OBSTACLES_EVERY_S = 0.5
_REPEAT_EVERY_S = 2.0
_REPEAT_AT_REST_EVERY_S = 1.0
_OBJECT_MOVED_M = 0.02


class WorldPublisher:
    """Publishers of one embedded world: every tick for robots under way, sparingly for the rest."""

    def __init__(self, node: Node, world: Simulation) -> None:
        self._world = world
        self._clock = node.create_publisher(Clock, "/clock", qos.CLOCK)
        robots, things = tuple(world.poses), tuple(world.object_poses)
        team = [world.loaded.scenario.robot(name) for name in robots]
        self._transforms = TransformPublisher(node)
        self._odometry = {r: node.create_publisher(Odometry, f"{r}/odom", qos.ODOMETRY) for r in robots}
        self._battery = {
            robot.name: node.create_publisher(BatteryState, f"{robot.name}/battery_state", qos.BATTERY)
            for robot in team
            if robot.type.locomotion is not Locomotion.FIXED
        }
        self._obstacles = {
            r: node.create_publisher(PolygonStamped, f"{r}/obstacles", qos.SCAN) for r in robots
        }
        self._grips = {
            (robot, thing): node.create_publisher(String, f"{robot}/gripper/{thing}/state", qos.GRIPPER)
            for robot in (each.name for each in team if has_gripper(each))
            for thing in things
        }
        self._newcomers = Newcomers(
            {grip: publisher.get_subscription_count for grip, publisher in self._grips.items()}
        )
        self._objects = {
            t: node.create_publisher(PoseStamped, f"objects/{t}/pose", qos.OBJECT_POSE) for t in things
        }
        self._shown_poses: dict[str, Pose] = {}
        self._shown_grips: frozenset[tuple[str, str]] = frozenset()
        self._due_s: dict[str, float] = {}

    def publish(self, *, under_way: Collection[str]) -> None:
        """Publish one step; robots `under_way` get their odometry in any case, which is the tick of their
        drivers.
        """
        time_s = self._world.time_s
        repeat = self._is_due("repeat", _REPEAT_EVERY_S if under_way else _REPEAT_AT_REST_EVERY_S)
        self._clock.publish(Clock(clock=time_to_ros(time_s)))
        self._publish_objects(time_s, everything=repeat)
        self._publish_grips(everything=repeat)
        if self._is_due("battery", _BATTERY_EVERY_S):
            for robot, publisher in self._battery.items():
                publisher.publish(battery_to_ros(self._world.battery[robot], time_s=time_s))
        if self._is_due("obstacles", _OBSTACLES_EVERY_S):
            self._publish_obstacles(time_s)
        self._publish_odometry(time_s, frozenset(under_way))

    def _publish_odometry(self, time_s: float, under_way: frozenset[str]) -> None:
        everybody = self._is_due("odometry", _ODOMETRY_EVERY_S)
        velocities = self._world.velocities
        shown = {name: pose for name, pose in self._world.poses.items() if everybody or name in under_way}
        for robot, pose in shown.items():
            message = odometry_to_ros(pose, velocities[robot], robot=robot, time_s=time_s)
            self._odometry[robot].publish(message)
        self._transforms.publish(shown, time_s=time_s)

    def _publish_objects(self, time_s: float, *, everything: bool) -> None:
        for thing, pose in self._world.object_poses.items():
            shown = self._shown_poses.get(thing)
            if everything or shown is None or shown.distance_m(pose) > _OBJECT_MOVED_M:
                self._shown_poses[thing] = pose
                message = PoseStamped(header=header_to_ros(time_s, frame=MAP_FRAME), pose=pose_to_ros(pose))
                self._objects[thing].publish(message)

    def _publish_grips(self, *, everything: bool) -> None:
        grips = frozenset((robot, thing) for robot, held in self._world.attached.items() for thing in held)
        for grip in sorted(grips if everything else grips - self._shown_grips):
            self._grips[grip].publish(String(data=ATTACHED))
        for grip in sorted(self._shown_grips - grips):
            self._grips[grip].publish(String(data=DETACHED))
        for grip in self._newcomers.topics(time.monotonic()):
            self._grips[grip].publish(String(data=ATTACHED if grip in grips else DETACHED))
        self._shown_grips = grips

    def _publish_obstacles(self, time_s: float) -> None:
        for robot, publisher in self._obstacles.items():
            for outline in self._world.seen_obstacles(robot):
                publisher.publish(outline_to_ros(outline, time_s=time_s))

    def _is_due(self, what: str, period_s: float) -> bool:
        time_s = self._world.time_s
        if time_s + 1e-9 < self._due_s.get(what, 0.0):
            return False
        self._due_s[what] = time_s + period_s
        return True
