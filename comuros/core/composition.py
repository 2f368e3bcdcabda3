"""From the work of a task to skill calls, by the method library. Planner (durations) and agents (programs)
share it.

Methods are small: one says how a literal is reached once everything else is right. What a call's
preconditions ask of the robots themselves (where they are, what they hold) is reached by further methods
before the call, in the order the skill lists them; what they ask of the world (where an object lies) is
taken as it is, never changed on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comuros.core.carrying import has_room
from comuros.core.literal import Atom, Literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SELF, Method, SkillCall
from comuros.core.symbolic import SymbolicRun, ill_typed, run_symbolically, unmet_requirements
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

    Several robots run the same calls in step, by the methods for teams. Formula goals are planned on
    automata, not here.
    """
    if isinstance(work, FormulaGoal):
        return Composition((), f"the formula {work} is planned on its automaton, not by methods")
    composer = _Composer(tuple(robots), scenario)
    if isinstance(work, Goal):
        return composer.literals(work.literals, state, frozenset())
    return composer.call(work, state, frozenset())


@dataclass(frozen=True, slots=True)
class _Composer:
    """The team and the library; `pursued` are the literals being reached already, so that no method chases
    its own tail.
    """

    robots: tuple[Robot, ...]
    scenario: Scenario

    def literals(
        self, wanted: Sequence[Literal], state: WorldState, pursued: frozenset[Literal]
    ) -> Composition:
        """Calls after which all the literals hold together."""
        calls: tuple[SkillCall, ...] = ()
        reached = state
        for literal in wanted:
            if reached.holds(literal):
                continue
            step = self._literal(literal, reached, pursued)
            if not step.ok:
                return step
            calls += step.calls
            reached = self._run(step.calls, reached).state
        unmet = reached.unmet(wanted)
        return Composition(calls, f"{unmet[0]} would not hold any more at the end" if unmet else "")

    def call(self, call: SkillCall, state: WorldState, pursued: frozenset[Literal]) -> Composition:
        """The call, preceded by whatever its robots need to be ready for it."""
        refusal = self._refusal(call, state)
        if refusal:
            return Composition((), refusal)
        before = self.literals(self._own_preconditions(call, state), state, pursued)
        if not before.ok:
            return before
        calls = (*before.calls, call)
        run = self._run(calls, state)
        return Composition(calls) if run.ok else Composition((), run.reason())

    def _literal(self, literal: Literal, state: WorldState, pursued: frozenset[Literal]) -> Composition:
        if literal in pursued:
            return Composition((), f"{literal} is needed to reach {literal}")
        reason = ""
        for method in self.scenario.methods:
            for steps in self._instances(method, literal, state):
                tried = self._steps(steps, literal, state, pursued | {literal})
                if tried.ok:
                    return tried
                reason = reason or tried.reason
        return Composition((), reason or f"no method makes {literal} true from here")

    def _steps(
        self, steps: Sequence[SkillCall], literal: Literal, state: WorldState, pursued: frozenset[Literal]
    ) -> Composition:
        calls: tuple[SkillCall, ...] = ()
        reached = state
        for step in steps:
            prepared = self.call(step, reached, pursued)
            if not prepared.ok:
                return prepared
            calls += prepared.calls
            reached = self._run(prepared.calls, reached).state
        return Composition(calls, "" if reached.holds(literal) else f"{literal} would still not hold")

    def _own_preconditions(self, call: SkillCall, state: WorldState) -> tuple[Literal, ...]:
        """What the call asks of the robots themselves; a free hand is not made where there is one."""
        skill = self.scenario.skill(call.skill)
        team = {robot.name for robot in self.robots}
        bindings = [skill.binding(robot.name, call.arguments) for robot in self.robots]
        grounded = dict.fromkeys(literal for b in bindings for literal in skill.ground_preconditions(b))
        return tuple(
            literal
            for literal in grounded
            if not team.isdisjoint(literal.atom.arguments)
            and not any(has_room(literal, skill, robot, state) for robot in self.robots)
        )

    def _refusal(self, call: SkillCall, state: WorldState) -> str:
        """Why this team can never run the call, whatever it does first; empty where it can."""
        mistyped = ill_typed(call, scenario=self.scenario)
        if mistyped:
            return mistyped
        skill = self.scenario.skill(call.skill)
        gaps = unmet_requirements(skill, call.arguments, robots=self.robots, scenario=self.scenario)
        return SymbolicRun(state, call, (), gaps).reason() if gaps else ""

    def _run(self, calls: Sequence[SkillCall], state: WorldState) -> SymbolicRun:
        return run_symbolically(calls, robots=self.robots, state=state, scenario=self.scenario)

    def _instances(
        self, method: Method, literal: Literal, state: WorldState
    ) -> Iterator[tuple[SkillCall, ...]]:
        if method.team is not (len(self.robots) > 1) or method.achieves.positive is not literal.positive:
            return
        for robot in self.robots:
            bound = _unify(method.achieves.atom, literal.atom, {SELF: robot.name})
            for binding in _bindings(method.when, bound, state) if bound is not None else ():
                steps = tuple(step.substitute(binding) for step in method.steps)
                if not any(ill_typed(step, scenario=self.scenario) for step in steps):
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
