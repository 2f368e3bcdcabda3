"""Shortest calls of one robot that a formula accepts: Dijkstra over places, facts and its automaton."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from comuros.core.keep_out import travel_with
from comuros.core.literal import ANYTHING, Atom, Literal
from comuros.core.predicate import Sort
from comuros.core.robot import Robot
from comuros.core.robot_trace import RobotTrace
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import Parameter, SkillCall
from comuros.core.symbolic import unmet_requirements
from comuros.core.task_model import call_duration_s
from comuros.core.world_state import WorldState
from comuros.planning.formula_leaf.trace import Steps
from comuros.spec.ltlf import Dfa, Formula, translate

_Call = tuple[SkillCall, tuple[Literal, ...]]

MOST_NODES = 5_000
# A call more has to save so much: ways over a third place may seem shorter by the turns they save.
_CALL_S = 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """Calls from a start place on, and the seconds they take."""

    start: str
    calls: tuple[SkillCall, ...]
    seconds: float


@lru_cache(maxsize=256)
def automaton(formula: Formula) -> Dfa:
    """The automaton of a leaf; every robot and every plan shares it."""
    return translate(formula)


class Product:
    """Searches for one formula, robot and set of names; `nodes` counts what was expanded."""

    def __init__(
        self,
        formula: Formula,
        *,
        robot: Robot,
        scenario: Scenario,
        travel: TravelModel,
        names: frozenset[str],
    ) -> None:
        self._dfa = automaton(formula)
        self._hopeful = self._dfa.hopeful_states()
        self._robot = robot
        self._scenario = scenario
        self._travel = travel
        trace = RobotTrace(formula.propositions, scenario)
        self._steps = Steps(trace, robot, scenario, travel)
        self._calls = _useful(tuple(_calls_of(robot, scenario, names)), trace, robot, scenario)
        self._timings: dict[tuple[SkillCall, str, frozenset[str]], float | None] = {}
        self.nodes = 0

    def shortest(self, start: str, state: WorldState) -> Found | None:
        """The shortest calls from a place that the formula accepts; None where there are none.

        Service ends with the first acceptance. Where `nodes` reached MOST_NODES, none is no proof.
        """
        state = state.after([Literal(Atom("at", (self._robot.name, start)))])
        first = self._dfa.step(0, self._steps.standing(state, start))
        tie = itertools.count()
        queue: list[tuple[float, int, _Node, tuple[SkillCall, ...]]] = []
        if first in self._hopeful:
            queue = [(0.0, next(tie), _Node(start, state.facts, first), ())]
        closed: set[_Node] = set()
        while queue and self.nodes < MOST_NODES:
            seconds, _, node, calls = heapq.heappop(queue)
            if node in closed:
                continue
            closed.add(node)
            self.nodes += 1
            if self._dfa.accepting[node.automaton]:
                return Found(start, calls, seconds - _CALL_S * len(calls))
            for call, after, extra_s in self._onward(node, state.functional):
                if after not in closed:
                    total_s = seconds + extra_s + _CALL_S
                    heapq.heappush(queue, (total_s, next(tie), after, (*calls, call)))
        return None

    def _onward(self, node: _Node, functional: frozenset[str]) -> Iterator[tuple[SkillCall, _Node, float]]:
        state = WorldState(node.facts, functional)
        for call, needs in self._calls:
            if state.unmet(needs):
                continue
            seconds = self._seconds(call, node.place, state)
            if seconds is None:
                continue
            letters, after, place = self._steps.of_call(call, state, node.place)
            at = node.automaton
            for letter in letters:
                at = self._dfa.step(at, letter)
                if at not in self._hopeful:
                    break
            else:
                if (place, after.facts, at) != (node.place, node.facts, node.automaton):
                    yield call, _Node(place, after.facts, at), seconds

    def _seconds(self, call: SkillCall, place: str, state: WorldState) -> float | None:
        held = frozenset(atom.arguments[1] for atom in state.matching("holding", self._robot.name, None))
        key = (call, place, held)
        if key not in self._timings:
            ways = travel_with(self._travel, self._robot.name, held)
            timing = call_duration_s(
                call, robot=self._robot, place=place, scenario=self._scenario, travel=ways
            )
            self._timings[key] = None if timing is None else timing[0]
        return self._timings[key]


@dataclass(frozen=True, slots=True)
class _Node:
    place: str
    facts: frozenset[Atom]
    automaton: int


def _calls_of(robot: Robot, scenario: Scenario, names: frozenset[str]) -> Iterator[_Call]:
    """Calls over these names that the robot is able to make, with what must hold before them."""
    for skill in scenario.skills:
        needs_partner = any(parameter.sort is Sort.ROBOT for parameter in skill.parameters)
        if skill.team or needs_partner or skill.name not in robot.type.skills:
            continue
        values = [_values(parameter, scenario, names) for parameter in skill.parameters]
        for arguments in itertools.product(*values):
            if not unmet_requirements(skill, arguments, robots=(robot,), scenario=scenario):
                needs = skill.ground_preconditions(skill.binding(robot.name, arguments))
                yield SkillCall(skill.name, arguments), needs


def _useful(calls: Sequence[_Call], trace: RobotTrace, robot: Robot, scenario: Scenario) -> tuple[_Call, ...]:
    """The calls that the formula names, that change what it speaks of, or that make others possible."""
    effects = {
        call: scenario.skill(call.skill).ground_effects(
            scenario.skill(call.skill).binding(robot.name, call.arguments)
        )
        for call, _ in calls
    }
    wanted = list(trace.facts(robot.name))
    if trace.zones:
        wanted.append(Atom("at", (robot.name, ANYTHING)))
    useful = {call: needs for call, needs in calls if trace.names_call(robot.name, call)}
    wanted += [need.atom for needs in useful.values() for need in needs]
    grown = True
    while grown:
        grown = False
        for call, needs in calls:
            if call not in useful and any(_touches(each.atom, wanted) for each in effects[call]):
                useful[call] = needs
                wanted += [need.atom for need in needs]
                grown = True
    return tuple((call, needs) for call, needs in calls if call in useful)


def _touches(effect: Atom, wanted: Sequence[Atom]) -> bool:
    """Whether an effect is one of the atoms, or gives what one of them is about another value."""
    return any(
        atom.covers(effect)
        or (atom.predicate == "on" == effect.predicate and atom.arguments[:1] == effect.arguments[:1])
        for atom in wanted
    )


def _values(parameter: Parameter, scenario: Scenario, names: frozenset[str]) -> Sequence[str]:
    if parameter.sort in (Sort.NUMBER, Sort.TEXT):
        return ()
    return [
        name for name in sorted(names) if (sort := scenario.sort_of(name)) and parameter.sort.accepts(sort)
    ]
