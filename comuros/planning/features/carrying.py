"""Capacity: what a robot holds along its route, so that taking and delivering may be interleaved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from comuros.core.carrying import capacity_of, held_by, takes
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.planning.features.demands import Carrier
from comuros.planning.instance import Way

if TYPE_CHECKING:
    from comuros.planning.cp_model import AllocationModel

GRAMS_PER_KG = 1000


@dataclass(frozen=True, slots=True)
class Handling:
    """What a way does to the hands of one robot: objects and grams more after it, and at most during it.

    `empty` says that it begins with nothing in hand.
    """

    more: int
    peak: int
    more_g: int
    peak_g: int
    empty: bool


def carriers_of(
    problem: PlanningProblem, scenario: Scenario, ways: dict[str, tuple[Way, ...]]
) -> dict[str, Carrier]:
    """Room of the robots that some way leaves with more in hand than before, or that hold something and have
    room for more; the others never run out.
    """
    taking = {
        robot
        for options in ways.values()
        for way in options
        if handling_of(way, scenario).more > 0
        for robot in way.robots
    }
    busy = {robot for options in ways.values() for way in options for robot in way.robots}
    found = {}
    for status in problem.team:
        robot = scenario.robot(status.robot)
        held = held_by(robot.name, problem.state)
        if robot.name in taking or (held and robot.name in busy and capacity_of(robot) > 1):
            held_g = sum(_grams(name, scenario) for name in held)
            found[robot.name] = Carrier(len(held), capacity_of(robot), held_g, _payload_g(robot, held_g))
    return found


def handling_of(way: Way, scenario: Scenario) -> Handling:
    """Read off the calls of a way, as its first robot makes them."""
    hands, grams, most, most_g, empty = 0, 0, 0, 0, False
    for call in way.model.calls if way.model is not None else ():
        skill = scenario.skill(call.skill)
        asks_free = any(
            not lit.positive and lit.atom.predicate == "holding" and "_" in lit.atom.arguments
            for lit in skill.preconditions
        )
        empty = empty or (asks_free and not takes(skill) and hands >= 0)
        binding = skill.binding("self", call.arguments)
        for effect in skill.ground_effects(binding):
            if effect.atom.predicate == "holding" and effect.atom.arguments[0] == "self":
                sign = 1 if effect.positive else -1
                hands += sign
                grams += sign * _grams(effect.atom.arguments[1], scenario) // max(1, way.size)
        most, most_g = max(most, hands), max(most_g, grams)
    return Handling(hands, most, grams, most_g, empty)


def add_carrying(allocation: AllocationModel, scenario: Scenario) -> None:
    """Levels of hands and grams along every route that takes."""
    for robot, carrier in sorted(allocation.instance.carriers.items()):
        _Hands(allocation, robot, carrier, scenario).add()


@dataclass(frozen=True, slots=True)
class _Hands:
    """The load of one robot."""

    allocation: AllocationModel
    robot: str
    carrier: Carrier
    scenario: Scenario

    def add(self) -> None:
        """Loads after each seat, and what each way needs before it."""
        model, carrier = self.allocation.model, self.carrier
        most = max(carrier.capacity, carrier.held)
        most_g = max(carrier.payload_g, carrier.held_g)
        load = {seat: model.new_int_var(0, most, "") for seat in self.allocation.seats_of(self.robot)}
        grams = {seat: model.new_int_var(0, most_g, "") for seat in load}
        for use in self.allocation.uses[self.robot]:
            handling = handling_of(self.allocation.way_of(use.after), self.scenario)
            before = carrier.held if use.before is None else load[use.before]
            before_g = carrier.held_g if use.before is None else grams[use.before]
            literal = use.literal
            model.add(load[use.after] == before + handling.more).only_enforce_if(literal)
            model.add(grams[use.after] == before_g + handling.more_g).only_enforce_if(literal)
            if handling.peak > 0:
                model.add(before <= carrier.capacity - handling.peak).only_enforce_if(literal)
                model.add(before_g <= carrier.payload_g - handling.peak_g).only_enforce_if(literal)
            if handling.empty:
                model.add(before == 0).only_enforce_if(literal)


def _grams(thing: str, scenario: Scenario) -> int:
    return round(scenario.object(thing).kind.mass_kg * GRAMS_PER_KG)


def _payload_g(robot: Robot, held_g: int) -> int:
    """What a robot bears in all; what it holds already is borne. Without a stated payload, any mass."""
    return max(held_g, round(robot.number("payload_kg", 1e6) * GRAMS_PER_KG))
