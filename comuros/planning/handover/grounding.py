"""Skill calls of single robots as ground actions: who can make which call at all, and what it needs and
changes.

A functional predicate's old value is made explicit, so that the planner sees what an effect ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from comuros.core.literal import ANYTHING, Atom, Literal
from comuros.core.place import thing_at_spot
from comuros.core.predicate import Sort
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import Parameter, SkillCall, SkillModel
from comuros.core.symbolic import unmet_requirements
from comuros.core.world_state import WorldState


@dataclass(frozen=True, slots=True)
class Step:
    """A robot makes a call. `needs` are ground or have `_` where anything counts; `adds` and `deletes`
    are atoms.
    """

    robot: str
    call: SkillCall
    needs: tuple[Literal, ...]
    adds: frozenset[Atom]
    deletes: frozenset[Atom]


def ground_steps(
    *, scenario: Scenario, travel: TravelModel, state: WorldState, robots: Sequence[Robot]
) -> tuple[Step, ...]:
    """Every step that some robot could ever make, found by relaxed reachability from the state.

    Calls that only let go of something (`give`) are left out: the other robot's call says all that changes.
    """
    spots = _spots(state)
    candidates = [step for robot in robots for step in _steps_of(robot, scenario, travel, spots)]
    reached = set(state.facts)
    found: dict[Step, None] = {}
    changed = True
    while changed:
        changed = False
        for step in candidates:
            if step not in found and all(n.atom in reached for n in step.needs if n.positive):
                found[step] = None
                reached |= step.adds
                changed = True
    return tuple(_with_old_values(step, reached, state.functional) for step in found)


def _spots(state: WorldState) -> tuple[str, ...]:
    """Places that are there because something lies on the floor."""
    lying = {atom.arguments[1] for atom in state.facts if atom.predicate == "on"}
    return tuple(sorted(place for place in lying if thing_at_spot(place)))


def _steps_of(
    robot: Robot, scenario: Scenario, travel: TravelModel, spots: tuple[str, ...]
) -> Iterator[Step]:
    for skill in scenario.skills:
        if skill.team or skill.name not in robot.type.skills:
            continue
        if any(p.sort in (Sort.NUMBER, Sort.TEXT) for p in skill.parameters):
            continue
        for arguments in product(*(_values(parameter, scenario, spots) for parameter in skill.parameters)):
            if _can(skill, arguments, robot, scenario, travel):
                step = _step(skill, arguments, robot)
                if step.adds or any(atom.predicate != "holding" for atom in step.deletes):
                    yield step


def _values(parameter: Parameter, scenario: Scenario, spots: tuple[str, ...]) -> list[str]:
    things = [
        *((place.name, Sort.PLACE) for place in scenario.places),
        *((spot, Sort.PLACE) for spot in spots),
        *((thing.name, Sort.OBJECT) for thing in scenario.objects),
        *((robot.name, Sort.ROBOT) for robot in scenario.robots),
    ]
    return [name for name, sort in things if parameter.sort.accepts(sort)]


def _can(
    skill: SkillModel, arguments: tuple[str, ...], robot: Robot, scenario: Scenario, travel: TravelModel
) -> bool:
    if unmet_requirements(skill, arguments, robots=(robot,), scenario=scenario):
        return False
    giver = giver_of(SkillCall(skill.name, arguments), scenario)
    if giver and not _gives(giver, robot, arguments, scenario):
        return False
    goal = skill.duration.travels_to
    if not goal:
        return True
    return travel.distance_m(robot, robot.start, skill.binding("", arguments)[goal]) is not None


def giver_of(call: SkillCall, scenario: Scenario) -> str:
    """Who must give while this call takes; "" where it takes nothing from a hand."""
    known = any(skill.name == "give" for skill in scenario.skills)
    return call.arguments[1] if call.skill == "take" and known else ""


def _gives(giver: str, taker: Robot, arguments: tuple[str, ...], scenario: Scenario) -> bool:
    """Whether another robot can give what `take` with these arguments takes."""
    thing, _, place = arguments
    give = (thing, taker.name, place)
    body = scenario.robot(giver)
    return giver != taker.name and not unmet_requirements(
        scenario.skill("give"), give, robots=(body,), scenario=scenario
    )


def _step(skill: SkillModel, arguments: tuple[str, ...], robot: Robot) -> Step:
    binding = skill.binding(robot.name, arguments)
    effects = skill.ground_effects(binding)
    adds = frozenset(effect.atom for effect in effects if effect.positive)
    deletes = frozenset(effect.atom for effect in effects if not effect.positive) - adds
    call = SkillCall(skill.name, arguments)
    return Step(robot.name, call, skill.ground_preconditions(binding), adds, deletes)


def _with_old_values(step: Step, reached: set[Atom], functional: frozenset[str]) -> Step:
    """The step with every other value of what it sets among its deletions."""
    ended = {
        atom
        for added in step.adds
        if added.predicate in functional
        for atom in reached
        if atom.predicate == added.predicate and atom.arguments[:-1] == added.arguments[:-1] and atom != added
    }
    return Step(step.robot, step.call, step.needs, step.adds, step.deletes | frozenset(ended))


def covered(literal: Literal, facts: set[Atom] | frozenset[Atom]) -> frozenset[Atom]:
    """The facts a literal speaks of: itself, or all that match where it has `_`."""
    if ANYTHING not in literal.atom.arguments:
        return frozenset((literal.atom,)) & facts if not literal.positive else frozenset((literal.atom,))
    return frozenset(fact for fact in facts if literal.atom.covers(fact))
