"""How what rules speak of is written as propositions of LTLf formulas: robots in zones, robots carrying. The
one place that decides it.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.place import Place
from comuros.core.predicate import Sort
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario

_ZONE_PREDICATES = ("inside", "in", "in_zone")


def presence(scenario: Scenario, robot: str, place: str) -> str:
    """The robot is at a place, or inside it where the place is a zone."""
    zone = next(
        (
            p.name
            for p in scenario.predicates
            if p.name in _ZONE_PREDICATES and p.sorts == (Sort.ROBOT, Sort.PLACE)
        ),
        "",
    )
    found = [known for known in scenario.places if known.name == place]
    is_zone = not found or _is_zone(found[0]) or any(place in known.zones for known in scenario.places)
    return f"{zone or 'in'}({robot}, {place})" if is_zone else f"at({robot}, {place})"


def carrying(scenario: Scenario, robot: str, objects: Sequence[str]) -> str:
    """The robot carries one of the objects; anything where none is named."""
    names = [predicate.name for predicate in scenario.predicates]
    if not objects and ("carrying" in names or "holding" not in names):
        return f"carrying({robot})"
    held = objects or [thing.name for thing in scenario.objects]
    return " | ".join(f"holding({robot}, {name})" for name in held) or "false"


def never(*conditions: str) -> str:
    """The conditions never hold at the same step."""
    return (
        f"G !({' & '.join(f'({condition})' if '|' in condition else condition for condition in conditions)})"
    )


def movers(scenario: Scenario) -> tuple[Robot, ...]:
    """The robots that a rule without subject is about: all that move."""
    return tuple(robot for robot in scenario.robots if robot.type.locomotion is not Locomotion.FIXED)


def _is_zone(place: Place) -> bool:
    return place.kind in ("zone", "region", "area", "room", "corridor")
