"""From the work of a task to skill calls, by the method library. Planner (durations) and agents (programs) share it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comuros.core.literal import Atom, Literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SELF, Method, SkillCall
from comuros.core.symbolic import run_symbolically
from comuros.core.task import FormulaGoal, Goal, Work
from comuros.core.world_state import WorldState


@dataclass(frozen=True, slots=True)
class Composition:
    """Skill calls that carry out some work, in order; or, where `reason` is not empty, why no method does."""

    calls: tuple[SkillCall, ...]
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether the calls reach the goal in symbolic execution."""
        return not self.reason


def compose(work: Work, *, robots: Sequence[Robot], state: WorldState, scenario: Scenario) -> Composition:
    """Skill calls with which these robots carry out the work from this state.

    A skill call is preceded by what its preconditions need, as far as methods reach them. Several robots
    run the same calls in step. Formula goals are planned on automata, not here.
    """
    if isinstance(work, FormulaGoal):
        return Composition((), f"the formula {work} is planned on its automaton, not by methods")
    if isinstance(work, Goal):
        return _compose_literals(work.literals, robots, state, scenario)
    return _compose_call(work, robots, state, scenario)


def _compose_call(
    call: SkillCall, robots: Sequence[Robot], state: WorldState, scenario: Scenario
) -> Composition:
    skill = scenario.skill(call.skill)
    needed = skill.ground_preconditions(skill.binding(robots[0].name, call.arguments))
    before = _compose_literals(needed, robots, state, scenario)
    if not before.ok:
        return before
    return _checked((*before.calls, call), (), robots, state, scenario)


def _compose_literals(
    literals: Sequence[Literal], robots: Sequence[Robot], state: WorldState, scenario: Scenario
) -> Composition:
    calls: tuple[SkillCall, ...] = ()
    reached = state
    for literal in literals:
        if reached.holds(literal):
            continue
        step = _compose_literal(literal, robots, reached, scenario)
        if not step.ok:
            return step
        calls += step.calls
        reached = run_symbolically(step.calls, robots=robots, state=reached, scenario=scenario).state
    return _checked(calls, tuple(literals), robots, state, scenario)


def _compose_literal(
    literal: Literal, robots: Sequence[Robot], state: WorldState, scenario: Scenario
) -> Composition:
    reasons: list[str] = []
    for method in scenario.methods:
        for steps in _instances(method, literal, robots, state):
            tried = _checked(steps, (literal,), robots, state, scenario)
            if tried.ok:
                return tried
            reasons.append(tried.reason)
    return Composition((), reasons[0] if reasons else f"no method makes {literal} true from here")


def _checked(
    calls: tuple[SkillCall, ...],
    goal: tuple[Literal, ...],
    robots: Sequence[Robot],
    state: WorldState,
    scenario: Scenario,
) -> Composition:
    run = run_symbolically(calls, robots=robots, state=state, scenario=scenario)
    if not run.ok:
        return Composition((), run.reason())
    unmet = run.state.unmet(goal)
    return Composition(calls) if not unmet else Composition((), f"{unmet[0]} would still not hold")


def _instances(
    method: Method, literal: Literal, robots: Sequence[Robot], state: WorldState
) -> Iterator[tuple[SkillCall, ...]]:
    if method.team is not (len(robots) > 1) or method.achieves.positive is not literal.positive:
        return
    bound = _unify(method.achieves.atom, literal.atom, {SELF: robots[0].name})
    if bound is None:
        return
    for binding in _bindings(method.when, bound, state):
        steps = tuple(step.substitute(binding) for step in method.steps)
        if not any(argument.startswith("?") for step in steps for argument in step.arguments):
            yield steps


def _bindings(
    conditions: Sequence[Literal], binding: Mapping[str, str], state: WorldState
) -> Iterator[Mapping[str, str]]:
    if not conditions:
        yield binding
        return
    condition = conditions[0].substitute(binding)
    if condition.atom.is_ground or not condition.positive:
        if condition.atom.is_ground and state.holds(condition):
            yield from _bindings(conditions[1:], binding, state)
        return
    pattern = (None if argument.startswith("?") else argument for argument in condition.atom.arguments)
    for fact in state.matching(condition.atom.predicate, *pattern):
        extended = _unify(condition.atom, fact, binding)
        if extended is not None:
            yield from _bindings(conditions[1:], extended, state)


def _unify(template: Atom, ground: Atom, binding: Mapping[str, str]) -> dict[str, str] | None:
    if template.predicate != ground.predicate or len(template.arguments) != len(ground.arguments):
        return None
    bound = dict(binding)
    for wanted, actual in zip(template.arguments, ground.arguments, strict=True):
        if wanted.startswith("?"):
            if bound.setdefault(wanted, actual) != actual:
                return None
        elif wanted != actual:
            return None
    return bound
