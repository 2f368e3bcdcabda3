"""Watches who holds what in a rehearsal: how well a team keeps its formation, what goes from gripper to
gripper, what falls and is taken up again. benchmarks/studies.py steps it.
"""

from __future__ import annotations

import math

from comuros.core.geometry import Pose
from comuros.rehearsal import Account, Rehearsal

_RAISED_M = 0.03


class FormationWatch:
    """Call `look` after every step.

    `off_m` is the farthest any carrier was from its place in the load's frame, as that was when all had
    raised the load; only loads for several are measured. `carried_s` counts how long all held such a load.
    """

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal = rehearsal
        self.off_m = 0.0
        self.carried_s = 0.0
        self.handed_over = False
        self.held_after_drop = False
        self._places: dict[str, dict[str, tuple[float, float]]] = {}
        self._lying_m: dict[str, float] = {}
        self._held: dict[str, tuple[str, ...]] = {}
        self._last_s = rehearsal.now_s

    @property
    def account(self) -> Account:
        """What the rehearsal has kept so far."""
        return self._rehearsal.account

    def look(self) -> None:
        """Take note of the world as it is now."""
        world, now_s = self._rehearsal.simulation, self._rehearsal.now_s
        for thing in world.loaded.scenario.objects:
            holders = world.held_by(thing.name)
            self._note_hands(thing.name, holders)
            pose = world.object_poses[thing.name]
            if thing.kind.carriers < 2 or len(holders) < thing.kind.carriers:
                self._places.pop(thing.name, None)
                self._lying_m[thing.name] = pose.z_m
            elif pose.z_m - self._lying_m[thing.name] > _RAISED_M:
                self.carried_s += now_s - self._last_s
                self._measure(thing.name, pose, {name: world.poses[name] for name in holders})
        self._last_s = now_s

    def _note_hands(self, thing: str, holders: tuple[str, ...]) -> None:
        carriers = self._rehearsal.loaded.scenario.object(thing).kind.carriers
        self.handed_over |= carriers == 1 and len(holders) == 2
        before = self._held.get(thing, ())
        if before and not holders and not self._rehearsal.simulation.location(thing):
            self._held[thing] = ("",)
        elif before == ("",) and holders:
            self.held_after_drop = True
            self._held[thing] = holders
        elif before != ("",):
            self._held[thing] = holders

    def _measure(self, thing: str, load: Pose, carriers: dict[str, Pose]) -> None:
        now = {name: _in_frame(load, pose) for name, pose in carriers.items()}
        places = self._places.setdefault(thing, now)
        if places.keys() != now.keys():
            self._places[thing] = now
            return
        for name, (x, y) in now.items():
            self.off_m = max(self.off_m, math.hypot(x - places[name][0], y - places[name][1]))


def _in_frame(frame: Pose, point: Pose) -> tuple[float, float]:
    dx, dy = point.x_m - frame.x_m, point.y_m - frame.y_m
    cos, sin = math.cos(frame.yaw_rad), math.sin(frame.yaw_rad)
    return dx * cos + dy * sin, dy * cos - dx * sin
