"""The small building with one carrier that may have room for several trays. Tests of carrying and of
interleaving use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.core.capability import Capability
from comuros.core.place import ObjectKind, WorldObject
from comuros.core.scenario import Scenario
from support.small_building import scenario

TRAY = ObjectKind("tray", 2.0, (0.4, 0.3, 0.1))


def world(
    capacity: float, *, payload_kg: float = 15.0, stands: Sequence[str] = ("kitchen", "kitchen", "kitchen")
) -> Scenario:
    """One carrier at the dock; trays `tray0`, `tray1`, … stand at these places."""
    small = scenario()
    room = (Capability("capacity", capacity), Capability("payload_kg", payload_kg))
    things = tuple(WorldObject(f"tray{n}", TRAY, place) for n, place in enumerate(stands))
    return replace(
        small, robots=(replace(small.robots[0], overrides=room), *small.robots[2:]), objects=things
    )
