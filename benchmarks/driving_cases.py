"""Driving cases: who starts where, who goes where, and by when everybody has to be there."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from driving_rig import Rig
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion


@dataclass(frozen=True)
class Case:
    """A case by name: `make` sets up a rig for a seed with its calls queued; `limit_s` bounds the virtual
    time.
    """

    name: str
    make: Callable[[int], Rig]
    limit_s: float


def crossing(seed: int) -> Rig:
    """Three robots cross each other's ways in the middle of a room."""
    chance = random.Random(seed)
    goals = {f"goal_{i}": _on_circle(i + 1.5, 3, 3.2, chance) for i in range(3)}
    robots = {f"robot_{i}": (robot_type(), _on_circle(i, 3, 3.2, chance)) for i in range(3)}
    rig = Rig(world(size_m=(9, 9), places=goals, robots=robots), seed=seed)
    for i in range(3):
        rig.do(f"robot_{i}", ("go_to", f"goal_{i}"))
    return rig


def head_on(seed: int) -> Rig:
    """Two robots meet in a corridor too narrow for both; at either end there is room."""
    chance = random.Random(seed)
    walls = [box(3, 0, 9, 2.4 - 0.6), box(3, 2.4 + 0.6, 9, 5)]
    west, east = Pose(1.2, 1.5 + chance.random(), 0, 0), Pose(10.8, 1.5 + chance.random(), 0, math.pi)
    robots = {"east_bound": (robot_type(), west), "west_bound": (robot_type(), east)}
    places = {"east": Pose(11, 3.8), "west": Pose(1, 3.8)}
    rig = Rig(world(size_m=(12, 5), places=places, robots=robots, walls=walls), seed=seed)
    rig.do("east_bound", ("go_to", "east"))
    rig.do("west_bound", ("go_to", "west"))
    return rig


def doorway(seed: int) -> Rig:
    """Two robots want through one door at the same time, from both sides."""
    chance = random.Random(seed)
    walls = [box(4.9, 0, 5.1, 2.5), box(4.9, 3.5, 5.1, 6)]
    left, right = (
        Pose(2.5, 3 + chance.uniform(-0.5, 0.5)),
        Pose(7.5, 3 + chance.uniform(-0.5, 0.5), 0, math.pi),
    )
    robots = {"left": (robot_type(), left), "right": (robot_type(), right)}
    places = {"far_right": Pose(8.5, 3), "far_left": Pose(1.5, 3)}
    rig = Rig(world(size_m=(10, 6), places=places, robots=robots, walls=walls), seed=seed)
    rig.do("left", ("go_to", "far_right"))
    rig.do("right", ("go_to", "far_left"))
    return rig


def swapping(seed: int, *, count: int = 10, mixed: bool = False) -> Rig:
    """Robots on a circle, each going to the opposite side at the same time."""
    chance = random.Random(seed)
    radius_m = 4.2
    kinds = (Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL) if mixed else (Locomotion.DIFFERENTIAL,)
    robots = {
        f"robot_{i}": (
            robot_type(kinds[i % len(kinds)]),
            _on_circle(i, count, radius_m, chance, middle_m=5.5),
        )
        for i in range(count)
    }
    goals = {
        f"goal_{i}": _on_circle(i + count / 2, count, radius_m, chance, middle_m=5.5) for i in range(count)
    }
    rig = Rig(world(size_m=(11, 11), places=goals, robots=robots), seed=seed)
    for i in range(count):
        rig.do(f"robot_{i}", ("go_to", f"goal_{i}"))
    return rig


def shuffling(seed: int, *, count: int = 10) -> Rig:
    """Robots that take each other's places in a room with pillars."""
    chance = random.Random(seed)
    walls = [box(x - 0.3, y - 0.3, x + 0.3, y + 0.3) for x in (4, 8) for y in (3.5, 6.5)]
    spots = [Pose(2 + 2 * (i % 5), 1.2 if i < 5 else 8.8, 0, math.pi / 2) for i in range(count)]
    order = list(range(count))
    chance.shuffle(order)
    robots = {f"robot_{i}": (robot_type(), spots[i]) for i in range(count)}
    goals = {f"goal_{i}": spots[order[i]] for i in range(count)}
    rig = Rig(world(size_m=(12, 10), places=goals, robots=robots, walls=walls), seed=seed)
    for i in range(count):
        rig.do(f"robot_{i}", ("go_to", f"goal_{i}"))
    return rig


def crowd(seed: int, *, count: int = 50) -> Rig:
    """Many robots on a large floor, each with a goal of its own chosen at random."""
    chance = random.Random(seed)
    columns = math.ceil(math.sqrt(count))
    spots = [Pose(1.5 + 2.0 * (i % columns), 1.5 + 2.0 * (i // columns)) for i in range(count)]
    order = list(range(count))
    chance.shuffle(order)
    side_m = 2.0 * columns + 1.5
    robots = {f"robot_{i:02d}": (robot_type(), spots[i]) for i in range(count)}
    goals = {f"goal_{i:02d}": spots[order[i]] for i in range(count)}
    rig = Rig(world(size_m=(side_m, side_m), places=goals, robots=robots), seed=seed)
    for i in range(count):
        rig.do(f"robot_{i:02d}", ("go_to", f"goal_{i:02d}"))
    return rig


CASES = (
    Case("three robots crossing", crossing, 40.0),
    Case("head-on in a corridor", head_on, 120.0),
    Case("both through one door", doorway, 90.0),
    Case("ten robots swapping sides", swapping, 120.0),
    Case("ten, wheels and omni, swapping sides", lambda seed: swapping(seed, mixed=True), 120.0),
    Case("ten robots taking each other's places", shuffling, 180.0),
)


def _on_circle(
    index: float, count: int, radius_m: float, chance: random.Random, *, middle_m: float = 4.5
) -> Pose:
    angle = 2 * math.pi * index / count
    x, y = middle_m + radius_m * math.cos(angle), middle_m + radius_m * math.sin(angle)
    return Pose(x + chance.uniform(-0.15, 0.15), y + chance.uniform(-0.15, 0.15), 0.0, angle + math.pi)
