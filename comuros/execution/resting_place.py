"""What an object lies on, from poses alone: another object, a place, or the floor. Event monitors use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from comuros.core.geometry import Pose
from comuros.execution.driver.outline import gap_m
from comuros.execution.driver.surfaces import origin_m, top_m

if TYPE_CHECKING:
    from comuros.scenario import LoadedScenario

_CONTACT_M = 0.06


def resting_place(loaded: LoadedScenario, name: str, poses: Mapping[str, Pose]) -> str:
    """The object under this one, else the place it lies at, else "" (somewhere on the floor)."""
    pose = poses[name]
    underside_m = pose.z_m - origin_m(loaded, name)
    for other in loaded.scenario.objects:
        below = poses.get(other.name)
        if other.name == name or below is None or not other.kind.is_surface:
            continue
        over = gap_m(other.kind.size_m, below, x_m=pose.x_m, y_m=pose.y_m) == 0.0
        if over and abs(top_m(loaded, other.name, below) - underside_m) <= _CONTACT_M:
            return other.name
    return loaded.world.location_of(pose)
