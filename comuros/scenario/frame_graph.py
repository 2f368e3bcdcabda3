"""Poses of SDF frames, models and links, each relative to another by name, resolved to one scope. Used by
`sdf_world`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from comuros.core.geometry import Pose
from comuros.scenario.problem_log import ProblemLog, expected
from comuros.scenario.sdf_document import Element

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Given:
    transform: Matrix
    relative_to: str
    line: int


class FrameGraph:
    """The named frames of one scope (a world or a model). `root` is the scope's own frame."""

    def __init__(self, root: str, *, file: Path, log: ProblemLog) -> None:
        self._given: dict[str, _Given] = {}
        self._resolved: dict[str, Matrix] = {root: np.eye(4)}
        self._root = root
        self._file = file
        self._log = log

    def add(self, name: str, element: Element, *, attached_to: str = "", pose: Element | None = None) -> None:
        """Name the frame that an element's `<pose>` (or the one given) describes; a name used twice is a
        problem.
        """
        if name in self._given or name == self._root:
            self._log.add(self._file, element.line, f"the name {name!r} is used twice in {self._root!r}")
            return
        pose = pose or element.first("pose")
        transform = read_pose(pose, file=self._file, log=self._log)
        relative_to = pose.attributes.get("relative_to", "") if pose is not None else ""
        self._given[name] = _Given(transform, relative_to or attached_to, element.line)

    def add_placed(self, name: str, transform: Matrix, relative_to: str) -> None:
        """Name a frame inside an included model, which was resolved there."""
        self._given.setdefault(name, _Given(transform, relative_to, 0))

    def resolve(self, name: str, *, line: int, _trail: tuple[str, ...] = ()) -> Matrix:
        """The frame's transform in the scope; the identity, with the problem noted, where it has none."""
        if name in self._resolved:
            return self._resolved[name]
        given = self._given.get(name)
        if given is None:
            known = [known for known in self._given if "::" not in known or "::" in name]
            self._log.add(self._file, line, f"there is no frame {name!r}; {expected(name, known)}")
            return np.eye(4)
        if name in _trail:
            circle = " → ".join((*_trail[_trail.index(name) :], name))
            self._log.add(self._file, given.line, f"frames hang on each other in a circle: {circle}")
            return np.eye(4)
        parent = self.resolve(given.relative_to or self._root, line=given.line, _trail=(*_trail, name))
        self._resolved[name] = parent @ given.transform
        return self._resolved[name]


def read_pose(pose: Element | None, *, file: Path, log: ProblemLog) -> Matrix:
    """The transform of a `<pose>`: x y z in metres, roll pitch yaw in radians (or degrees, if it says so)."""
    if pose is None or not pose.text:
        return np.eye(4)
    try:
        numbers = [float(word) for word in pose.text.split()]
    except ValueError:
        numbers = []
    if len(numbers) != 6 or not all(math.isfinite(number) for number in numbers):
        log.add(file, pose.line, f"the pose {pose.text!r} is not six finite numbers: x y z roll pitch yaw")
        return np.eye(4)
    if pose.attributes.get("degrees", "false") in ("true", "1"):
        numbers[3:] = [math.radians(number) for number in numbers[3:]]
    return transform_of(*numbers)


def transform_of(x: float, y: float, z: float, roll: float, pitch: float, yaw: float) -> Matrix:
    """Homogeneous transform from a position in metres and roll, pitch, yaw in radians (applied about fixed
    axes).
    """
    cr, sr, cp, sp, cy, sy = (f(a) for a in (roll, pitch, yaw) for f in (math.cos, math.sin))
    return np.array(
        [
            (cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr, x),
            (sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr, y),
            (-sp, cp * sr, cp * cr, z),
            (0.0, 0.0, 0.0, 1.0),
        ]
    )


def pose_of(transform: Matrix) -> Pose:
    """Position and yaw of a transform."""
    yaw = math.atan2(transform[1, 0], transform[0, 0])
    x, y, z = (round(float(value), 9) for value in transform[:3, 3])
    return Pose(x, y, z, round(yaw, 9))
