"""Task models of formula leaves: the shortest calls from the best places to begin, for every kind of robot.

Which way is taken between two places matters to a formula that speaks of zones: any ways are tried first,
then ways that keep out of its zones while something is held, then always.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from comuros.core.capability import Capability
from comuros.core.errors import BudgetExceeded, InputError
from comuros.core.keep_out import KeepOut, rules_of, within
from comuros.core.literal import ANYTHING, Atom
from comuros.core.predicate import Sort
from comuros.core.robot import Robot
from comuros.core.robot_trace import RobotTrace
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.symbolic import run_symbolically
from comuros.core.task import FormulaGoal, Task
from comuros.core.task_model import TaskModel, Uncompilable, compile_calls
from comuros.core.world_state import WorldState
from comuros.planning.formula_leaf.product import MOST_NODES, Found, Product
from comuros.spec.ltlf import Formula, parse

MOST_WAYS = 3
_MOST_ZONES = 2
_ASIDE = 2
Models = tuple[TaskModel, ...]
_Key = tuple[str, str, tuple[Capability, ...], str, frozenset[Atom], tuple[KeepOut, ...]]


class FormulaLeaves:
    """Compiles formula leaves of one problem. The same question is answered once."""

    def __init__(self, scenario: Scenario, travel: TravelModel) -> None:
        self._scenario = scenario
        self._travel = travel
        self._found: dict[_Key, tuple[tuple[KeepOut, ...], tuple[Found, ...]] | str] = {}

    def models(self, task: Task, robot: Robot, state: WorldState) -> Models | Uncompilable:
        """The best ways for this robot to serve a formula leaf, each with another start place."""
        assert isinstance(task.work, FormulaGoal)
        formula = parse(task.work.formula)
        stands = state.value("at", robot.name) or robot.start
        key = (
            task.work.formula,
            robot.name if state.value("at", robot.name) or rules_of(self._travel) else robot.type.name,
            robot.overrides,
            stands,
            state.facts,
            rules_of(self._travel),
        )
        if key not in self._found:
            self._found[key] = self._searched(formula, robot, state, stands)
        found = self._found[key]
        if isinstance(found, str):
            return Uncompilable(task.id, (robot.name,), found)
        rules, ways = found
        models = [self._model(task, robot, state, rules, way) for way in ways]
        usable = tuple(model for model in models if isinstance(model, TaskModel))
        return usable or next(model for model in models if isinstance(model, Uncompilable))

    def _searched(
        self, formula: Formula, robot: Robot, state: WorldState, stands: str
    ) -> tuple[tuple[KeepOut, ...], tuple[Found, ...]] | str:
        try:
            trace = RobotTrace(formula.propositions, self._scenario)
        except InputError as error:
            return str(error)
        names = self._names(trace, robot, state, stands)
        exhausted = True
        for rules in self._rule_sets(trace, robot):
            try:
                ways, complete = self._ways(formula, robot, state, stands, names, rules)
            except BudgetExceeded as error:
                return f"the automaton of {formula} is too large: {error}"
            if ways:
                return rules, ways
            exhausted = exhausted and complete
        found_none = f"no calls of {robot.name} about {', '.join(sorted(names))} satisfy {formula}"
        return found_none if exhausted else f"{found_none} within {MOST_NODES} nodes, which is no proof"

    def _ways(
        self,
        formula: Formula,
        robot: Robot,
        state: WorldState,
        stands: str,
        names: frozenset[str],
        rules: tuple[KeepOut, ...],
    ) -> tuple[tuple[Found, ...], bool]:
        """The ways that end soonest if the robot comes from where it is; whether the search was complete."""
        travel = within(self._travel, (*rules_of(self._travel), *rules))
        product = Product(formula, robot=robot, scenario=self._scenario, travel=travel, names=names)
        places = [name for name in sorted({*names, stands}) if self._scenario.sort_of(name) is Sort.PLACE]
        found: list[tuple[float, Found]] = []
        for place in places:
            approach_s = self._travel.duration_s(robot, stands, place)
            way = product.shortest(place, state) if approach_s is not None else None
            if way is not None and approach_s is not None:
                found.append((approach_s + way.seconds, way))
        best = sorted(found, key=lambda entry: (entry[0], entry[1].start))
        return tuple(way for _, way in best[:MOST_WAYS]), product.nodes < MOST_NODES

    def _rule_sets(self, trace: RobotTrace, robot: Robot) -> Iterator[tuple[KeepOut, ...]]:
        """For every zone of the formula: any way, ways outside while something is held, ways outside."""
        loads: tuple[tuple[str, ...] | None, ...] = (
            (None, (ANYTHING,), ()) if trace.speaks_of_load else (None, ())
        )
        zones = trace.zones[:_MOST_ZONES]
        choices = itertools.product(loads, repeat=len(zones))
        for choice in sorted(choices, key=lambda taken: sum(load is not None for load in taken)):
            yield tuple(
                KeepOut(robot.name, zone, load)
                for zone, load in zip(zones, choice, strict=True)
                if load is not None
            )

    def _names(self, trace: RobotTrace, robot: Robot, state: WorldState, stands: str) -> frozenset[str]:
        """What the formula names, where that lies now, where the robot stands, what it holds and where that
        may be put aside.
        """
        held = [atom.arguments[1] for atom in state.matching("holding", robot.name, None)]
        aside = [atom.arguments[0] for atom in state.matching("stow", None)][:_ASIDE] if held else []
        names = {*trace.names(), stands, *held, *aside}
        for _ in range(2):
            names.update(
                fact.arguments[1]
                for fact in state.facts
                if fact.predicate == "on" and fact.arguments[0] in names
            )
        return frozenset(names)

    def _model(
        self, task: Task, robot: Robot, state: WorldState, rules: tuple[KeepOut, ...], way: Found
    ) -> TaskModel | Uncompilable:
        calls = (*self._approach(robot, way.start, state), *way.calls)
        run = run_symbolically(calls, robots=(robot,), state=state, scenario=self._scenario)
        if not run.ok:
            return Uncompilable(task.id, (robot.name,), run.reason())
        model = compile_calls(
            task,
            calls,
            robots=(robot,),
            state=state,
            scenario=self._scenario,
            travel=within(self._travel, (*rules_of(self._travel), *rules)),
        )
        return replace(model, as_planned=True, keep_out=rules) if isinstance(model, TaskModel) else model

    def _approach(self, robot: Robot, start: str, state: WorldState) -> tuple[SkillCall, ...]:
        """The call that takes the robot to where its work begins."""
        for skill in self._scenario.skills:
            one = len(skill.parameters) == 1 and bool(skill.duration.travels_to) and not skill.preconditions
            if one and skill.name in robot.type.skills:
                return (SkillCall(skill.name, (start,)),)
        return ()
