"""The symbolic state of the world: which ground atoms are true. Planner, validator, agents and coordinator
share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comuros.core.literal import ANYTHING, Atom, Literal


@dataclass(frozen=True, slots=True)
class WorldState:
    """Closed-world state. `functional` names the predicates whose last argument is a value of the others."""

    facts: frozenset[Atom]
    functional: frozenset[str] = frozenset()

    def holds(self, literal: Literal) -> bool:
        """Whether a ground literal is true here; with `_`, whether any fact matches (or, if negative, none
        does).
        """
        if ANYTHING in literal.atom.arguments:
            return any(literal.atom.covers(fact) for fact in self.facts) is literal.positive
        return (literal.atom in self.facts) is literal.positive

    def unmet(self, literals: Iterable[Literal]) -> tuple[Literal, ...]:
        """Those of the literals that do not hold, in the order given."""
        return tuple(literal for literal in literals if not self.holds(literal))

    def after(self, effects: Iterable[Literal]) -> WorldState:
        """The state once the effects have happened: deletions first, then additions."""
        effects = tuple(effects)
        facts = set(self.facts)
        facts.difference_update(effect.atom for effect in effects if not effect.positive)
        for effect in effects:
            if effect.positive:
                if effect.atom.predicate in self.functional:
                    facts.difference_update(self._same_subject(effect.atom, facts))
                facts.add(effect.atom)
        return WorldState(frozenset(facts), self.functional)

    def matching(self, predicate: str, *pattern: str | None) -> Iterator[Atom]:
        """The true atoms of a predicate whose arguments equal the pattern where it is not None, sorted."""
        for atom in sorted(self.facts):
            if (
                atom.predicate == predicate
                and len(atom.arguments) == len(pattern)
                and all(
                    wanted in (None, actual) for wanted, actual in zip(pattern, atom.arguments, strict=True)
                )
            ):
                yield atom

    def value(self, predicate: str, *subject: str) -> str | None:
        """The value of a functional predicate, such as the place in `at(robot, place)`, or None."""
        found = next(self.matching(predicate, *subject, None), None)
        return found.arguments[-1] if found else None

    @staticmethod
    def _same_subject(atom: Atom, facts: set[Atom]) -> list[Atom]:
        return [f for f in facts if f.predicate == atom.predicate and f.arguments[:-1] == atom.arguments[:-1]]
