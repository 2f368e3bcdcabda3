"""What sensors say of robots and objects, kept up to date from topics. One serves all skill servers of a
process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from geometry_msgs.msg import PolygonStamped, PoseStamped
from nav_msgs.msg import Odometry
from rclpy.node import Node
from sensor_msgs.msg import BatteryState
from shapely.geometry import Polygon
from std_msgs.msg import String

from comuros.core.geometry import Pose
from comuros.execution.driver import Sense
from comuros.nodes import qos
from comuros.nodes.convert.battery import battery_from_ros
from comuros.nodes.convert.odometry import odometry_from_ros
from comuros.nodes.convert.outline import outline_from_ros
from comuros.nodes.convert.pose import pose_from_ros
from comuros.nodes.convert.time import time_from_ros
from comuros.scenario import LoadedScenario

_OUTLINE_LASTS_S = 1.0
ATTACHED = "attached"
DETACHED = "detached"


@dataclass(slots=True)
class _Sighting:
    outline: Polygon
    time_s: float


@dataclass(slots=True)
class _Readings:
    """The latest of one robot's sensors; `time_s` is the stamp of its odometry."""

    pose: Pose | None = None
    time_s: float = 0.0
    battery: float = 1.0
    attached: set[str] = field(default_factory=set)
    sightings: list[_Sighting] = field(default_factory=list)


class SensedWorld:
    """Subscribes to the sensors of a team. Objects are where the scenario says until something else is
    seen.
    """

    def __init__(self, node: Node, loaded: LoadedScenario) -> None:
        self._objects: dict[str, Pose] = dict(loaded.world.object_poses)
        self._robots = {robot.name: _Readings() for robot in loaded.scenario.robots if not robot.is_human}
        self._listeners: dict[str, Callable[[float], None]] = {}
        for robot in self._robots:
            self._subscribe_robot(node, robot)
        for thing in sorted(self._objects):
            node.create_subscription(
                PoseStamped, f"objects/{thing}/pose", self._object_listener(thing), qos.OBJECT_POSE
            )

    def on_odometry(self, robot: str, listener: Callable[[float], None]) -> None:
        """Have a robot's odometry announced, with its stamp in seconds."""
        self._listeners[robot] = listener

    def sense(self, robot: str) -> Sense | None:
        """Everything a driver of this robot is told, None before its first odometry."""
        own = self._robots[robot]
        if own.pose is None:
            return None
        own.sightings = [seen for seen in own.sightings if own.time_s - seen.time_s <= _OUTLINE_LASTS_S]
        return Sense(
            pose=own.pose,
            others={
                name: other.pose
                for name, other in self._robots.items()
                if name != robot and other.pose is not None
            },
            objects=self._objects,
            attached=tuple(sorted(own.attached)),
            battery=own.battery,
            obstacles=tuple(seen.outline for seen in own.sightings),
            holders=self._holders(),
        )

    @property
    def object_poses(self) -> Mapping[str, Pose]:
        """Where objects were seen last."""
        return self._objects

    def held_by(self, thing: str) -> tuple[str, ...]:
        """Robots whose grippers report to hold an object, sorted."""
        return tuple(sorted(name for name, robot in self._robots.items() if thing in robot.attached))

    def _holders(self) -> dict[str, tuple[str, ...]]:
        held = sorted({thing for robot in self._robots.values() for thing in robot.attached})
        return {thing: self.held_by(thing) for thing in held}

    def _subscribe_robot(self, node: Node, robot: str) -> None:
        readings = self._robots[robot]

        def on_odometry(message: Odometry) -> None:
            readings.pose, _ = odometry_from_ros(message)
            readings.time_s = time_from_ros(message.header.stamp)
            listener = self._listeners.get(robot)
            if listener is not None:
                listener(readings.time_s)

        def on_battery(message: BatteryState) -> None:
            readings.battery = battery_from_ros(message)

        def on_outline(message: PolygonStamped) -> None:
            stamp_s = time_from_ros(message.header.stamp)
            readings.sightings.append(_Sighting(outline_from_ros(message), stamp_s))

        node.create_subscription(Odometry, f"{robot}/odom", on_odometry, qos.ODOMETRY)
        node.create_subscription(BatteryState, f"{robot}/battery_state", on_battery, qos.BATTERY)
        node.create_subscription(PolygonStamped, f"{robot}/obstacles", on_outline, qos.SCAN)
        for thing in sorted(self._objects):
            node.create_subscription(
                String, f"{robot}/gripper/{thing}/state", _grip_listener(readings, thing), qos.GRIPPER
            )

    def _object_listener(self, thing: str) -> Callable[[PoseStamped], None]:
        def on_pose(message: PoseStamped) -> None:
            self._objects[thing] = pose_from_ros(message.pose)

        return on_pose


def _grip_listener(readings: _Readings, thing: str) -> Callable[[String], None]:
    def on_state(message: String) -> None:
        if message.data == ATTACHED:
            readings.attached.add(thing)
        else:
            readings.attached.discard(thing)

    return on_state
