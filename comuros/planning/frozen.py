"""Tasks under way: their times are given, and their robots become free where and when they end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from comuros.core.errors import InputError
from comuros.core.planning_problem import PlanningProblem, RunningTask
from comuros.core.robot import RobotStatus
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.core.task_model import TaskModel, compile_task
from comuros.core.tree import Branch, Relation, tasks_below
from comuros.planning.approach import CM_PER_M, Ready, where_is
from comuros.planning.instance import Frozen, Pool, Turn, Way
from comuros.planning.network import TaskNetwork
from comuros.planning.ticks import TICKS_PER_S, ticks_of


@dataclass(frozen=True, slots=True)
class FrozenTask:
    """A task under way, and the way its robots do it."""

    frozen: Frozen
    ways: tuple[Way, ...]


def freeze(problem: PlanningProblem, *, scenario: Scenario, travel: TravelModel) -> dict[str, FrozenTask]:
    """Every task under way that has to go on, by its id."""
    free = {running.task_id for running in abortable(problem)}
    return {
        running.task_id: _frozen(running, problem, scenario, travel)
        for running in problem.running
        if running.task_id not in free
    }


def abortable(problem: PlanningProblem) -> tuple[RunningTask, ...]:
    """Tasks under way that a plan may have stopped at a price. Parts of a `together` are not among them:
    the others would wait for what starts anew.
    """
    allied = {
        task.id
        for node in problem.tree.nodes()
        if isinstance(node, Branch) and node.relation is Relation.TOGETHER
        for task in tasks_below(node)
    }
    return tuple(r for r in problem.running if r.abort_price_s is not None and r.task_id not in allied)


def going_on(
    running: RunningTask, problem: PlanningProblem, *, scenario: Scenario, travel: TravelModel
) -> Way:
    """The way of an abortable task that simply goes on. What it still travels is in no plan's figures, as
    with every task under way.
    """
    way = _frozen(running, problem, scenario, travel).ways[0]
    return replace(way, start="", turn=Turn.FIRST, goes_on=True, cost_cm=0)


def ready_times(
    problem: PlanningProblem, network: TaskNetwork, frozen: Mapping[str, FrozenTask]
) -> dict[str, Ready]:
    """When and where each robot of the team is free; robots of a `together` are held until the last
    member is done.
    """
    ready = {status.robot: where_is(status, 0) for status in problem.team}
    for task_id, entry in frozen.items():
        peers = _peers(network, task_id)
        end = max([entry.frozen.end, *(frozen[peer].frozen.end for peer in peers if peer in frozen)])
        for robot in entry.frozen.robots:
            ready[robot] = Ready(end, entry.frozen.place)
    return ready


def _frozen(
    running: RunningTask, problem: PlanningProblem, scenario: Scenario, travel: TravelModel
) -> FrozenTask:
    task = problem.tree.node(running.task_id)
    if not isinstance(task, Task):
        raise InputError(f"running task {running.task_id!r} is no leaf of the tree")
    robots = [scenario.robot(name) for name in running.robots]
    compiled = compile_task(task, robots=robots, state=problem.state, scenario=scenario, travel=travel)
    model = compiled if isinstance(compiled, TaskModel) else _assumed(task, running, scenario)
    old = problem.previous.assignment(task.id) if problem.previous else None
    place = model.end or (old.end if old else "") or _stands(problem.team, running.robots)
    ticks = ticks_of(running.remaining_s)
    pool = Pool(running.robots, len(running.robots))
    way = Way(task.id, (pool,), place, place, ticks, round(model.cost * CM_PER_M), model)
    began = 0 if old is None else min(0, int((old.start_s - problem.now_s) * TICKS_PER_S))
    return FrozenTask(Frozen(task.id, running.robots, began, ticks, place, old.start if old else ""), (way,))


def _peers(network: TaskNetwork, task_id: str) -> tuple[str, ...]:
    groups = [[t for member in group.members for t in member] for group in network.togethers]
    return tuple(t for group in groups if task_id in group for t in group)


def _assumed(task: Task, running: RunningTask, scenario: Scenario) -> TaskModel:
    """What a task under way will have brought about, where it cannot be compiled anew from its middle."""
    effects = task.work.literals if isinstance(task.work, Goal) else ()
    if isinstance(task.work, SkillCall):
        skill = scenario.skill(task.work.skill)
        effects = skill.ground_effects(skill.binding(running.robots[0], task.work.arguments))
    types = tuple(scenario.robot(name).type.name for name in running.robots)
    return TaskModel(task.id, types, "", "", running.remaining_s, 0.0, (), 0, (), effects)


def _stands(team: tuple[RobotStatus, ...], robots: tuple[str, ...]) -> str:
    return next((status.place for status in team if status.robot in robots and status.place), "")
