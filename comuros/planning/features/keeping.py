"""The price of disturbance: tasks that robots other than those of the previous plan get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.planning.features.demands import Kept
from comuros.planning.network import TaskNetwork
from comuros.planning.ticks import ticks_of

if TYPE_CHECKING:
    from comuros.planning.cp_model import AllocationModel


def disturbance_price_s(problem: PlanningProblem, scenario: Scenario) -> float:
    """The problem's price, or the scenario's where it names none."""
    asked = problem.disturbance_price_s
    return scenario.disturbance_price_s if asked is None else asked


def kept_of(problem: PlanningProblem, network: TaskNetwork, scenario: Scenario) -> dict[str, Kept]:
    """Tasks not begun that the previous plan gave to robots still there; empty where disturbing is free."""
    price = ticks_of(disturbance_price_s(problem, scenario))
    if problem.previous is None or price <= 0:
        return {}
    running = {entry.task_id for entry in problem.running}
    left = {task.id for task in network.tasks} - running
    here = {status.robot for status in problem.team if status.available}
    return {
        entry.task_id: Kept(entry.robots, price)
        for entry in problem.previous.assignments
        if entry.task_id in left and here.issuperset(entry.robots)
    }


def add_keeping(allocation: AllocationModel) -> None:
    """A literal per task that says whether others than before do it, at its price."""
    for task_id, kept in allocation.instance.kept.items():
        others = [
            literal
            for (task, _, robot), literal in allocation.seat.items()
            if task == task_id and robot not in kept.robots
        ]
        if not others:
            continue
        moved: cp_model.IntVar = allocation.model.new_bool_var(f"{task_id} moves")
        for literal in others:
            allocation.model.add_implication(literal, moved)
        allocation.penalties.append((moved, kept.price))
