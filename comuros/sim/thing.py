"""A movable object in the simulator: its pose, what it rests on, and who holds it where."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from shapely.affinity import rotate, translate
from shapely.geometry import Polygon, box

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.gripper import GripperPosition
from comuros.core.place import ObjectKind


@dataclass(frozen=True, slots=True)
class Grip:
    """How one robot holds an object: where on the object (object frame), and how pose and gripper stood when
    it took hold.
    """

    point_x_m: float
    point_y_m: float
    robot_pose: Pose
    object_pose: Pose
    gripper: GripperPosition


@dataclass(slots=True)
class Thing:
    """State of one object. `origin_m` is how high its origin lies above its underside; `rests_on` names an
    object or is "".
    """

    name: str
    kind: ObjectKind
    pose: Pose
    origin_m: float = 0.0
    rests_on: str = ""
    grips: dict[str, Grip] = field(default_factory=dict)
    separation_m: tuple[float, ...] = ()
    touching: frozenset[str] = frozenset()

    @property
    def held_by(self) -> tuple[str, ...]:
        """Robots that hold it, sorted."""
        return tuple(sorted(self.grips))

    @property
    def is_carried(self) -> bool:
        """Whether as many robots hold it as it takes to move it."""
        return 0 < self.kind.carriers <= len(self.grips)

    @property
    def bottom_m(self) -> float:
        """Height of its underside in metres."""
        return self.pose.z_m - self.origin_m

    @property
    def top_m(self) -> float:
        """Height of its upper side in metres."""
        return self.bottom_m + self.kind.size_m[2]

    def footprint(self) -> Polygon:
        """Its outline on the ground plane."""
        length, width, _ = self.kind.size_m
        outline = rotate(
            box(-length / 2, -width / 2, length / 2, width / 2), self.pose.yaw_rad, (0, 0), use_radians=True
        )
        return translate(outline, self.pose.x_m, self.pose.y_m)

    def to_local(self, x_m: float, y_m: float) -> tuple[float, float]:
        """A point of the world in the object's frame."""
        dx, dy = x_m - self.pose.x_m, y_m - self.pose.y_m
        cos, sin = math.cos(self.pose.yaw_rad), math.sin(self.pose.yaw_rad)
        return dx * cos + dy * sin, dy * cos - dx * sin

    def covers(self, x_m: float, y_m: float) -> bool:
        """Whether a point lies within its outline."""
        local_x, local_y = self.to_local(x_m, y_m)
        return abs(local_x) <= self.kind.size_m[0] / 2 and abs(local_y) <= self.kind.size_m[1] / 2

    def gap_m(self, x_m: float, y_m: float) -> float:
        """Distance on the plane from a point to its outline in metres, 0 inside."""
        local_x, local_y = self.to_local(x_m, y_m)
        return math.hypot(
            max(0.0, abs(local_x) - self.kind.size_m[0] / 2), max(0.0, abs(local_y) - self.kind.size_m[1] / 2)
        )


def placed_by_one(grip: Grip, robot_pose: Pose, gripper: GripperPosition) -> Pose:
    """Where an object is that one robot holds: rigid in the gripper, which moves relative to the robot."""
    held = grip.robot_pose
    dx, dy = grip.object_pose.x_m - held.x_m, grip.object_pose.y_m - held.y_m
    cos, sin = math.cos(held.yaw_rad), math.sin(held.yaw_rad)
    forward = dx * cos + dy * sin + gripper.x_m - grip.gripper.x_m
    left = dy * cos - dx * sin + gripper.y_m - grip.gripper.y_m
    cos, sin = math.cos(robot_pose.yaw_rad), math.sin(robot_pose.yaw_rad)
    return Pose(
        robot_pose.x_m + forward * cos - left * sin,
        robot_pose.y_m + forward * sin + left * cos,
        grip.object_pose.z_m + robot_pose.z_m - held.z_m + gripper.z_m - grip.gripper.z_m,
        wrapped_angle_rad(grip.object_pose.yaw_rad + robot_pose.yaw_rad - held.yaw_rad),
    )


def placed_by_many(grips: list[tuple[Grip, Pose, GripperPosition]]) -> Pose:
    """Where an object is that several robots hold on pivots: the rigid pose that fits its grip points best to
    the robots.

    Least squares in the plane (Kabsch's method for two dimensions); its height follows the lowest gripper.
    """
    count = len(grips)
    mean_point_x = sum(grip.point_x_m for grip, _, _ in grips) / count
    mean_point_y = sum(grip.point_y_m for grip, _, _ in grips) / count
    mean_x = sum(pose.x_m for _, pose, _ in grips) / count
    mean_y = sum(pose.y_m for _, pose, _ in grips) / count
    along = across = 0.0
    for grip, pose, _ in grips:
        px, py = grip.point_x_m - mean_point_x, grip.point_y_m - mean_point_y
        wx, wy = pose.x_m - mean_x, pose.y_m - mean_y
        along += px * wx + py * wy
        across += px * wy - py * wx
    yaw = math.atan2(across, along)
    cos, sin = math.cos(yaw), math.sin(yaw)
    z = min(grip.object_pose.z_m + gripper.z_m - grip.gripper.z_m for grip, _, gripper in grips)
    return Pose(
        mean_x - (mean_point_x * cos - mean_point_y * sin),
        mean_y - (mean_point_x * sin + mean_point_y * cos),
        z,
        yaw,
    )


def separations_m(poses: list[Pose]) -> tuple[float, ...]:
    """Distances between every two carriers, in the order given, in metres."""
    return tuple(a.planar_distance_m(b) for index, a in enumerate(poses) for b in poses[index + 1 :])
