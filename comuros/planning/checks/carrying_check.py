"""No robot of a plan holds more objects than it has room for, or more mass than it bears."""

from __future__ import annotations

from collections.abc import Mapping

from comuros.core.carrying import HOLDING, capacity_of, held_by
from comuros.core.plan import Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.task_model import TaskModel

TOLERANCE_KG = 1e-6


def check_carrying(
    plan: Plan, problem: PlanningProblem, scenario: Scenario, models: Mapping[str, TaskModel]
) -> list[str]:
    """Whose hands would be too full, and when; empty where nobody's are."""
    reasons = []
    for status in problem.team:
        robot = scenario.robot(status.robot)
        held = list(held_by(robot.name, problem.state))
        for entry in plan.of_robot(robot.name):
            model = models.get(entry.task_id)
            if model is not None:
                alone = len(entry.robots) == 1
                reasons += _run(entry.task_id, model, robot, held, scenario, alone=alone)
    return reasons


def _run(
    task_id: str, model: TaskModel, robot: Robot, held: list[str], scenario: Scenario, *, alone: bool
) -> list[str]:
    reasons = []
    for call in model.calls:
        skill = scenario.skill(call.skill)
        for effect in skill.ground_effects(skill.binding(robot.name, call.arguments)):
            if effect.atom.predicate != HOLDING or effect.atom.arguments[0] != robot.name:
                continue
            thing = effect.atom.arguments[1]
            if effect.positive and thing not in held:
                held.append(thing)
                reasons += _too_much(task_id, robot, held, scenario, alone=alone)
            elif not effect.positive and thing in held:
                held.remove(thing)
    return reasons


def _too_much(task_id: str, robot: Robot, held: list[str], scenario: Scenario, *, alone: bool) -> list[str]:
    """A coalition shares the mass, which the capabilities of its skills speak of."""
    reasons = []
    if len(held) > capacity_of(robot):
        reasons.append(
            f"{robot.name} would hold {', '.join(held)} in {task_id}; it has room for {capacity_of(robot)}"
        )
    mass_kg = sum(scenario.object(thing).kind.mass_kg for thing in held)
    payload_kg = robot.number("payload_kg", float("inf"))
    if alone and len(held) > 1 and mass_kg > payload_kg + TOLERANCE_KG:
        reasons.append(f"{robot.name} would carry {mass_kg:g} kg in {task_id}; it bears {payload_kg:g} kg")
    return reasons
