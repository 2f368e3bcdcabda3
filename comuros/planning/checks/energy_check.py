"""No robot of a plan falls below the reserve of its battery, and every charging stop does what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comuros.core.energy import EnergyModel, energy_model
from comuros.core.plan import ChargingStop, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import RobotStatus
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.task_model import TaskModel
from comuros.planning.checks.itinerary import Visit, leg, visits

TOLERANCE_WH = 1e-3
TOLERANCE_S = 1e-6


def check_energy(
    plan: Plan,
    problem: PlanningProblem,
    scenario: Scenario,
    travel: TravelModel,
    models: Mapping[str, TaskModel],
) -> list[str]:
    """Why batteries do not last; empty where they do."""
    reasons = list(_stray_stops(plan))
    for status in problem.team:
        battery = energy_model(scenario.robot(status.robot))
        if battery is not None:
            reasons += _Discharge(plan, problem, scenario, travel, models, battery).run(status)
        else:
            reasons += [
                f"{stop.robot} has no battery and charges at {stop.place}"
                for stop in plan.stops
                if stop.robot == status.robot
            ]
    return reasons


def _stray_stops(plan: Plan) -> Iterator[str]:
    for stop in plan.stops:
        entry = plan.assignment(stop.before_task)
        if entry is None or stop.robot not in entry.robots:
            yield f"{stop.robot} charges before {stop.before_task}, which it does not do"


class _Discharge:
    """The battery of one robot along its tasks."""

    def __init__(
        self,
        plan: Plan,
        problem: PlanningProblem,
        scenario: Scenario,
        travel: TravelModel,
        models: Mapping[str, TaskModel],
        battery: EnergyModel,
    ) -> None:
        self._plan = plan
        self._problem = problem
        self._scenario = scenario
        self._travel = travel
        self._models = models
        self._battery = battery
        self._level_wh = 0.0
        self._reasons: list[str] = []

    def run(self, status: RobotStatus) -> list[str]:
        """What goes wrong from the level last heard of."""
        self._level_wh = status.battery * self._battery.battery_wh
        needed = self._battery.reserve_wh - TOLERANCE_WH
        for visit in visits(self._plan, self._problem, self._scenario, status.robot):
            before_wh = self._level_wh
            self._drive_and_work(visit)
            if self._level_wh < needed and self._level_wh < before_wh - TOLERANCE_WH:
                self._reasons.append(
                    f"{status.robot} would have {self._level_wh:.1f} Wh left after {visit.entry.task_id}; "
                    f"{self._battery.reserve_wh:.1f} Wh must be left"
                )
        return self._reasons

    def _drive_and_work(self, visit: Visit) -> None:
        entry = visit.entry
        if visit.is_running:
            self._level_wh -= self._battery.work_wh(max(0.0, entry.end_s - self._problem.now_s), 0.0)
            return
        origin, pose, free_s = visit.origin, visit.pose, max(visit.free_s, entry.departure_s)
        for stop in visit.stops:
            arrival_s = free_s + self._drive(visit, origin, stop.place)
            self._charge(stop, arrival_s)
            origin, pose, free_s = stop.place, None, stop.end_s
        self._drive(visit, origin, entry.start, use_pose=pose is not None)
        model = self._models.get(entry.task_id)
        if model is not None:
            share_m = model.cost / max(1, len(entry.robots))
            self._level_wh -= self._battery.work_wh(model.duration_s, share_m)

    def _drive(self, visit: Visit, origin: str, goal: str, *, use_pose: bool = True) -> float:
        """Take the energy of a way; its seconds."""
        pose = visit.pose if use_pose else None
        found = leg(self._travel, visit.robot, origin, pose, goal)
        if found is None:
            self._reasons.append(f"{visit.robot.name} has no way from {origin} to {goal}")
            return 0.0
        self._level_wh -= self._battery.travel_wh(found[1], found[0])
        return found[0]

    def _charge(self, stop: ChargingStop, arrival_s: float) -> None:
        battery, who = self._battery, stop.robot
        chargers = {fact.arguments[0] for fact in self._problem.state.matching("charger", None)}
        if stop.place not in chargers:
            self._reasons.append(f"{who} charges at {stop.place}, which is no charger")
        if stop.start_s + TOLERANCE_S < arrival_s:
            self._reasons.append(
                f"{who} reaches {stop.place} at {arrival_s:g} s and charges from {stop.start_s:g} s"
            )
        if stop.from_wh > self._level_wh + TOLERANCE_WH:
            self._reasons.append(
                f"{who} reaches {stop.place} with {self._level_wh:.1f} Wh, not {stop.from_wh:.1f} Wh"
            )
        gain_wh = stop.to_wh - stop.from_wh
        seconds = battery.charge_s(max(0.0, gain_wh)) if battery.charge_w > 0 else float("inf")
        if gain_wh < -TOLERANCE_WH or seconds > stop.end_s - stop.start_s + 0.01:
            self._reasons.append(
                f"{who} takes {seconds:.1f} s to charge {gain_wh:.1f} Wh, the plan gives it "
                f"{stop.end_s - stop.start_s:.1f} s"
            )
        if stop.to_wh > battery.battery_wh + TOLERANCE_WH:
            self._reasons.append(f"{who} holds {battery.battery_wh:.1f} Wh, not {stop.to_wh:.1f} Wh")
        if self._level_wh < battery.reserve_wh - TOLERANCE_WH:
            self._reasons.append(
                f"{who} would reach {stop.place} with {self._level_wh:.1f} Wh, below its reserve"
            )
        self._level_wh = min(battery.battery_wh, self._level_wh + max(0.0, gain_wh))
