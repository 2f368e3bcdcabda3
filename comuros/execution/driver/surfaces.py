"""What things lie on: heights of table tops and of objects, and where the origin of an object is. Placing
behaviours use it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from shapely.geometry import Point, Polygon

from comuros.core.geometry import Pose
from comuros.execution.driver.outline import outline_of
from comuros.scenario import LoadedScenario, WorldGeometry

_CONTACT_M = 0.05
_origins: deque[tuple[WorldGeometry, dict[str, float]]] = deque(maxlen=8)
_EDGE_M = 0.06
_WORK_HEIGHT_M = 1.6


def origin_m(loaded: LoadedScenario, name: str) -> float:
    """How high an object's origin lies above its underside, as the world file puts it, in metres."""
    origins = next((origins for world, origins in _origins if world is loaded.world), None)
    if origins is None:
        origins = {}
        _origins.append((loaded.world, origins))
    if name not in origins:
        origins[name] = _measured_origin_m(loaded, name)
    return origins[name]


def _measured_origin_m(loaded: LoadedScenario, name: str) -> float:
    pose, thing = loaded.world.object_poses[name], loaded.scenario.object(name)
    below = [each for each in loaded.scenario.objects if each.name == thing.location]
    if below:
        support_m = top_m(loaded, below[0].name, loaded.world.object_poses[below[0].name])
    else:
        spot = Point(pose.x_m, pose.y_m)
        tops = (o.height_m for o in loaded.world.obstacles if o.footprint.covers(spot))
        support_m = max((top for top in tops if top <= pose.z_m + _CONTACT_M), default=0.0)
    return min(thing.kind.size_m[2], max(0.0, pose.z_m - support_m))


def top_m(loaded: LoadedScenario, name: str, pose: Pose) -> float:
    """Height of an object's upper side at a pose, in metres."""
    return pose.z_m - origin_m(loaded, name) + loaded.scenario.object(name).kind.size_m[2]


def table_at(loaded: LoadedScenario, pose: Pose) -> tuple[Polygon, float] | None:
    """The furniture top under a pose (its outline a little inside the edge, its height in metres), or None
    for bare floor.
    """
    spot = Point(pose.x_m, pose.y_m)
    under = [o for o in loaded.world.obstacles if o.height_m <= _WORK_HEIGHT_M and o.footprint.covers(spot)]
    if not under:
        return None
    table = max(under, key=lambda each: each.height_m)
    return table.footprint.buffer(-_EDGE_M), table.height_m


def is_free(
    loaded: LoadedScenario, outline: Polygon, *, bottom_m: float, objects: Mapping[str, Pose], but: str
) -> bool:
    """Whether nothing else lies within an outline at a height."""
    for name, pose in sorted(objects.items()):
        if name != but and any(each.name == name for each in loaded.scenario.objects):
            size = loaded.scenario.object(name).kind.size_m
            level = abs(pose.z_m - origin_m(loaded, name) - bottom_m) < max(size[2], 0.1)
            if level and outline_of(size, pose).intersects(outline):
                return False
    return True
