"""Goals that bring something, split into taking and putting, so that one robot may carry several at once.

The worker that plans a mission calls `solve_interleaving`; a program widens a problem with `interleaved`
before `solve`.
"""

from __future__ import annotations

import time
from dataclasses import replace

from comuros.core.carrying import HOLDING, capacity_of, held_by, takes
from comuros.core.composition import compose
from comuros.core.interleaving import Interleaving
from comuros.core.plan import Certificate, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, Node, Relation, checked_tree, task_edges
from comuros.planning.solver import solve

PLAIN_SHARE = 0.5
"""Share of the time limit for the tree as it is, where there is something to interleave."""
WORTH_WHILE = 0.5
"""What a tree in parts must gain, in the unit of the criterion that decides: less is rounding."""
_EQUAL = 1e-6


def solve_interleaving(
    problem: PlanningProblem, *, scenario: Scenario, travel: TravelModel
) -> tuple[PlanningOutcome, Interleaving | None]:
    """Plan the tree as it is and, where a robot with room for several objects could carry at least two of
    those that the mission brings, with these goals split; both within `problem.time_limit_s`.

    The interleaving is None unless its plan is better by the problem's objective: what a tree in parts ends
    with is never worse. A mission that is impossible as it is may be possible that way if it has deadlines.

    Raises:
        InvariantBroken: a plan found does not pass the independent validator.
    """
    began = time.monotonic()
    split = interleaved(problem, scenario=scenario)
    if split is problem:
        return solve(problem, scenario=scenario, travel=travel), None
    limit_s = problem.time_limit_s
    plain = solve(replace(problem, time_limit_s=PLAIN_SHARE * limit_s), scenario=scenario, travel=travel)
    left_s = limit_s - (time.monotonic() - began)
    hopeless = plain.status is PlanningStatus.INFEASIBLE and not _has_deadlines(problem)
    if hopeless or plain.status is PlanningStatus.UNSUPPORTED or left_s <= 0:
        return plain, None
    found = solve(replace(split, time_limit_s=left_s), scenario=scenario, travel=travel)
    if found.plan is None:
        return plain, None
    if plain.plan is not None and not _is_better(found.plan.certificate, plain.plan.certificate):
        return plain, None
    return plain, Interleaving(split.tree, found.plan)


def interleaved(problem: PlanningProblem, *, scenario: Scenario) -> PlanningProblem:
    """The problem with every goal that a roomy robot could reach by taking something here and putting it
    there as two tasks in sequence, `<id>_take` and `<id>_put`; the same problem where there is none, or no
    second object that could be in hand meanwhile.

    The sequence keeps the goal's id, so that orders hold; the two tasks have one robot by what it holds. The
    second one is the goal itself, so that whoever finds the object elsewhere can still bring it. What is
    under way, and what some robot may not do any more, stays whole.
    """
    roomy = [
        scenario.robot(status.robot)
        for status in problem.team
        if status.available and capacity_of(scenario.robot(status.robot)) > 1
    ]
    splitting = _Splitting(problem, roomy, scenario) if roomy else None
    root = splitting.walk(problem.tree.root) if splitting else problem.tree.root
    if splitting is None or not splitting.pairs or len(splitting.pairs) + splitting.in_parts() < 2:
        return problem
    tree = problem.tree
    return problem.with_tree(
        checked_tree(root, constraints=tree.constraints, instruction_id=tree.instruction_id)
    )


class _Splitting:
    """One pass over a tree; `pairs` are the ids of the goals it split."""

    def __init__(self, problem: PlanningProblem, roomy: list[Robot], scenario: Scenario) -> None:
        self._problem = problem
        self._roomy = roomy
        self._scenario = scenario
        self._whole = {*problem.done, *problem.abandoned, *(entry.task_id for entry in problem.running)}
        self._whole.update(entry.task_id for entry in problem.excluded)
        self._fetched = self._fetched_before()
        self.pairs: list[str] = []

    def walk(self, node: Node) -> Node:
        """The node with the goals below it split."""
        if isinstance(node, Branch):
            if node.relation is Relation.TOGETHER:
                return node
            children = tuple(self.walk(child) for child in node.children)
            return node if children == node.children else replace(node, children=children)
        return node if node.id in self._whole or node.id in self._fetched else self._split(node)

    def in_parts(self) -> int:
        """How many objects are brought in parts already: those in roomy hands, and those some open task
        takes for another.
        """
        held = sum(len(held_by(robot.name, self._problem.state)) for robot in self._roomy)
        return held + len(self._fetched)

    def _fetched_before(self) -> frozenset[str]:
        """Goals for which an earlier task, not done yet, takes the object."""
        tasks = {task.id: task for task in self._problem.tree.tasks()}
        return frozenset(
            after
            for before, after in task_edges(self._problem.tree)
            if before not in self._problem.done
            and isinstance(tasks[after].work, Goal)
            and self._taken(tasks[before]) & _brought(tasks[after])
        )

    def _taken(self, task: Task) -> frozenset[str]:
        """The objects that whoever makes the call of a task holds after it."""
        if not isinstance(task.work, SkillCall) or not takes(self._scenario.skill(task.work.skill)):
            return frozenset()
        skill = self._scenario.skill(task.work.skill)
        effects = skill.ground_effects(skill.binding("", task.work.arguments))
        return frozenset(e.atom.arguments[1] for e in effects if e.positive and e.atom.predicate == HOLDING)

    def _split(self, task: Task) -> Node:
        if not isinstance(task.work, Goal) or len(task.work.literals) != 1 or task.robots > 1:
            return task
        state, scenario = self._problem.state, self._scenario
        for robot in self._roomy:
            if task.eligibility.permits(robot.name, robot.type.name):
                calls = compose(task.work, robots=(robot,), state=state, scenario=scenario).calls
                working = [call for call in calls if not scenario.skill(call.skill).duration.travels_to]
                if len(working) == 2 and takes(scenario.skill(working[0].skill)):
                    self.pairs.append(task.id)
                    return _pair(task, working[0])
        return task


def _brought(task: Task) -> frozenset[str]:
    assert isinstance(task.work, Goal)
    return frozenset(literal.atom.arguments[0] for literal in task.work.literals if literal.atom.arguments)


def _pair(task: Task, take: SkillCall) -> Branch:
    first = replace(task, id=f"{task.id}_take", label=str(take), work=take, deadline_s=None)
    last = replace(task, id=f"{task.id}_put", release_s=None)
    return Branch(task.id, Relation.SEQUENCE, (first, last), task.label)


def _has_deadlines(problem: PlanningProblem) -> bool:
    return any(task.deadline_s is not None for task in problem.tree.tasks())


def _is_better(found: Certificate, plain: Certificate) -> bool:
    """Whether the first criterion in which two plans differ is smaller, by more than rounding."""
    for value, other in zip(_values(found, plain), _values(plain, found), strict=False):
        if abs(value - other) > _EQUAL:
            return other - value > WORTH_WHILE
    return False


def _values(certificate: Certificate, other: Certificate) -> tuple[float, ...]:
    """The criteria, penalties in the first; makespan and travel where one of two plans names none."""
    if certificate.criteria and other.criteria:
        return tuple(reached.value for reached in certificate.criteria)
    return certificate.makespan_s + certificate.penalty_s, certificate.total_travel_m
