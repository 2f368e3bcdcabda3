"""Criteria of the objective as expressions of the model, penalties added to the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from comuros.core.objective import WEIGHTS, Criterion, Objective
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.planning.ticks import TICKS_PER_S

if TYPE_CHECKING:
    from comuros.planning.cp_model import AllocationModel

WEIGHT_SCALE = 10
"""The weighted sum is kept in tenths of its unit, so that the weights are whole numbers."""

PER_UNIT = {
    Criterion.MAKESPAN: TICKS_PER_S,
    Criterion.TRAVEL: 100,
    Criterion.COST: TICKS_PER_S,
    Criterion.BALANCE: TICKS_PER_S,
    Criterion.WEIGHTED: TICKS_PER_S * WEIGHT_SCALE,
}
"""The model's whole numbers per second or metre of a criterion."""


def objective_of(problem: PlanningProblem, scenario: Scenario) -> Objective:
    """What the problem asks for, or the scenario where it says nothing."""
    return scenario.objective if problem.objective is None else problem.objective


def criterion_expressions(
    allocation: AllocationModel, objective: Objective
) -> list[tuple[Criterion, cp_model.LinearExprT]]:
    """What is minimised, one after the other."""
    found: list[tuple[Criterion, cp_model.LinearExprT]] = []
    for number, criterion in enumerate(objective.criteria):
        expression = _expression(allocation, criterion)
        if number == 0:
            per_tick = PER_UNIT[criterion] // TICKS_PER_S
            expression = expression + sum(per_tick * ticks * lit for lit, ticks in allocation.penalties)
        found.append((criterion, expression))
    return found


def _expression(allocation: AllocationModel, criterion: Criterion) -> cp_model.LinearExprT:
    if criterion is Criterion.MAKESPAN:
        return allocation.makespan
    if criterion is Criterion.TRAVEL:
        return allocation.travel
    if criterion is Criterion.COST:
        return sum(part for parts in allocation.busy.values() for part in parts)
    if criterion is Criterion.BALANCE:
        return _busiest(allocation)
    return sum(
        round(WEIGHT_SCALE * weight) * _expression(allocation, part) for part, weight in WEIGHTS.items()
    )


def _busiest(allocation: AllocationModel) -> cp_model.IntVar:
    most = allocation.model.new_int_var(0, 4 * allocation.horizon, "busiest")
    for parts in allocation.busy.values():
        allocation.model.add(most >= sum(parts))
    return most
