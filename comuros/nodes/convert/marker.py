"""RViz markers: bodies, labels and lines in the map frame. `SceneView` puts them together."""

from __future__ import annotations

from collections.abc import Sequence

from geometry_msgs.msg import Point, Vector3
from std_msgs.msg import ColorRGBA
from visualization_msgs.msg import Marker

from comuros.core.geometry import Pose
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.pose import pose_to_ros

Colour = tuple[float, float, float, float]
SizeM = tuple[float, float, float]


def body_to_ros(
    layer: str, number: int, pose: Pose, size_m: SizeM, colour: Colour, *, time_s: float, round_: bool = False
) -> Marker:
    """A box, or a cylinder, that stands on the pose."""
    marker = _marker(layer, number, Marker.CYLINDER if round_ else Marker.CUBE, colour, time_s)
    marker.pose = pose_to_ros(Pose(pose.x_m, pose.y_m, pose.z_m + size_m[2] / 2.0, pose.yaw_rad))
    marker.scale = Vector3(x=size_m[0], y=size_m[1], z=size_m[2])
    return marker


def label_to_ros(
    layer: str, number: int, pose: Pose, words: str, colour: Colour, *, height_m: float, time_s: float
) -> Marker:
    """Words above a pose, that always face the viewer."""
    marker = _marker(layer, number, Marker.TEXT_VIEW_FACING, colour, time_s)
    marker.pose = pose_to_ros(pose)
    marker.scale = Vector3(z=height_m)
    marker.text = words
    return marker


def line_to_ros(
    layer: str, number: int, poses: Sequence[Pose], colour: Colour, *, width_m: float, time_s: float
) -> Marker:
    """A line through poses; fewer than two take away what was there."""
    marker = _marker(layer, number, Marker.LINE_STRIP, colour, time_s)
    marker.pose = pose_to_ros(Pose(0.0, 0.0))
    marker.scale = Vector3(x=width_m)
    marker.points = [Point(x=pose.x_m, y=pose.y_m, z=pose.z_m) for pose in poses]
    if len(marker.points) < 2:
        marker.action = Marker.DELETE
    return marker


def _marker(layer: str, number: int, kind: int, colour: Colour, time_s: float) -> Marker:
    red, green, blue, alpha = colour
    return Marker(
        header=header_to_ros(time_s, frame=MAP_FRAME),
        ns=layer,
        id=number,
        type=kind,
        action=Marker.ADD,
        color=ColorRGBA(r=red, g=green, b=blue, a=alpha),
    )
