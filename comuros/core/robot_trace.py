"""What the propositions of a formula over one robot's trace mean: planner, validator and monitor use it.

`at(desk_1)`, `inside(corridor)`, `holding(cup)` speak of the robot that serves the leaf, `on(cup, desk_1)` of
the world, `inspect(desk_1)` or `inspect` of the call it is making, `carrying` of holding anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from comuros.core.errors import InputError
from comuros.core.literal import ANYTHING, Atom, parse_literal
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.world_state import WorldState

INSIDE = ("inside", "in", "in_zone")
CARRYING = "carrying"


class _Kind(Enum):
    FACT = "fact"
    ZONE = "zone"
    CARRYING = "carrying"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One proposition. `own` says that the atom leaves the robot out, which goes before its arguments."""

    name: str
    kind: _Kind
    atom: Atom
    own: bool = False


class RobotTrace:
    """Reads the steps of one robot for the propositions of one formula."""

    def __init__(self, propositions: Iterable[str], scenario: Scenario) -> None:
        """
        Raises:
            InputError: a proposition means nothing in this scenario.
        """
        self._meanings = tuple(_meaning(name, scenario) for name in propositions)

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones the formula speaks of."""
        found = (m.atom.arguments[-1] for m in self._meanings if m.kind is _Kind.ZONE)
        return tuple(dict.fromkeys(found))

    @property
    def speaks_of_load(self) -> bool:
        """Whether it matters to the formula what the robot holds."""
        return any(m.kind is _Kind.CARRYING or m.atom.predicate == "holding" for m in self._meanings)

    def names(self) -> frozenset[str]:
        """Places and objects the formula names."""
        return frozenset(n for m in self._meanings for n in m.atom.arguments if n != ANYTHING)

    def facts(self, robot: str) -> tuple[Atom, ...]:
        """The facts the formula speaks of when this robot serves it; `_` where any will do."""
        found = [
            Atom(m.atom.predicate, (robot, *m.atom.arguments)) if m.own else m.atom
            for m in self._meanings
            if m.kind is _Kind.FACT
        ]
        carrying = any(m.kind is _Kind.CARRYING for m in self._meanings)
        return (*found, Atom("holding", (robot, ANYTHING))) if carrying else tuple(found)

    def names_call(self, robot: str, call: SkillCall) -> bool:
        """Whether the formula speaks of this call."""
        return any(m.kind is _Kind.CALL and _is_call(m, robot, call) for m in self._meanings)

    def letter(
        self, robot: str, state: WorldState, zones: Iterable[str], call: SkillCall | None
    ) -> frozenset[str]:
        """The propositions true in a step of the robot: what holds, where it is, the call it is making."""
        inside = frozenset(zones)
        return frozenset(m.name for m in self._meanings if _holds(m, robot, state, inside, call))


def _meaning(name: str, scenario: Scenario) -> _Meaning:
    skills = {skill.name: len(skill.parameters) for skill in scenario.skills}
    if name in skills:
        return _Meaning(name, _Kind.CALL, Atom(name, ()))
    if name == CARRYING:
        return _Meaning(name, _Kind.CARRYING, Atom(name, ()), own=True)
    atom = parse_literal(name).atom
    count = len(atom.arguments)
    if atom.predicate in skills:
        if count not in (skills[atom.predicate], skills[atom.predicate] + 1):
            raise InputError(
                f"{name!r} has {count} arguments; {atom.predicate} takes {skills[atom.predicate]}"
            )
        return _Meaning(name, _Kind.CALL, atom, own=count == skills[atom.predicate])
    if atom.predicate == CARRYING:
        return _Meaning(name, _Kind.CARRYING, atom)
    if atom.predicate in INSIDE:
        return _Meaning(name, _Kind.ZONE, atom, own=count == 1)
    return _fact(name, atom, scenario)


def _fact(name: str, atom: Atom, scenario: Scenario) -> _Meaning:
    for predicate in scenario.predicates:
        if predicate.name == atom.predicate:
            missing = len(predicate.sorts) - len(atom.arguments)
            if missing == 0 or (missing == 1 and predicate.sorts[0] is Sort.ROBOT):
                return _Meaning(name, _Kind.FACT, atom, own=missing == 1)
    raise InputError(f"{name!r} means nothing on a robot's trace; expected a fact, a zone or a skill")


def _holds(
    meaning: _Meaning, robot: str, state: WorldState, zones: frozenset[str], call: SkillCall | None
) -> bool:
    atom = meaning.atom
    if meaning.kind is _Kind.CALL:
        return call is not None and _is_call(meaning, robot, call)
    whose = robot if meaning.own else atom.arguments[0]
    if meaning.kind is _Kind.ZONE:
        return whose == robot and atom.arguments[-1] in zones
    if meaning.kind is _Kind.CARRYING:
        return any(state.matching("holding", whose, None))
    asked = Atom(atom.predicate, (robot, *atom.arguments)) if meaning.own else atom
    if ANYTHING in asked.arguments:
        return any(asked.covers(fact) for fact in state.facts)
    return asked in state.facts


def _is_call(meaning: _Meaning, robot: str, call: SkillCall) -> bool:
    atom = meaning.atom
    if atom.predicate != call.skill:
        return False
    if not atom.arguments:
        return True
    arguments = call.arguments if meaning.own else (robot, *call.arguments)
    return atom.covers(Atom(call.skill, arguments))
