"""Replacing a goal no crew can reach by the skill calls of a hand-over, so that the ordinary planner
allocates them.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Goal, Task
from comuros.core.tree import Branch, Node, OrderConstraint, Relation, TaskTree, checked_tree
from comuros.planning.handover.goal_planner import HandOver, plan_goal


def widened(
    problem: PlanningProblem,
    task_id: str,
    *,
    scenario: Scenario,
    travel: TravelModel,
    time_limit_s: float = 30.0,
) -> PlanningProblem | None:
    """The problem with a goal task replaced by a branch of skill calls, each for the robot that makes it;
    None where no hand-over reaches the goal from the present state.

    The branch keeps the task's id; its calls are `<id>_1`, `<id>_2`, …, with the orders they need.
    """
    task = problem.tree.node(task_id)
    if not isinstance(task, Task) or not isinstance(task.work, Goal) or task.robots > 1:
        return None
    team = [scenario.robot(status.robot) for status in problem.team if status.available]
    robots = [robot for robot in team if task.eligibility.permits(robot.name, robot.type.name)]
    found = plan_goal(
        task.work.literals, state=problem.state, robots=robots, scenario=scenario, travel=travel,
        time_limit_s=time_limit_s,
    )  # fmt: skip
    if found is None or not found.steps:
        return None
    return replace(problem, tree=_replaced(problem.tree, task, found))


def _replaced(tree: TaskTree, task: Task, found: HandOver) -> TaskTree:
    """Travel is left to the planner: it is part of the approach to the call it serves."""
    working = [number for number, step in enumerate(found.steps) if not _is_travel(step.call)]
    names = {number: f"{task.id}_{place}" for place, number in enumerate(working, start=1)}
    leaves = tuple(_leaf(names[n], found.steps[n].call, found.steps[n].robot, task) for n in working)
    orders = tuple(
        OrderConstraint(f"{names[a]}_before_{names[b]}", names[a], names[b], "the hand-over needs it")
        for a, b in sorted(_between(found, working))
    )
    branch = Branch(task.id, Relation.PARALLEL, leaves, task.label)

    def walk(node: Node) -> Node:
        if node.id == task.id:
            return branch
        if isinstance(node, Branch):
            return replace(node, children=tuple(walk(child) for child in node.children))
        return node

    constraints = (*tree.constraints, *orders)
    return checked_tree(walk(tree.root), constraints=constraints, instruction_id=tree.instruction_id)


def _leaf(name: str, call: SkillCall, robot: str, task: Task) -> Task:
    return Task(name, str(call), call, eligibility=Eligibility(only=(robot,)), deadline_s=task.deadline_s)


def _is_travel(call: SkillCall) -> bool:
    return call.skill in ("go_to", "fly_to")


def _between(found: HandOver, working: list[int]) -> set[tuple[int, int]]:
    """Orders between working steps, those over travel in between included."""
    order = set(found.order)
    for middle in range(len(found.steps)):
        into = [a for a, b in order if b == middle]
        out_of = [b for a, b in order if a == middle]
        order.update((a, b) for a in into for b in out_of)
    return {(a, b) for a, b in order if a in working and b in working}
