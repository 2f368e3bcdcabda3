"""Replacing goals no crew can reach by the skill calls of a hand-over, so that the ordinary planner allocates
them.

The coordinator has `hand_overs` run by a worker where a mission has no plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from comuros.core.literal import Literal
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Goal, Task
from comuros.core.tree import (
    Branch,
    Constraint,
    Node,
    OrderConstraint,
    Relation,
    TaskTree,
    checked_tree,
    task_edges,
)
from comuros.core.world_state import WorldState
from comuros.planning.candidates import build_instance
from comuros.planning.handover.goal_planner import HandOver, plan_goal
from comuros.planning.handover.grounding import giver_of
from comuros.planning.handover.refolding import HAND_OVER_WORDS, refolded, with_node


def hand_overs(
    problem: PlanningProblem,
    *,
    scenario: Scenario,
    travel: TravelModel,
    sought: Sequence[tuple[str, Task]] = (),
    time_limit_s: float = 30.0,
) -> TaskTree | None:
    """The tree with every goal that nobody can reach alone replaced by a hand-over; None where there is no
    such goal, or one that no hand-over reaches.

    Hand-overs that the tree has already, `sought` as branch id and goal, are folded first where their calls
    cannot be made any more.

    Raises:
        PartMissing: unified-planning or its Fast Downward engine is not installed.
    """
    stuck = _stuck(problem, scenario, travel)
    if not stuck:
        return None
    folded = refolded(problem, [task.id for task in stuck], sought=sought, scenario=scenario)
    if folded.tree != problem.tree:
        stuck = _stuck(folded, scenario, travel)
    widened_problem = folded
    for task in stuck:
        found = widened(
            widened_problem, task.id, scenario=scenario, travel=travel, time_limit_s=time_limit_s / len(stuck)
        )
        if found is None:
            return None
        widened_problem = found
    return widened_problem.tree


def _stuck(problem: PlanningProblem, scenario: Scenario, travel: TravelModel) -> list[Task]:
    """The tasks nobody can do and that have to be done."""
    built = build_instance(problem, scenario=scenario, travel=travel)
    optional = built.instance.network.alternative_of
    return [entry.task for entry in built.undoable if entry.task.id not in optional]


def widened(
    problem: PlanningProblem,
    task_id: str,
    *,
    scenario: Scenario,
    travel: TravelModel,
    time_limit_s: float = 30.0,
) -> PlanningProblem | None:
    """The problem with a goal task replaced by a branch of skill calls, each for the robot that makes it;
    None where no hand-over reaches the goal from the state expected when its turn comes.

    The branch keeps the task's id; its calls are `<id>_1`, `<id>_2`, …, with the orders they need. Where a
    robot takes something out of another's hand, both calls are one `together`.
    """
    task = problem.tree.node(task_id)
    if not isinstance(task, Task) or not isinstance(task.work, Goal) or task.robots > 1:
        return None
    helpers = _helpers(problem, task, scenario)
    while True:
        found = plan_goal(
            task.work.literals,
            state=_expected(problem, task, scenario),
            robots=helpers,
            scenario=scenario,
            travel=travel,
            time_limit_s=time_limit_s,
        )
        if found is None or not found.steps:
            return None
        failed_alone = _one_that_failed(problem, task, found)
        if not failed_alone:
            return problem.with_tree(_Widening(problem.tree, task, found, scenario).tree())
        helpers = [robot for robot in helpers if robot.name != failed_alone]


def _one_that_failed(problem: PlanningProblem, task: Task, found: HandOver) -> str:
    """The robot that would do the whole by itself though it has failed at it; "" where there is none."""
    hands = {step.robot for step in found.steps}
    failed = {entry.robot for entry in problem.excluded if entry.task_id == task.id}
    return min(hands) if len(hands) == 1 and hands <= failed else ""


def _helpers(problem: PlanningProblem, task: Task, scenario: Scenario) -> list[Robot]:
    """Who may take part. A robot that failed at the whole may still do a part; a person who said no to the
    whole is not asked for a part.
    """
    said_no = {entry.robot for entry in problem.excluded if entry.task_id == task.id}
    team = (scenario.robot(status.robot) for status in problem.team if status.available)
    return [
        robot
        for robot in team
        if task.eligibility.permits(robot.name, robot.type.name)
        and not (robot.is_human and robot.name in said_no)
    ]


def _expected(problem: PlanningProblem, task: Task, scenario: Scenario) -> WorldState:
    """The present, then what the tasks that come before bring about."""
    before = {earlier for earlier, later in task_edges(problem.tree) if later == task.id}
    state = problem.state
    for other in problem.tree.tasks():
        if other.id in before and other.id not in problem.done:
            state = state.after(_effects(problem, other, scenario))
    return state


def _effects(problem: PlanningProblem, task: Task, scenario: Scenario) -> tuple[Literal, ...]:
    """What a task brings about, as far as that is certain: a call's effects where one robot is to make it."""
    if isinstance(task.work, Goal):
        return task.work.literals
    given = [entry.robots for entry in problem.running if entry.task_id == task.id]
    robots = given[0] if given else task.eligibility.only
    if not isinstance(task.work, SkillCall) or len(robots) != 1:
        return ()
    skill = scenario.skill(task.work.skill)
    return skill.ground_effects(skill.binding(robots[0], task.work.arguments))


@dataclass(frozen=True, slots=True)
class _Widening:
    """One task's hand-over as part of the tree. Travel is left to the planner, as the approach to the call it
    serves, unless another robot's call counts on it.
    """

    old: TaskTree
    task: Task
    found: HandOver
    scenario: Scenario

    def tree(self) -> TaskTree:
        """The tree with the task replaced."""
        kept = [n for n in range(len(self.found.steps)) if self._is_kept(n)]
        names = {number: f"{self.task.id}_{place}" for place, number in enumerate(kept, start=1)}
        nodes = tuple(self._node(names[n], n) for n in kept)
        orders: tuple[Constraint, ...] = tuple(
            OrderConstraint(f"{names[a]}_before_{names[b]}", names[a], names[b], HAND_OVER_WORDS)
            for a, b in sorted(self._between(kept))
        )
        branch = Branch(self.task.id, Relation.PARALLEL, nodes, self.task.label)
        return checked_tree(
            with_node(self.old.root, branch),
            constraints=(*self.old.constraints, *orders),
            instruction_id=self.old.instruction_id,
        )

    def _is_kept(self, number: int) -> bool:
        step = self.found.steps[number]
        if not self._travels(step.call) or self._brings_about(number):
            return True
        reached = {atom for atom in step.adds if atom.predicate == "at"}
        return any(
            (number, later) in self.found.order
            and other.robot != step.robot
            and any(need.positive and need.atom in reached for need in other.needs)
            for later, other in enumerate(self.found.steps)
        )

    def _node(self, name: str, number: int) -> Node:
        step = self.found.steps[number]
        literals = self._ends_in(number)
        if literals:
            return replace(self.task, id=name, work=Goal(literals))
        giver = giver_of(step.call, self.scenario)
        if not giver:
            return self._leaf(name, step.call, step.robot)
        thing, _, place = step.call.arguments
        give = SkillCall("give", (thing, step.robot, place))
        roles = (self._leaf(f"{name}_give", give, giver), self._leaf(f"{name}_take", step.call, step.robot))
        return Branch(name, Relation.TOGETHER, roles, f"{giver} hands {thing} to {step.robot}")

    def _ends_in(self, number: int) -> tuple[Literal, ...]:
        """What this step brings about by a method robots know: it stays a goal, so that a hand-over can be
        looked for again where it fails.
        """
        last = self.found.steps[number].call.skill
        known = {
            method.achieves.atom.predicate
            for method in self.scenario.methods
            if [each.skill for each in method.steps[-1:]] == [last]
        }
        return tuple(each for each in self._brings_about(number) if each.atom.predicate in known)

    def _brings_about(self, number: int) -> tuple[Literal, ...]:
        """What the task is for and no later step changes."""
        step, later = self.found.steps[number], self.found.steps[number + 1 :]
        assert isinstance(self.task.work, Goal)
        return tuple(
            literal
            for literal in self.task.work.literals
            if literal.positive
            and literal.atom in step.adds
            and not any(literal.atom in other.adds | other.deletes for other in later)
        )

    def _leaf(self, name: str, call: SkillCall, robot: str) -> Task:
        only = Eligibility(only=(robot,))
        return Task(name, str(call), call, eligibility=only, deadline_s=self.task.deadline_s)

    def _travels(self, call: SkillCall) -> bool:
        skill = self.scenario.skill(call.skill)
        return bool(skill.duration.travels_to) and not skill.preconditions

    def _between(self, kept: list[int]) -> Iterator[tuple[int, int]]:
        """Orders between kept steps, those over travel in between included."""
        order = set(self.found.order)
        for middle in range(len(self.found.steps)):
            into = [a for a, b in order if b == middle]
            out_of = [b for a, b in order if a == middle]
            order.update((a, b) for a in into for b in out_of)
        yield from ((a, b) for a, b in order if a in kept and b in kept)
