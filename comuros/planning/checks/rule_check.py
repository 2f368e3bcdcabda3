"""Static rules of the scenario, release times, and the penalties a plan's certificate states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comuros.core.assignment_rule import AssignmentRule
from comuros.core.plan import Assignment, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario
from comuros.core.task_model import TaskModel

TOLERANCE_S = 1e-6
ROUNDING_S = 0.1


def check_rules(
    plan: Plan, problem: PlanningProblem, scenario: Scenario, models: Mapping[str, TaskModel]
) -> list[str]:
    """Which rules are broken, and whether the penalties are those of the preferences given up."""
    types = {robot.name: robot.type.name for robot in scenario.robots}
    running = {entry.task_id for entry in problem.running} - set(plan.aborted)
    reasons: list[str] = []
    penalty_s, terms = 0.0, 1
    for entry in plan.assignments:
        if entry.task_id in running:
            continue
        for rule in _rules_for(entry, scenario, models):
            reasons += _broken(entry, rule, types)
            costs = [rule.penalty_s(robot, types[robot]) for robot in entry.robots]
            penalty_s += sum(costs)
            terms += sum(cost > 0 for cost in costs)
    penalty_s += _of_disturbance(plan, problem, scenario)
    said_s = plan.certificate.penalty_s
    if abs(said_s - penalty_s) > ROUNDING_S * terms:
        reasons.append(f"the certificate says penalties of {said_s:g} s, the plan has {penalty_s:g} s")
    return reasons


def check_releases(plan: Plan, problem: PlanningProblem) -> list[str]:
    """Which tasks start before their release."""
    tasks = {task.id: task for task in problem.tree.tasks()}
    running = {entry.task_id for entry in problem.running}
    late = []
    for entry in plan.assignments:
        task = tasks.get(entry.task_id)
        release_s = task.release_s if task is not None and task.id not in running else None
        if release_s is not None and entry.start_s + TOLERANCE_S < release_s:
            late.append(f"{entry.task_id} starts at {entry.start_s:g} s, its release is at {release_s:g} s")
    return late


def _rules_for(
    entry: Assignment, scenario: Scenario, models: Mapping[str, TaskModel]
) -> Iterator[AssignmentRule]:
    kinds = {place.name: place.kind for place in scenario.places}
    kinds.update((thing.name, thing.kind.name) for thing in scenario.objects)
    model = models.get(entry.task_id)
    calls = model.calls if model is not None else ()
    yield from (rule for rule in scenario.assignment_rules if rule.work.covers(calls, kinds))


def _broken(entry: Assignment, rule: AssignmentRule, types: Mapping[str, str]) -> Iterator[str]:
    for robot in entry.robots:
        if rule.forbids(robot, types[robot]):
            yield f"{robot} must not do {entry.task_id}: {rule.words}"
    if rule.not_before_s is not None and entry.start_s + TOLERANCE_S < rule.not_before_s:
        yield f"{entry.task_id} starts at {entry.start_s:g} s: {rule.words}"
    if rule.not_after_s is not None and entry.end_s > rule.not_after_s + TOLERANCE_S:
        yield f"{entry.task_id} ends at {entry.end_s:g} s: {rule.words}"


def _of_disturbance(plan: Plan, problem: PlanningProblem, scenario: Scenario) -> float:
    """Tasks under way that are stopped, and tasks that others than before get."""
    prices = {entry.task_id: entry.abort_price_s or 0.0 for entry in problem.running}
    total_s = sum(prices.get(task_id, 0.0) for task_id in plan.aborted)
    asked = problem.disturbance_price_s
    price_s = scenario.disturbance_price_s if asked is None else asked
    if problem.previous is None or price_s <= 0:
        return total_s
    here = {status.robot for status in problem.team if status.available}
    for before in problem.previous.assignments:
        now = plan.assignment(before.task_id)
        known = now is not None and before.task_id not in prices and here.issuperset(before.robots)
        if known and now is not None and not set(now.robots) <= set(before.robots):
            total_s += price_s
    return total_s
