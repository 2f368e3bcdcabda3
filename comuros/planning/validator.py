"""Independent check of a plan against its problem.

Shares core types and effect application with the planner, nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import replace

from comuros.core.plan import Assignment, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.task import Task
from comuros.core.tree import Branch, Node, Relation, task_edges, tasks_below
from comuros.planning.checks.carrying_check import check_carrying
from comuros.planning.checks.energy_check import check_energy
from comuros.planning.checks.narrow_check import check_narrow_ways
from comuros.planning.checks.rule_check import check_releases, check_rules
from comuros.planning.checks.sharing_check import check_sharing
from comuros.planning.world_check import walk

TOLERANCE_S = 1e-6


def validate(
    plan: Plan, problem: PlanningProblem, *, scenario: Scenario, travel: TravelModel
) -> tuple[str, ...]:
    """Why a plan must not be carried out; empty where it is valid.

    Checked are who may work, precedence, choices, coalitions, travel and working times, releases and
    deadlines, the world by symbolic execution in order of time, rules and preferences, batteries, hands,
    shared resources, ways too narrow for two, and the figures of the certificate.
    """
    asked = problem
    problem = replace(asked, running=tuple(r for r in asked.running if r.task_id not in plan.aborted))
    reasons = [
        *_check_aborted(plan, asked),
        *_check_tasks(plan, problem),
        *_check_choices(problem.tree.root, {entry.task_id for entry in plan.assignments}, problem),
        *_check_crews(plan, problem, scenario),
        *_check_times(plan, problem),
        *_check_precedence(plan, problem),
        *_check_together(plan, problem),
        *check_releases(plan, problem),
        *_check_certificate(plan),
    ]
    return tuple(reasons or _check_world(plan, asked, problem, scenario, travel))


def _check_world(
    plan: Plan,
    asked: PlanningProblem,
    going_on: PlanningProblem,
    scenario: Scenario,
    travel: TravelModel,
) -> list[str]:
    """The plan carried out step by step; `going_on` is what is asked without the tasks that are aborted."""
    held = held_until(plan, going_on)
    order = _closed({*_order(going_on), *plan.order})
    reasons, models = walk(plan, going_on, scenario=scenario, travel=travel, held_until=held, order=order)
    if reasons:
        return reasons
    return [
        *check_energy(plan, going_on, scenario, travel, models),
        *check_carrying(plan, going_on, scenario, models),
        *check_sharing(plan, going_on, scenario, travel, held),
        *check_narrow_ways(plan, going_on, scenario, travel, models),
        *check_rules(plan, asked, scenario, models),
    ]


def _check_aborted(plan: Plan, problem: PlanningProblem) -> list[str]:
    free = {entry.task_id for entry in problem.running if entry.abort_price_s is not None}
    return [f"{task_id} is aborted and may not be" for task_id in plan.aborted if task_id not in free]


def held_until(plan: Plan, problem: PlanningProblem) -> dict[str, float]:
    """When the robots of each assigned task are free: its end, or the end of its `together` where they
    hold for others.
    """
    held = {assignment.task_id: assignment.end_s for assignment in plan.assignments}
    edges = _order(problem)
    for node in problem.tree.nodes():
        if isinstance(node, Branch) and node.relation is Relation.TOGETHER:
            ends = [held[task.id] for task in tasks_below(node) if task.id in held]
            for child in node.children:
                below = [task.id for task in tasks_below(child)]
                for task_id in below:
                    if task_id in held and not any((task_id, other) in edges for other in below):
                        held[task_id] = max(ends)
    return held


def _check_tasks(plan: Plan, problem: PlanningProblem) -> list[str]:
    """Every task has exactly one fate, and nothing unknown is planned."""
    reasons = []
    fates = Counter([a.task_id for a in plan.assignments] + [*plan.not_chosen])
    known = {task.id for task in problem.tree.tasks()}
    ended = {*problem.done, *problem.abandoned}
    reasons += [f"{task_id} is no task of the tree" for task_id in sorted(set(fates) - known)]
    for task_id in sorted(known):
        count = fates[task_id]
        if task_id in ended and count:
            reasons.append(f"{task_id} is done or abandoned and planned again")
        elif task_id not in ended and count != 1:
            reasons.append(f"{task_id} is planned {count} times")
    for running in problem.running:
        now = plan.assignment(running.task_id)
        if now is None or set(now.robots) != set(running.robots):
            reasons.append(f"{running.task_id} is under way and does not stay with its robots")
    return reasons


def _check_choices(node: Node, planned: Set[str], problem: PlanningProblem) -> list[str]:
    """Every node that must be carried out is, and of an `any` exactly one alternative."""
    if isinstance(node, Task):
        ended = {*problem.done, *problem.abandoned}
        served = node.id in planned or node.id in ended
        return [] if served else [f"{node.id} has to be done and is not chosen"]
    if node.relation is not Relation.ANY:
        return [reason for child in node.children for reason in _check_choices(child, planned, problem)]
    touched = [child for child in node.children if _is_touched(child, planned, problem)]
    intact = [c for c in node.children if not any(t.id in problem.abandoned for t in tasks_below(c))]
    if not intact and not any(task.id in planned for task in tasks_below(node)):
        return []
    if len(touched) != 1:
        return [f"{len(touched)} alternatives of {node.id} are carried out, exactly one is asked for"]
    return _check_choices(touched[0], planned, problem)


def _is_touched(node: Node, planned: Set[str], problem: PlanningProblem) -> bool:
    return any(task.id in planned or task.id in problem.done for task in tasks_below(node))


def _check_crews(plan: Plan, problem: PlanningProblem, scenario: Scenario) -> list[str]:
    reasons = []
    running = {entry.task_id for entry in problem.running}
    team = {status.robot for status in problem.team if status.available}
    excluded = {(entry.task_id, entry.robot) for entry in problem.excluded}
    tasks = {task.id: task for task in problem.tree.tasks()}
    types = {robot.name: robot.type.name for robot in scenario.robots}
    for assignment in plan.assignments:
        task = tasks.get(assignment.task_id)
        if task is None or assignment.task_id in running:
            continue
        robots = assignment.robots
        if len(robots) != task.robots or len(set(robots)) != len(robots):
            reasons.append(f"{task.id} has {len(set(robots))} robots and needs {task.robots}")
        for robot in robots:
            if robot not in team:
                reasons.append(f"{robot} is not in the team and has {task.id}")
            elif not task.eligibility.permits(robot, types[robot]):
                reasons.append(f"{robot} is not permitted for {task.id}")
            elif (task.id, robot) in excluded:
                reasons.append(f"{robot} is ruled out for {task.id}")
    return reasons


def _check_times(plan: Plan, problem: PlanningProblem) -> list[str]:
    reasons = []
    remaining = {entry.task_id: entry.remaining_s for entry in problem.running}
    tasks = {task.id: task for task in problem.tree.tasks()}
    for entry in plan.assignments:
        if not entry.departure_s - TOLERANCE_S <= entry.start_s <= entry.end_s + TOLERANCE_S:
            reasons.append(f"{entry.task_id} departs, starts and ends in the wrong order")
        if entry.task_id in remaining:
            if entry.end_s + TOLERANCE_S < problem.now_s + remaining[entry.task_id]:
                reasons.append(f"{entry.task_id} is under way and cannot end at {entry.end_s:g} s")
        elif entry.departure_s + TOLERANCE_S < problem.now_s:
            reasons.append(f"{entry.task_id} departs at {entry.departure_s:g} s, before now")
        task = tasks.get(entry.task_id)
        if task is not None and task.deadline_s is not None and entry.end_s > task.deadline_s + TOLERANCE_S:
            reasons.append(
                f"{entry.task_id} ends at {entry.end_s:g} s, its deadline is {task.deadline_s:g} s"
            )
    return reasons


def _check_precedence(plan: Plan, problem: PlanningProblem) -> list[str]:
    held = held_until(plan, problem)
    starts = {entry.task_id: entry.start_s for entry in plan.assignments}
    pairs = sorted(_order(problem) | set(plan.order))
    return [
        f"{after} starts at {starts[after]:g} s, before {before} is done at {held[before]:g} s"
        for before, after in pairs
        if before in held and after in starts and starts[after] + TOLERANCE_S < held[before]
    ]


def _order(problem: PlanningProblem) -> set[tuple[str, str]]:
    """Precedence between tasks, closed, so that it also holds across tasks which are not planned. What is
    under way began when it might, so nothing has to come before it any more.
    """
    begun = {running.task_id for running in problem.running}
    return {(a, b) for a, b in _closed(set(task_edges(problem.tree))) if b not in begun}


def _closed(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    for middle in sorted({task for edge in edges for task in edge}):
        into = [a for a, b in edges if b == middle]
        out_of = [b for a, b in edges if a == middle]
        edges.update((a, b) for a in into for b in out_of)
    return edges


def _check_together(plan: Plan, problem: PlanningProblem) -> list[str]:
    reasons = []
    for node in problem.tree.nodes():
        if not isinstance(node, Branch) or node.relation is not Relation.TOGETHER:
            continue
        groups = [_assignments_below(child, plan) for child in node.children]
        groups = [group for group in groups if group]
        begun = {*problem.done, *(entry.task_id for entry in problem.running)}
        if any(task.id in begun for task in tasks_below(node)):
            continue
        starts = [min(entry.start_s for entry in group) for group in groups]
        if starts and max(starts) - min(starts) > TOLERANCE_S:
            reasons.append(
                f"the parts of {node.id} start at {', '.join(f'{s:g} s' for s in starts)}, not together"
            )
        ends = [max(entry.end_s for entry in group) for group in groups]
        if ends and max(ends) - min(ends) > TOLERANCE_S:
            reasons.append(
                f"the parts of {node.id} end at {', '.join(f'{e:g} s' for e in ends)}, not together"
            )
        crews = [{robot for entry in group for robot in entry.robots} for group in groups]
        shared = sorted(r for r in set().union(*crews) if sum(r in crew for crew in crews) > 1)
        if shared:
            reasons.append(f"{', '.join(shared)} would play two roles in {node.id}")
    return reasons


def _assignments_below(node: Node, plan: Plan) -> list[Assignment]:
    found = (plan.assignment(task.id) for task in tasks_below(node))
    return [entry for entry in found if entry is not None]


def _check_certificate(plan: Plan) -> list[str]:
    certificate = plan.certificate
    reasons = []
    if plan.assignments:
        last_s = max(entry.end_s for entry in plan.assignments)
        if abs(last_s - certificate.makespan_s) > TOLERANCE_S:
            reasons.append(
                f"the certificate says {certificate.makespan_s:g} s, the plan ends at {last_s:g} s"
            )
    reached_s = certificate.makespan_s + certificate.penalty_s
    if certificate.lower_bound_s > reached_s + TOLERANCE_S:
        reasons.append(f"the bound {certificate.lower_bound_s:g} s is above {reached_s:g} s")
    reasons += [
        f"{part.criterion} is {part.value:g}, below its own bound {part.lower_bound:g}"
        for part in certificate.criteria
        if part.lower_bound > part.value + TOLERANCE_S
    ]
    return reasons
