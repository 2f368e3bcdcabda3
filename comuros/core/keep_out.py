"""Zones a robot keeps out of, always or while it holds something: what a prohibition means for routes.

Planning reads them off clauses and notes them in the plan; travel models, agents and drivers keep them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from comuros.core.literal import ANYTHING
from comuros.core.scenario import TravelModel
from comuros.core.world_state import WorldState


@dataclass(frozen=True, slots=True)
class KeepOut:
    """`robot` never enters `zone`; where `holding` names objects, only while it holds one of them (`_`: any).

    `clause` is the id of the constraint it comes from, `words` what the person said.
    """

    robot: str
    zone: str
    holding: tuple[str, ...] = ()
    clause: str = ""
    words: str = ""

    def applies(self, held: Iterable[str]) -> bool:
        """Whether the zone is closed to the robot while it holds these objects."""
        if not self.holding:
            return True
        return any(thing in self.holding or ANYTHING in self.holding for thing in held)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one skill call must keep: zones not to enter, and zones not to stop in where there is a choice.

    A robot that is going to pick something up stops outside the zones that will be closed to it then.
    """

    closed: tuple[str, ...] = ()
    no_stopping: tuple[str, ...] = ()


UNBOUNDED = Bounds()


def bounds_for(rules: Sequence[KeepOut], held: Iterable[str]) -> Bounds:
    """What rules mean for a call made while these objects are held, whoever of a team holds them."""
    things = tuple(held)
    closed = dict.fromkeys(rule.zone for rule in rules if rule.applies(things))
    return Bounds(tuple(closed), tuple(dict.fromkeys(rule.zone for rule in rules if rule.zone not in closed)))


class BoundedTravel(TravelModel, Protocol):
    """A travel model whose ways keep robots out of zones."""

    @property
    def rules(self) -> tuple[KeepOut, ...]:
        """The rules its ways keep."""

    def keeping_out(self, rules: Sequence[KeepOut]) -> BoundedTravel:
        """The same with these rules in place of its own."""

    def while_holding(self, objects: Iterable[str]) -> BoundedTravel:
        """The ways of robots that hold these objects."""


def rules_of(travel: TravelModel) -> tuple[KeepOut, ...]:
    """The rules a travel model keeps; none where it knows of none."""
    rules: tuple[KeepOut, ...] = getattr(travel, "rules", ())
    return rules


def has_conditions(travel: TravelModel, robot: str) -> bool:
    """Whether it matters to a robot's ways what it holds."""
    return any(rule.robot == robot and rule.holding for rule in rules_of(travel))


def within(travel: TravelModel, rules: Sequence[KeepOut]) -> TravelModel:
    """The travel model with these rules in place of its own; one that knows no zones stays as it is."""
    if tuple(rules) == rules_of(travel) or not hasattr(travel, "keeping_out"):
        return travel
    return cast(BoundedTravel, travel).keeping_out(rules)


def travel_with(travel: TravelModel, robot: str, held: Iterable[str]) -> TravelModel:
    """The travel model for a robot that holds these objects."""
    if not has_conditions(travel, robot):
        return travel
    return cast(BoundedTravel, travel).while_holding(held)


def travel_in(travel: TravelModel, robot: str, state: WorldState) -> TravelModel:
    """The travel model for a robot with what it holds in a state."""
    if not has_conditions(travel, robot):
        return travel
    return travel_with(travel, robot, (atom.arguments[1] for atom in state.matching("holding", robot, None)))
