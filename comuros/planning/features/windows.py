"""Release times and deadlines of tasks, in ticks from now."""

from __future__ import annotations

from math import ceil, floor

from comuros.core.planning_problem import PlanningProblem
from comuros.planning.network import TaskNetwork
from comuros.planning.ticks import TICKS_PER_S


def releases_of(problem: PlanningProblem, network: TaskNetwork) -> dict[str, int]:
    """For every task with a release time that is still to come: when it may start."""
    found = {
        task.id: earliest_tick(task.release_s, problem.now_s)
        for task in network.tasks
        if task.release_s is not None
    }
    return {task_id: tick for task_id, tick in found.items() if tick > 0}


def deadlines_of(problem: PlanningProblem, network: TaskNetwork) -> dict[str, int]:
    """For every task with a deadline: when it must be done."""
    return {
        task.id: latest_tick(task.deadline_s, problem.now_s)
        for task in network.tasks
        if task.deadline_s is not None
    }


def earliest_tick(time_s: float, now_s: float) -> int:
    """The first tick at or after a mission time; 0 where it has passed."""
    return max(0, ceil((time_s - now_s) * TICKS_PER_S - 1e-6))


def latest_tick(time_s: float, now_s: float) -> int:
    """The last tick at or before a mission time."""
    return floor((time_s - now_s) * TICKS_PER_S + 1e-6)
