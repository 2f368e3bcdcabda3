"""The trace that a robot's calls give: one letter for every change, zones on the way included.

Search, validator and check of clauses read it; the running mission's monitor sees the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from comuros.core.keep_out import travel_with
from comuros.core.literal import Atom, Literal
from comuros.core.robot import Robot
from comuros.core.robot_trace import RobotTrace
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.world_state import WorldState
from comuros.spec.ltlf import Formula, holds

Letter = frozenset[str]


class _ZonedTravel(Protocol):
    def zones_along(self, robot: Robot, start: str, goal: str) -> tuple[tuple[str, ...], ...]: ...

    def zones_at_place(self, robot: Robot, place: str) -> tuple[str, ...]: ...


class Steps:
    """Letters of one robot in one scenario, on the ways of a travel model."""

    def __init__(self, trace: RobotTrace, robot: Robot, scenario: Scenario, travel: TravelModel) -> None:
        self._trace = trace
        self._robot = robot
        self._scenario = scenario
        self._travel = travel
        self._zoned = hasattr(travel, "zones_along")
        self._passed: dict[tuple[str, str, frozenset[str]], tuple[tuple[str, ...], ...]] = {}
        self._standing: dict[str, tuple[str, ...]] = {}

    def standing(self, state: WorldState, place: str, call: SkillCall | None = None) -> Letter:
        """The letter of a robot at a place."""
        return self._trace.letter(self._robot.name, state, self._zones_at(place), call)

    def of_call(self, call: SkillCall, state: WorldState, place: str) -> tuple[list[Letter], WorldState, str]:
        """The letters of one call from a place, and state and place after it."""
        skill = self._scenario.skill(call.skill)
        binding = skill.binding(self._robot.name, call.arguments)
        after = state.after(skill.ground_effects(binding))
        goal = binding.get(skill.duration.travels_to, place) if skill.duration.travels_to else place
        letters = list(self._on_the_way(call, state, place, goal)) if goal != place else []
        return [*letters, self.standing(after, goal, call)], after, goal

    def _on_the_way(self, call: SkillCall, state: WorldState, start: str, goal: str) -> Iterator[Letter]:
        moving = state.after(
            Literal(atom, positive=False) for atom in state.matching("at", self._robot.name, None)
        )
        for zones in self._zones_along(state, start, goal):
            yield self._trace.letter(self._robot.name, moving, zones, call)

    def _zones_along(self, state: WorldState, start: str, goal: str) -> tuple[tuple[str, ...], ...]:
        if not self._zoned or not start:
            return ((),)
        held = frozenset(atom.arguments[1] for atom in state.matching("holding", self._robot.name, None))
        key = (start, goal, held)
        if key not in self._passed:
            ways = cast(_ZonedTravel, travel_with(self._travel, self._robot.name, held))
            self._passed[key] = ways.zones_along(self._robot, start, goal) or ((),)
        return self._passed[key]

    def _zones_at(self, place: str) -> tuple[str, ...]:
        if not place or not self._zoned:
            return ()
        if place not in self._standing:
            self._standing[place] = cast(_ZonedTravel, self._travel).zones_at_place(self._robot, place)
        return self._standing[place]


def letters_of(
    formula: Formula,
    calls: Sequence[SkillCall],
    *,
    robot: Robot,
    place: str,
    state: WorldState,
    scenario: Scenario,
    travel: TravelModel,
) -> tuple[Letter, ...]:
    """The trace of calls made by a robot that stands at a place when its work begins."""
    steps = Steps(RobotTrace(formula.propositions, scenario), robot, scenario, travel)
    if place:
        state = state.after([Literal(Atom("at", (robot.name, place)))])
    letters = [steps.standing(state, place)]
    for call in calls:
        made, state, place = steps.of_call(call, state, place)
        letters += made
    return tuple(letters)


def rejected(formula: Formula, letters: Sequence[Letter]) -> bool:
    """Whether a trace does not satisfy a formula, by the definition and not by an automaton."""
    return not holds(formula, letters)
