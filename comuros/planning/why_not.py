"""`why_not`: why a robot does not do a task in a plan, with the number behind it.

The service and the CLI call it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from comuros.core.keep_out import within
from comuros.core.plan import Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import RobotStatus
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.task import Task
from comuros.planning.candidates import build_instance
from comuros.planning.cp_search import DEFAULT_SETTINGS, SearchStatus, SolverSettings, search
from comuros.planning.features.narrow import narrow_book
from comuros.planning.features.objectives import objective_of
from comuros.planning.narrow_stage import NarrowStage
from comuros.planning.printing import plan_of
from comuros.planning.relaxation import Question
from comuros.planning.why_not_numbers import compared, what_forbids
from comuros.planning.why_not_rules import rules_in_the_way

PROBE_LIMIT_S = 2.0


def why_not(
    plan: Plan,
    problem: PlanningProblem,
    task_id: str,
    robot: str,
    *,
    scenario: Scenario,
    travel: TravelModel,
    settings: SolverSettings = DEFAULT_SETTINGS,
) -> str:
    """One sentence: a rule, a capability or a way that is missing, or what it would cost if this robot
    did it. Ways are those that the plan's rules leave open; a rule that is the reason is named.

    Raises:
        TreeError: the tree has no such node.
        InputError: the scenario has no such robot.
    """
    travel = within(travel, plan.keep_out)
    task = problem.tree.node(task_id)
    who, body = robot.replace("_", " "), scenario.robot(robot)
    if not isinstance(task, Task):
        return f"{task_id} is not a task but a group of tasks; ask about one of them"
    ruled_out = _ruled_out(plan, problem, task, robot)
    if ruled_out:
        return ruled_out
    if not task.eligibility.permits(robot, body.type.name):
        return f"{who} is not permitted for {task_id}: {_permission(task)}"
    refusal = _refusal(problem, task, robot, scenario, travel)
    if refusal:
        rule = rules_in_the_way(
            travel, robot, lambda ways: not _refusal(problem, task, robot, scenario, ways)
        )
        return f"{who} cannot do {task_id}: {refusal}" + (f"; {rule}" if rule else "")
    return _priced(lambda ways: _price(plan, problem, task, robot, scenario, ways, settings), travel, robot)


def _ruled_out(plan: Plan, problem: PlanningProblem, task: Task, robot: str) -> str:
    who = robot.replace("_", " ")
    assigned = plan.assignment(task.id)
    if assigned is not None and robot in assigned.robots:
        return f"{who} does do {task.id}, from {assigned.start_s:g} s to {assigned.end_s:g} s"
    if task.id in problem.done or task.id in problem.abandoned:
        return f"{task.id} is {'done' if task.id in problem.done else 'abandoned'} and needs nobody"
    if robot not in {status.robot for status in problem.team if status.available}:
        return f"{who} is not available"
    for entry in problem.excluded:
        if (entry.task_id, entry.robot) == (task.id, robot):
            return f"{who} is ruled out for {task.id}: {entry.reason}"
    running = next((entry for entry in problem.running if entry.task_id == task.id), None)
    if running is not None:
        others = " and ".join(name.replace("_", " ") for name in running.robots)
        return f"{task.id} is under way with {others}, {running.remaining_s:g} s are left"
    return ""


def _permission(task: Task) -> str:
    who = task.eligibility
    parts = [
        f"only {', '.join(who.only)}" if who.only else "",
        f"never {', '.join(who.never)}" if who.never else "",
        f"only robots of type {', '.join(who.types)}" if who.types else "",
    ]
    return "; ".join(part for part in parts if part)


def _refusal(
    problem: PlanningProblem, task: Task, robot: str, scenario: Scenario, travel: TravelModel
) -> str:
    """Why no crew with this robot can do the task; empty where one can."""
    built = build_instance(problem, scenario=scenario, travel=travel)
    if any(robot in way.robots for way in built.instance.ways.get(task.id, ())):
        return ""
    alone = replace(problem, team=_only(problem, robot)) if task.robots == 1 else problem
    built = build_instance(alone, scenario=scenario, travel=travel)
    reasons: Sequence[str] = [
        refused.reason
        for stuck in built.undoable
        if stuck.task.id == task.id
        for refused in stuck.refused
        if robot in refused.robots or not refused.robots
    ]
    return "; ".join(dict.fromkeys(reasons)) or "no crew with it can"


def _only(problem: PlanningProblem, robot: str) -> tuple[RobotStatus, ...]:
    return tuple(status for status in problem.team if status.robot == robot)


def _priced(price: Callable[[TravelModel], str], travel: TravelModel, robot: str) -> str:
    """The price, and the rule without which it would be another one."""
    found = price(travel)
    rule = rules_in_the_way(travel, robot, lambda ways: price(ways) != found)
    return f"{found}; {rule}" if rule else found


def _price(
    plan: Plan,
    problem: PlanningProblem,
    task: Task,
    robot: str,
    scenario: Scenario,
    travel: TravelModel,
    settings: SolverSettings,
) -> str:
    """What the best plan with this robot on the task costs more."""
    instance = build_instance(problem, scenario=scenario, travel=travel).instance
    who, forced = robot.replace("_", " "), (task.id, robot)
    result = search(
        instance,
        scenario=scenario,
        objective=objective_of(problem, scenario),
        time_limit_s=PROBE_LIMIT_S,
        seed=problem.seed,
        settings=settings,
        forced=forced,
    )
    if result.status is SearchStatus.INFEASIBLE:
        question = Question(problem, scenario, travel)
        return what_forbids(question, instance, task, robot, settings)
    if result.schedule is not None:
        book = narrow_book(instance, scenario, travel)
        stage = NarrowStage(instance, scenario, book, objective_of(problem, scenario), problem.seed, settings)
        result, _ = stage.timed(result, left_s=PROBE_LIMIT_S, forced=forced)
    if result.schedule is None:
        return f"{who} could do {task.id}; what it would cost was not found within {PROBE_LIMIT_S:g} s"
    rival = plan_of(
        result.schedule, instance=instance, problem=problem, lower_bound=0, wall_s=0.0,
        objective=objective_of(problem, scenario).value, criteria=result.criteria,
    )  # fmt: skip
    proved = "" if result.status is SearchStatus.OPTIMAL else " as far as searched"
    return compared(plan, rival, task, robot, scenario, instance) + proved
