"""Batteries and charging: levels along every route, and a stop at a charger before a task that needs one.

Only robots that could run low get these constraints. A robot charges at its own charger if it has one, else
at the one that nobody else owns and that is the least detour.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from comuros.core.energy import EnergyModel, energy_model
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState
from comuros.planning.approach import CM_PER_M, Approach, Leg
from comuros.planning.features.demands import Battery
from comuros.planning.instance import Frozen, Way
from comuros.planning.schedule import Stop
from comuros.planning.ticks import TICKS_PER_S

if TYPE_CHECKING:
    from comuros.planning.cp_model import AllocationModel, ArcUse, Seat

UNITS_PER_WH = 36_000
UNITS_PER_J = 10


def batteries_of(
    problem: PlanningProblem,
    scenario: Scenario,
    ways: dict[str, tuple[Way, ...]],
    frozen: tuple[Frozen, ...],
    approach: Approach,
) -> dict[str, Battery]:
    """Batteries of the robots whose level could fall below the reserve if they did everything they can."""
    found = {}
    for status in problem.team:
        model = energy_model(scenario.robot(status.robot))
        if model is None:
            continue
        battery = _battery(model, status.battery, chargers_of(status.robot, problem.state))
        busy = sum(entry.end for entry in frozen if status.robot in entry.robots)
        battery = _drained(battery, battery.work(busy, 0))
        if battery.level - _most_used(status.robot, battery, ways, approach) < battery.reserve:
            found[status.robot] = battery
    return found


def chargers_of(robot: str, state: WorldState) -> tuple[str, ...]:
    """Places where a robot may charge: its home if that charges, else those that are nobody's home."""
    places = [fact.arguments[0] for fact in state.matching("charger", None)]
    homes = {fact.arguments for fact in state.matching("home", None, None)}
    own = tuple(place for place in places if (robot, place) in homes)
    return own or tuple(place for place in places if not any(home == place for _, home in homes))


def _battery(model: EnergyModel, share: float, chargers: tuple[str, ...]) -> Battery:
    """Levels are rounded down and takings up, so that a plan never counts on more than there is."""
    return Battery(
        level=floor(share * model.battery_wh * UNITS_PER_WH),
        full=floor(model.battery_wh * UNITS_PER_WH),
        reserve=ceil(model.reserve_wh * UNITS_PER_WH),
        per_cm=ceil(model.travel_wh_per_m * UNITS_PER_WH / CM_PER_M),
        per_travel_tick=ceil(model.travel_w * UNITS_PER_J / TICKS_PER_S),
        per_work_tick=ceil(model.work_w * UNITS_PER_J / TICKS_PER_S),
        per_charge_tick=floor(model.charge_w * UNITS_PER_J / TICKS_PER_S),
        chargers=chargers if model.charge_w * UNITS_PER_J >= TICKS_PER_S else (),
    )


def _drained(battery: Battery, taken: int) -> Battery:
    fields = {name: getattr(battery, name) for name in Battery.__slots__}
    return Battery(**{**fields, "level": max(0, battery.level - taken)})


def _most_used(robot: str, battery: Battery, ways: dict[str, tuple[Way, ...]], approach: Approach) -> int:
    """What a robot would take at most if it did all it can, each task after the longest way to it."""
    ends = {way.end for options in ways.values() for way in options}
    total = 0
    for options in ways.values():
        mine = [way for way in options if robot in way.robots]
        total += max((_with_way(robot, battery, way, ends, approach) for way in mine), default=0)
    return total


def _with_way(robot: str, battery: Battery, way: Way, ends: set[str], approach: Approach) -> int:
    legs = [approach.first_leg(robot, way.start), *(approach.leg(robot, end, way.start) for end in ends)]
    longest = max((battery.travel(leg.ticks, leg.cm) for leg in legs if leg is not None), default=0)
    return longest + battery.work(way.ticks, way.cost_cm)


class EnergyPart:
    """Variables of one robot's battery: the level after each seat, and the stop before it."""

    def __init__(self, allocation: AllocationModel, robot: str) -> None:
        self._allocation = allocation
        self._robot = robot
        self._battery = allocation.instance.batteries[robot]
        self._level: dict[Seat, cp_model.IntVar] = {}
        self._gain: dict[Seat, cp_model.IntVar] = {}
        self._ticks: dict[Seat, cp_model.IntVar] = {}
        self._detours: list[tuple[ArcUse, cp_model.IntVar, str, Leg, Leg]] = []
        self._add_levels()
        for use in allocation.uses[robot]:
            self._add_use(use)
        for seat, ticks in self._ticks.items():
            stops = [literal for use, literal, *_ in self._detours if use.after == seat]
            allocation.model.add(ticks == 0).only_enforce_if([stop.negated() for stop in stops])
            allocation.busy[robot].append(ticks)
        self._add_balance()

    def stops(self, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> list[Stop]:
        """The charging stops of a solution."""
        found = []
        for use, literal, place, there, onward in self._detours:
            if value.value(literal):
                gain, ticks = value.value(self._gain[use.after]), value.value(self._ticks[use.after])
                before = self._battery.level if use.before is None else value.value(self._level[use.before])
                level = before - self._battery.travel(there.ticks, there.cm)
                found.append(
                    Stop(self._robot, use.after[0], place, ticks, level, level + gain, there, onward)
                )
        return found

    def _add_balance(self) -> None:
        """What follows from all levels together, said outright, since bounds are proved with it: all that is
        taken comes from the battery or a charger, and the time for that is part of the route.
        """
        allocation, battery = self._allocation, self._battery
        taken: list[cp_model.LinearExprT] = [
            battery.travel(use.leg.ticks, use.leg.cm) * use.literal for use in allocation.uses[self._robot]
        ]
        for use, literal, _, there, onward in self._detours:
            ticks, cm = there.ticks + onward.ticks - use.leg.ticks, there.cm + onward.cm - use.leg.cm
            taken.append(battery.travel(ticks, cm) * literal)
        for seat in self._level:
            way = allocation.way_of(seat)
            taken.append(battery.work(way.ticks, way.cost_cm) * allocation.seat[seat])
        given = battery.per_charge_tick * sum(self._ticks.values())
        allocation.model.add(sum(taken) <= max(0, battery.level - battery.reserve) + given)
        busy = allocation.instance.approach.ready[self._robot].ticks + sum(allocation.busy[self._robot])
        allocation.model.add(allocation.makespan >= busy).only_enforce_if(allocation.works(self._robot))

    def _add_levels(self) -> None:
        model, battery = self._allocation.model, self._battery
        longest = -(-battery.full // battery.per_charge_tick) if battery.chargers else 0
        for seat in self._allocation.seats_of(self._robot):
            self._level[seat] = model.new_int_var(battery.reserve, max(battery.reserve, battery.full), "")
            self._gain[seat] = model.new_int_var(0, battery.full, "")
            self._ticks[seat] = model.new_int_var(0, longest, "")
            model.add(self._gain[seat] <= battery.per_charge_tick * self._ticks[seat])

    def _add_use(self, use: ArcUse) -> None:
        model, battery = self._allocation.model, self._battery
        way = self._allocation.way_of(use.after)
        before = battery.level if use.before is None else self._level[use.before]
        after = self._level[use.after]
        work = battery.work(way.ticks, way.cost_cm)
        straight = battery.travel(use.leg.ticks, use.leg.cm)
        detour = self._nearest_charger(use)
        if detour is None:
            model.add(after <= before - straight - work).only_enforce_if(use.literal)
            return
        place, there, onward = detour
        stop = model.new_bool_var("")
        self._detours.append((use, stop, place, there, onward))
        model.add_implication(stop, use.literal)
        model.add(after <= before - straight - work).only_enforce_if([use.literal, stop.negated()])
        arriving = before - battery.travel(there.ticks, there.cm)
        gain = self._gain[use.after]
        model.add(arriving >= battery.reserve).only_enforce_if(stop)
        model.add(arriving + gain <= battery.full).only_enforce_if(stop)
        leaving = arriving + gain - battery.travel(onward.ticks, onward.cm)
        model.add(after <= leaving - work).only_enforce_if(stop)
        self._add_time(use, stop, there, onward)

    def _add_time(self, use: ArcUse, stop: cp_model.IntVar, there: Leg, onward: Leg) -> None:
        allocation = self._allocation
        ready = allocation.instance.approach.ready[self._robot].ticks
        free = ready if use.before is None else allocation.release[use.before[0]]
        ticks = there.ticks + onward.ticks
        start = allocation.start[use.after[0]]
        allocation.model.add(start >= free + ticks + self._ticks[use.after]).only_enforce_if(stop)
        allocation.detours_cm.append((stop, there.cm + onward.cm - use.leg.cm))
        allocation.busy[self._robot].append((ticks - use.leg.ticks) * stop)

    def _nearest_charger(self, use: ArcUse) -> tuple[str, Leg, Leg] | None:
        approach = self._allocation.instance.approach
        goal = self._allocation.way_of(use.after).start
        found = []
        for place in self._battery.chargers:
            there = (
                approach.first_leg(self._robot, place)
                if use.before is None
                else approach.leg(self._robot, self._allocation.way_of(use.before).end, place)
            )
            onward = approach.leg(self._robot, place, goal)
            if there is not None and onward is not None and goal:
                found.append((there.ticks + onward.ticks, place, there, onward))
        return min(found, key=lambda option: option[:2])[1:] if found else None


def add_energy(allocation: AllocationModel) -> list[EnergyPart]:
    """The batteries of all robots that need looking at."""
    batteries = allocation.instance.batteries
    return [EnergyPart(allocation, robot) for robot in sorted(batteries) if allocation.uses.get(robot)]
