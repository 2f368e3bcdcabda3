"""What others carry through the air between them, as discs in the way: no robot may pass between two
carriers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from comuros.core.geometry import Pose
from comuros.core.place import WorldObject
from comuros.execution.driver.body import DrivenBody
from comuros.execution.driver.outline import from_frame_of
from comuros.execution.driver.sense import Sense

_RAISED_M = 0.1


class CarriedLoads:
    """Knows the objects too big for one robot, and tells when one of them is in the air."""

    def __init__(self, body: DrivenBody) -> None:
        self._large = [each for each in body.loaded.scenario.objects if each.kind.carriers > 1]
        self._lying_z_m = {name: pose.z_m for name, pose in body.loaded.world.object_poses.items()}

    def discs(self, sense: Sense) -> Iterator[tuple[str, Pose, float]]:
        """Name, pose and radius in metres of discs that cover what others carry; what this robot holds
        is left out.
        """
        for thing in self._large:
            pose = sense.objects.get(thing.name)
            lying_m = self._lying_z_m.get(thing.name)
            if pose is None or lying_m is None or thing.name in sense.attached:
                continue
            if pose.z_m - lying_m > _RAISED_M:
                yield from _discs(thing, pose)


def _discs(thing: WorldObject, pose: Pose) -> Iterator[tuple[str, Pose, float]]:
    length_m, width_m = thing.kind.size_m[0], thing.kind.size_m[1]
    long_m, short_m = max(length_m, width_m), max(min(length_m, width_m), 0.1)
    count = max(1, math.ceil(long_m / short_m))
    for index in range(count):
        along_m = (index + 0.5) * long_m / count - long_m / 2
        x, y = from_frame_of(pose, *((along_m, 0.0) if length_m >= width_m else (0.0, along_m)))
        yield f"{thing.name}#{index}", Pose(x, y, 0.0, pose.yaw_rad), short_m / 2
