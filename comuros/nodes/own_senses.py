"""What one robot's own sensors say: odometry, battery, grippers. The robot agent reads it."""

from __future__ import annotations

import time
from collections.abc import Callable

from nav_msgs.msg import Odometry
from rclpy.node import Node
from sensor_msgs.msg import BatteryState
from std_msgs.msg import String

from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion, Robot
from comuros.core.velocity import STILL, Velocity
from comuros.nodes import qos
from comuros.nodes.convert.battery import battery_from_ros
from comuros.nodes.convert.odometry import odometry_from_ros
from comuros.nodes.convert.time import time_from_ros
from comuros.nodes.sensed_world import ATTACHED
from comuros.nodes.settling import Settling
from comuros.nodes.team_names import TeamNames
from comuros.scenario import LoadedScenario
from comuros.scenario.gazebo_robot import has_gripper

# m/s and rad/s: what counts as rest.
STILL_WITHIN = 0.03


class OwnSenses:
    """Keeps the latest readings. Odometry comes fast, so it is converted only when somebody asks."""

    def __init__(
        self,
        node: Node,
        names: TeamNames,
        robot: Robot,
        loaded: LoadedScenario,
        *,
        on_grip: Callable[[], None],
    ) -> None:
        self.battery = 1.0
        self._on_grip = on_grip
        self._attached: set[str] = set()
        self._odometry: Odometry | None = None
        self._battery_topic = node.resolve_topic_name(names.own("battery_state"))
        things = [thing.name for thing in loaded.scenario.objects]
        grips = {thing: node.resolve_topic_name(names.own(f"gripper/{thing}/state")) for thing in things}
        awaited = list(grips.values()) if has_gripper(robot) else []
        if robot.type.locomotion is not Locomotion.FIXED:
            awaited.append(self._battery_topic)
        self.settling = Settling(awaited, has_publisher=lambda topic: node.count_publishers(topic) > 0)
        node.create_subscription(Odometry, names.own("odom"), self._hear_odometry, qos.ODOMETRY)
        node.create_subscription(BatteryState, self._battery_topic, self._hear_battery, qos.BATTERY)
        for thing, topic in grips.items():
            node.create_subscription(String, topic, self._grip_listener(thing, topic), qos.GRIPPER)

    @property
    def pose(self) -> Pose | None:
        """Where the robot is, None before its first odometry."""
        return odometry_from_ros(self._odometry)[0] if self._odometry is not None else None

    @property
    def velocity(self) -> Velocity:
        """How the robot moves, in its own frame; at rest before its first odometry."""
        return odometry_from_ros(self._odometry)[1] if self._odometry is not None else STILL

    @property
    def is_still(self) -> bool:
        """Whether the robot is at rest as far as its odometry knows."""
        if self._odometry is None:
            return True
        return odometry_from_ros(self._odometry)[1].is_still(tolerance=STILL_WITHIN)

    @property
    def attached(self) -> tuple[str, ...]:
        """What the gripper holds, sorted."""
        return tuple(sorted(self._attached))

    def _hear_odometry(self, message: Odometry) -> None:
        self.settling.posed(time_from_ros(message.header.stamp), steady_s=time.monotonic())
        self._odometry = message

    def _hear_battery(self, message: BatteryState) -> None:
        self.battery = battery_from_ros(message)
        self.settling.heard(self._battery_topic)

    def _grip_listener(self, thing: str, topic: str) -> Callable[[String], None]:
        def on_state(message: String) -> None:
            before = set(self._attached)
            if message.data == ATTACHED:
                self._attached.add(thing)
            else:
                self._attached.discard(thing)
            self.settling.heard(topic)
            if self._attached != before:
                self._on_grip()

        return on_state
