"""The numbers of energy, carrying, sharing and keeping in an instance. The other modules of this room make
and read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from comuros.core.robot import Robot
from comuros.core.scenario import TravelModel
from comuros.core.shared_resource import SharedResource


@dataclass(frozen=True, slots=True)
class Battery:
    """Tenths of a joule: `level` now, `full`, and the least that must be left.

    A metre takes `per_cm` times 100, a tick of travel `per_travel_tick`, a tick of work `per_work_tick`; a
    tick at one of the `chargers` gives `per_charge_tick`.
    """

    level: int
    full: int
    reserve: int
    per_cm: int
    per_travel_tick: int
    per_work_tick: int
    per_charge_tick: int
    chargers: tuple[str, ...]

    def travel(self, ticks: int, cm: int) -> int:
        """What a way takes."""
        return self.per_travel_tick * ticks + self.per_cm * cm

    def work(self, ticks: int, cm: int) -> int:
        """What a task takes."""
        return self.per_work_tick * ticks + self.per_cm * cm


@dataclass(frozen=True, slots=True)
class Carrier:
    """Room of a robot: objects held now and at most, and the same in grams."""

    held: int
    capacity: int
    held_g: int
    payload_g: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Who had a task in the previous plan, and the price in ticks of giving it to others."""

    robots: tuple[str, ...]
    price: int


@dataclass(slots=True)
class Crossings:
    """Which shared resources ways between places and work at places use. Answers are kept."""

    resources: tuple[SharedResource, ...]
    travel: TravelModel
    bodies: dict[str, Robot]
    _legs: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)

    def by_leg(self, robot: str, start: str, goal: str) -> tuple[str, ...]:
        """Resources on a robot's way between two places, the ends left out unless the travel model has zones
        there.
        """
        if start == goal or not start or not goal:
            return ()
        key = (robot, start, goal)
        if key not in self._legs:
            passed = places_between(self.travel, self.bodies[robot], start, goal)
            self._legs[key] = self._touched([place for place in passed if place not in (start, goal)])
        return self._legs[key]

    def by_work(self, robot: str, start: str, end: str) -> tuple[str, ...]:
        """Resources that a task uses which a robot begins and ends at these places."""
        zones_at = getattr(self.travel, "zones_at_place", None)
        places = [place for place in (start, end) if place]
        touched = [zone for place in places if zones_at for zone in zones_at(self.bodies[robot], place)]
        if start and end and start != end:
            touched += places_between(self.travel, self.bodies[robot], start, end)
        return self._touched([*places, *touched])

    def capacity(self, resource: str) -> int:
        """How many robots may use a resource at once."""
        return next(known.capacity for known in self.resources if known.name == resource)

    def _touched(self, places: Sequence[str]) -> tuple[str, ...]:
        return tuple(known.name for known in self.resources if known.is_touched_by(places))


def places_between(travel: TravelModel, robot: Robot, start: str, goal: str) -> tuple[str, ...]:
    """Zones or places a way leads through, as far as the travel model can tell."""
    between = getattr(travel, "zones_between", None)
    return tuple(between(robot, start, goal)) if between is not None else ()
