"""Outlines of obstacles no map has, as `geometry_msgs/PolygonStamped`."""

from __future__ import annotations

from geometry_msgs.msg import Point32, Polygon, PolygonStamped
from shapely import geometry

from comuros.core.errors import InputError
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros

_LEAST_CORNERS = 3


def outline_from_ros(message: PolygonStamped) -> geometry.Polygon:
    """The polygon through the points, in metres of the message's frame."""
    points = [(float(point.x), float(point.y)) for point in message.polygon.points]
    if len(points) < _LEAST_CORNERS:
        raise InputError(f"an outline has {len(points)} points; expected at least {_LEAST_CORNERS}")
    return geometry.Polygon(points)


def outline_to_ros(outline: geometry.Polygon, *, time_s: float) -> PolygonStamped:
    """The corners of the outer ring, the first not repeated."""
    corners = [Point32(x=float(x), y=float(y)) for x, y in list(outline.exterior.coords)[:-1]]
    return PolygonStamped(header=header_to_ros(time_s, frame=MAP_FRAME), polygon=Polygon(points=corners))
