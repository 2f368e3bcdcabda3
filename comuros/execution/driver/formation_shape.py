"""The shape a team and its load make together: discs around the load's centre, and whether a pose of the
whole is free.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comuros.core.geometry import wrapped_angle_rad
from comuros.execution.driver.clearance import ClearanceField

MARGIN_M = 0.05
_SAMPLE_M = 0.08

Configuration = tuple[float, float, float]
"""Position of the load in metres and its yaw in radians."""


@dataclass(frozen=True, slots=True, eq=False)
class FormationShape:
    """Discs in the load's frame: those of the carriers meet everything, those of the load what is higher than
    its underside.
    """

    carriers: NDArray[np.float64]
    load: NDArray[np.float64]
    ground: ClearanceField
    overhead: ClearanceField
    reach_m: float

    def is_free(self, configuration: Configuration, *, margin_m: float = MARGIN_M) -> bool:
        """Whether the whole stands clear."""
        return bool(self.free(np.array([configuration]), margin_m=margin_m)[0])

    def free(self, configurations: NDArray[np.float64], *, margin_m: float = MARGIN_M) -> NDArray[np.bool_]:
        """The same for an array of configurations, shape (n, 3)."""
        clear = _clear(self.carriers, self.ground, configurations, margin_m)
        return clear & _clear(self.load, self.overhead, configurations, margin_m)

    def free_between(self, start: Configuration, end: Configuration) -> bool:
        """Whether the straight motion between two configurations (yaw the short way) stays clear, sampled
        finely.
        """
        turn = wrapped_angle_rad(end[2] - start[2])
        way_m = math.hypot(end[0] - start[0], end[1] - start[1]) + abs(turn) * self.reach_m
        shares = np.linspace(0.0, 1.0, max(2, math.ceil(way_m / _SAMPLE_M) + 1))[:, None]
        change = np.array([[end[0] - start[0], end[1] - start[1], turn]])
        return bool(self.free(np.array([start]) + shares * change, margin_m=MARGIN_M - 0.01).all())


def formation_shape(
    size_m: tuple[float, float, float],
    carriers: list[tuple[float, float, float]],
    *,
    ground: ClearanceField,
    overhead: ClearanceField,
) -> FormationShape:
    """The shape of a load of this size with carriers (x, y, radius) in its frame."""
    length_m, width_m = max(size_m[0], size_m[1]), min(size_m[0], size_m[1])
    count = max(1, math.ceil(length_m / max(width_m, 0.1)))
    step_m = length_m / count
    radius_m = math.hypot(step_m / 2, width_m / 2)
    along = [(index + 0.5) * step_m - length_m / 2 for index in range(count)]
    lengthwise = size_m[0] >= size_m[1]
    load = [(a, 0.0, radius_m) if lengthwise else (0.0, a, radius_m) for a in along]
    reach_m = max(math.hypot(x, y) for x, y, _ in (*carriers, *load))
    return FormationShape(np.array(carriers), np.array(load), ground, overhead, max(reach_m, 0.1))


def _clear(
    discs: NDArray[np.float64], field: ClearanceField, configurations: NDArray[np.float64], margin_m: float
) -> NDArray[np.bool_]:
    cos, sin = np.cos(configurations[:, 2:3]), np.sin(configurations[:, 2:3])
    xs = configurations[:, 0:1] + cos * discs[None, :, 0] - sin * discs[None, :, 1]
    ys = configurations[:, 1:2] + sin * discs[None, :, 0] + cos * discs[None, :, 1]
    spare_m = (field.at_many(xs, ys) - discs[None, :, 2]).min(axis=1)
    return np.asarray(spare_m >= margin_m, dtype=np.bool_)
