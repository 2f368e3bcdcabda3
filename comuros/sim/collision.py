"""The record of a blocked move. The simulation makes it, tests and scores read it."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.geometry import Pose


@dataclass(frozen=True, slots=True)
class Collision:
    """A move of `mover` (robot or carried object) that `obstacle` (wall, furniture, blockage, robot) blocked.

    One record stands for one contact, from its first blocked move until the mover gets away; `time_s` is its
    begin.
    """

    time_s: float
    mover: str
    obstacle: str
    pose: Pose
