"""Ground steps as a unified-planning problem, in a form that Fast Downward need not multiply out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from comuros.core.literal import Atom, Literal
from comuros.core.world_state import WorldState
from comuros.planning.handover.grounding import Step, covered


def encoded(actions: Sequence[Step], state: WorldState, goal: Sequence[Literal], up: Any) -> Any:
    """The `unified_planning` problem whose action `s<n>` is the step of number n.

    Atoms are predicates applied to objects, by which Fast Downward finds what excludes what. An atom that
    some step needs to be false has a fluent for its absence: as a negative condition it would become one
    operator for each other value of its variable, and five empty-hand conditions a hundred thousand.
    """
    facts = state.facts | {atom for step in actions for atom in step.adds}
    conditions = [*goal, *(need for step in actions for need in step.needs)]
    negated = {atom for need in conditions if not need.positive for atom in covered(need, facts)}
    problem = up.Problem("goal")
    fluents = _Fluents(facts, negated, problem, up)
    for atom in facts:
        for fluent, value in fluents.set_to(atom, atom in state.facts):
            problem.set_initial_value(fluent, value)
    for number, step in enumerate(actions):
        action = up.InstantaneousAction(f"s{number}")
        for condition in fluents.conditions(step.needs):
            action.add_precondition(condition)
        for atom, value in _changes(step, facts):
            for fluent, changed in fluents.set_to(atom, value):
                action.add_effect(fluent, changed)
        problem.add_action(action)
    for condition in fluents.conditions(goal):
        problem.add_goal(condition)
    return problem


def _changes(step: Step, facts: frozenset[Atom]) -> list[tuple[Atom, bool]]:
    """What a step sets; where it deletes and adds one atom, the atom holds after it."""
    deleted = (step.deletes & facts) - step.adds
    return [*((atom, False) for atom in sorted(deleted)), *((atom, True) for atom in sorted(step.adds))]


class _Fluents:
    """The fluents of every atom: one for its presence, and for the negated ones one for its absence."""

    def __init__(self, facts: frozenset[Atom], negated: set[Atom], problem: Any, up: Any) -> None:
        self._facts, self._up = facts, up
        thing = up.UserType("thing")
        names = sorted({argument for atom in facts for argument in atom.arguments})
        objects = {name: problem.add_object(f"o{number}", thing) for number, name in enumerate(names)}

        def fluents_of(atoms: Iterable[Atom], prefix: str) -> dict[Atom, Any]:
            kinds = sorted({(atom.predicate, len(atom.arguments)) for atom in atoms})
            predicates = {}
            for number, (name, arity) in enumerate(kinds):
                parameters = {f"a{place}": thing for place in range(arity)}
                predicate = up.Fluent(f"{prefix}{number}", up.BoolType(), **parameters)
                predicates[name, arity] = predicate
                problem.add_fluent(predicate, default_initial_value=False)
            return {
                atom: predicates[atom.predicate, len(atom.arguments)](
                    *map(objects.__getitem__, atom.arguments)
                )
                for atom in atoms
            }

        self._present = fluents_of(facts, "present")
        self._absent = fluents_of(negated, "absent")

    def set_to(self, atom: Atom, value: bool) -> list[tuple[Any, bool]]:
        """The fluents to change, and what to, so that the atom has this value."""
        changes = [(self._present[atom], value)]
        if atom in self._absent:
            changes.append((self._absent[atom], not value))
        return changes

    def conditions(self, needs: Iterable[Literal]) -> list[Any]:
        """Conjuncts over fluents; a positive need nothing can ever make true is impossible."""
        found = []
        for need in needs:
            matching = [atom for atom in sorted(covered(need, self._facts)) if atom in self._facts]
            if need.positive:
                found += [self._present[atom] for atom in matching] or [self._up.FALSE()]
            else:
                found += [self._absent[atom] for atom in matching]
        return found
