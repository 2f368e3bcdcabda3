"""Named places and movable objects of a scenario. Their geometry comes from the SDF world, their meaning from
the YAML.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.geometry import Pose


@dataclass(frozen=True, slots=True)
class Place:
    """A named place. `pose` is where things lie; `approach` are the poses from which a ground robot works
    there.

    `zones` are names of regions the place lies in (kitchen, public corridor); `kind` groups places (table,
    dock).
    """

    name: str
    pose: Pose
    kind: str = "place"
    approach: tuple[Pose, ...] = ()
    zones: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    radius_m: float = 0.5


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """What objects of one kind share. `carriers` is how many robots must hold it together; `is_surface` lets
    things lie on it.
    """

    name: str
    mass_kg: float
    size_m: tuple[float, float, float]
    carriers: int = 1
    is_surface: bool = False
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorldObject:
    """A movable object. `location` is the place or the object it lies on at the start."""

    name: str
    kind: ObjectKind
    location: str
    synonyms: tuple[str, ...] = ()


SPOT_KIND = "spot"
_SPOT_PREFIX = "spot_"


def spot_of(thing: str) -> str:
    """Name of the place that comes into being where an object lies on the floor, or a robot stands between
    places.

    Every scenario knows these names as places, but none is part of `Scenario.places`, since nobody says
    them. Their poses change; whoever knows them tells `Roadmap.with_spots`.
    """
    return f"{_SPOT_PREFIX}{thing}"


def thing_at_spot(place: str) -> str:
    """The object or robot a spot is named after; "" where the name is not a spot's."""
    return place[len(_SPOT_PREFIX) :] if place.startswith(_SPOT_PREFIX) else ""
