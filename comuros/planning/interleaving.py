"""Goals that bring something, split into taking and putting, so that one robot may carry several at once.

Whoever plans for robots with a `capacity` above one widens the problem with it before `solve`.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.carrying import capacity_of, takes
from comuros.core.composition import compose
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, Node, Relation, checked_tree


def interleaved(problem: PlanningProblem, *, scenario: Scenario) -> PlanningProblem:
    """The problem with every goal that a roomy robot could reach by taking something here and putting it
    there as two tasks in sequence, `<id>_take` and `<id>_put`; the same problem where there is none.

    The sequence keeps the goal's id, so that orders hold; the two tasks have one robot by what it holds.
    """
    roomy = [
        scenario.robot(status.robot)
        for status in problem.team
        if status.available and capacity_of(scenario.robot(status.robot)) > 1
    ]
    begun = {*problem.done, *problem.abandoned, *(entry.task_id for entry in problem.running)}

    def walk(node: Node) -> Node:
        if isinstance(node, Branch):
            if node.relation is Relation.TOGETHER:
                return node
            children = tuple(walk(child) for child in node.children)
            return node if children == node.children else replace(node, children=children)
        return node if node.id in begun else _split(node, roomy, problem, scenario)

    root = walk(problem.tree.root)
    if root is problem.tree.root:
        return problem
    tree = problem.tree
    split = checked_tree(root, constraints=tree.constraints, instruction_id=tree.instruction_id)
    return replace(problem, tree=split)


def _split(task: Task, roomy: list[Robot], problem: PlanningProblem, scenario: Scenario) -> Node:
    if not isinstance(task.work, Goal) or len(task.work.literals) != 1 or task.robots > 1:
        return task
    for robot in roomy:
        if task.eligibility.permits(robot.name, robot.type.name):
            calls = compose(task.work, robots=(robot,), state=problem.state, scenario=scenario).calls
            working = [call for call in calls if not scenario.skill(call.skill).duration.travels_to]
            if len(working) == 2 and takes(scenario.skill(working[0].skill)):
                return _pair(task, *working)
    return task


def _pair(task: Task, take: SkillCall, put: SkillCall) -> Branch:
    first = replace(task, id=f"{task.id}_take", label=str(take), work=take, deadline_s=None)
    last = replace(task, id=f"{task.id}_put", label=str(put), work=put, release_s=None)
    return Branch(task.id, Relation.SEQUENCE, (first, last), task.label)
