"""Shapes of an SDF collision or visual as what robots meet of them: a footprint and a height range. Used by
`sdf_world`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, Polygon

from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.sdf_document import Element

Matrix = NDArray[np.float64]
_ROUND_SIDES = 24


@dataclass(frozen=True, slots=True)
class Prism:
    """What a shape covers: its footprint on the ground plane, and from which to which height, in metres."""

    footprint: Polygon
    bottom_m: float
    top_m: float


def prism(geometry: Element, transform: Matrix, *, file: Path, log: ProblemLog) -> Prism | None:
    """The prism around a `<geometry>` placed by `transform`; None for a plane, and for a shape that is
    noted as unknown.
    """
    shape = geometry.children[0] if geometry.children else geometry
    if shape.tag in ("plane", "empty"):
        return None
    if shape.tag not in _CORNERS:
        log.add(
            file,
            shape.line,
            f"<{shape.tag}> cannot be read as a collision; expected one of: {', '.join(_CORNERS)}",
        )
        return None
    numbers = _sizes(shape)
    if numbers is None:
        log.add(file, shape.line, f"<{shape.tag}> lacks its sizes, or they are not positive numbers")
        return None
    corners = _CORNERS[shape.tag](numbers)
    placed = corners @ transform[:3, :3].T + transform[:3, 3]
    footprint = MultiPoint(placed[:, :2]).convex_hull
    if not isinstance(footprint, Polygon):
        return None
    return Prism(footprint, float(placed[:, 2].min()), float(placed[:, 2].max()))


def _sizes(shape: Element) -> list[float] | None:
    words = shape.text_of("size").split() or [shape.text_of("radius"), shape.text_of("length", "1")]
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return None
    wanted = 3 if shape.tag == "box" else 2
    return numbers if len(numbers) == wanted and all(0 < n < math.inf for n in numbers) else None


def _box(sizes: list[float]) -> Matrix:
    half = np.array(sizes) / 2
    signs = np.array([(i, j, k) for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)], dtype=np.float64)
    return np.asarray(signs * half)


def _cylinder(sizes: list[float]) -> Matrix:
    radius, length = sizes
    ring = _ring(radius)
    return np.asarray(np.vstack([np.c_[ring, np.full(_ROUND_SIDES, z)] for z in (-length / 2, length / 2)]))


def _sphere(sizes: list[float]) -> Matrix:
    radius = sizes[0]
    poles = np.array([(0, 0, -radius), (0, 0, radius)])
    return np.asarray(np.vstack([np.c_[_ring(radius), np.zeros(_ROUND_SIDES)], poles]))


def _ring(radius: float) -> Matrix:
    angles = np.arange(_ROUND_SIDES) * (2 * math.pi / _ROUND_SIDES)
    around = radius / math.cos(math.pi / _ROUND_SIDES)
    return np.asarray(np.c_[around * np.cos(angles), around * np.sin(angles)])


_CORNERS = {"box": _box, "cylinder": _cylinder, "sphere": _sphere}
