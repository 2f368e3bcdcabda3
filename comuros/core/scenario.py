"""A scenario: everything comuros knows of a world and a team before anything happens. Loaded by room
`scenario`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar

from comuros.core.assignment_rule import AssignmentRule
from comuros.core.capability import CapabilityValue
from comuros.core.errors import InputError
from comuros.core.literal import Atom
from comuros.core.objective import Objective
from comuros.core.place import SPOT_KIND, ObjectKind, Place, WorldObject, thing_at_spot
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Robot
from comuros.core.shared_resource import SharedResource
from comuros.core.skill import Method, SkillModel
from comuros.core.world_state import WorldState

# What stopping a robot in its work must gain at least, in seconds, where a scenario does not say.
DEFAULT_ABORT_PRICE_S = 60.0


class FaultKind(Enum):
    """What a scripted or random fault does in the embedded simulator."""

    DROP = "drop"
    SKILL_FAILS = "skill_fails"
    ROBOT_STOPS = "robot_stops"
    BATTERY_LOW = "battery_low"
    PLACE_BLOCKED = "place_blocked"
    OBJECT_MOVED = "object_moved"
    ROBOT_SLOW = "robot_slow"


@dataclass(frozen=True, slots=True)
class Fault:
    """A scripted fault: what, to whom (robot, object or place), and when.

    It fires at `at_s` seconds of mission time, or, where `during_skill` is given, at that share (0..1,
    `progress`) of the subject's next run of the skill. `detail` is the place an object moves to, or a number
    as text (of a drop: metres the object rolls on).
    """

    kind: FaultKind
    subject: str
    at_s: float | None = None
    during_skill: str = ""
    progress: float = 0.5
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A static rule in the operator's words, kept for the interpreter; `formula` is its LTLf meaning where
    one is given.
    """

    words: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A checked scenario. `world_file` is the SDF path, "" where a distance table stands in for a world.

    `missions` are instructions the scenario is known to be able to carry out, for demonstrations and sweeps.
    `objective` and `disturbance_price_s` hold for every plan that asks for nothing else; work under way is
    stopped for a plan that ends more than `abort_price_s` earlier.
    """

    name: str
    title: str
    world_file: str
    places: tuple[Place, ...]
    object_kinds: tuple[ObjectKind, ...]
    objects: tuple[WorldObject, ...]
    robots: tuple[Robot, ...]
    predicates: tuple[Predicate, ...]
    skills: tuple[SkillModel, ...]
    methods: tuple[Method, ...]
    initial_facts: tuple[Atom, ...] = ()
    rules: tuple[Rule, ...] = ()
    faults: tuple[Fault, ...] = ()
    default_instruction: str = ""
    missions: tuple[str, ...] = ()
    assignment_rules: tuple[AssignmentRule, ...] = ()
    resources: tuple[SharedResource, ...] = ()
    objective: Objective = Objective.MAKESPAN_THEN_TRAVEL
    disturbance_price_s: float = 0.0
    abort_price_s: float = DEFAULT_ABORT_PRICE_S

    def place(self, name: str) -> Place:
        """The place with this name, or InputError. A spot has the pose of the place where its thing was at
        the start.
        """
        thing = self._at_spot(name)
        if thing:
            return Place(name, self.place(self._start_of(thing)).pose, kind=SPOT_KIND)
        return _named(self.places, name, "place")

    def object(self, name: str) -> WorldObject:
        """The object with this name, or InputError."""
        return _named(self.objects, name, "object")

    def robot(self, name: str) -> Robot:
        """The robot with this name, or InputError."""
        return _named(self.robots, name, "robot")

    def skill(self, name: str) -> SkillModel:
        """The skill with this name, or InputError."""
        return _named(self.skills, name, "skill")

    def sort_of(self, name: str) -> Sort | None:
        """The sort of a named thing, or None where the scenario has no such name. Spots are places."""
        if self._at_spot(name):
            return Sort.PLACE
        for things, sort in (
            (self.robots, Sort.ROBOT),
            (self.places, Sort.PLACE),
            (self.objects, Sort.OBJECT),
        ):
            if any(thing.name == name for thing in things):
                return sort
        return None

    def object_property(self, name: str, property_name: str) -> CapabilityValue:
        """A property of an object by name: `mass_kg`, `carriers` or `length_m`.

        Raises:
            InputError: the object has no such property.
        """
        kind = self.object(name).kind
        known: dict[str, CapabilityValue] = {
            "mass_kg": kind.mass_kg,
            "carriers": float(kind.carriers),
            "length_m": kind.size_m[0],
        }
        if property_name not in known:
            raise InputError(
                f"object {name!r} has no property {property_name!r}; expected one of {', '.join(known)}"
            )
        return known[property_name]

    def initial_state(self) -> WorldState:
        """The symbolic state at the start: robots at their places, objects where they lie, plus the initial
        facts.
        """
        facts = set(self.initial_facts)
        facts.update(Atom("at", (robot.name, robot.start)) for robot in self.robots)
        facts.update(Atom("on", (thing.name, thing.location)) for thing in self.objects)
        return WorldState(frozenset(facts), frozenset(p.name for p in self.predicates if p.functional))

    def _at_spot(self, name: str) -> str:
        thing = thing_at_spot(name)
        known = [thing.name for thing in self.objects] + [robot.name for robot in self.robots]
        return thing if thing in known else ""

    def _start_of(self, thing: str) -> str:
        if any(robot.name == thing for robot in self.robots):
            return self.robot(thing).start
        location = self.object(thing).location
        return location if any(place.name == location for place in self.places) else self._start_of(location)


class TravelModel(Protocol):
    """How far apart things are for a robot. Implemented by the roadmap in room `scenario`."""

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """Length of the shortest way between two places in metres, or None where there is none for this
        robot.
        """

    def duration_s(self, robot: Robot, start: str, goal: str) -> float | None:
        """Time for that way in seconds at the robot's speed, or None where there is none."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_NamedT = TypeVar("_NamedT", bound=_Named)


def _named(things: tuple[_NamedT, ...], name: str, what: str) -> _NamedT:
    for thing in things:
        if thing.name == name:
            return thing
    known = ", ".join(sorted(thing.name for thing in things)[:12]) or "none"
    raise InputError(f"unknown {what} {name!r}; expected one of: {known}")
