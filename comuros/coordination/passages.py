"""Whether what is used one after the other is free: lifts, doors and narrow ways, in the order of the plan.

A robot is not given its task, and work that uses such a thing does not begin, before those planned earlier
are through. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from comuros.coordination.barriers import barrier_of
from comuros.coordination.mission_run import MissionRun
from comuros.core.plan import Passage
from comuros.core.task_status import TaskStatus

_TOLERANCE_S = 1e-6


def may_set_out(run: MissionRun, robot: str, task_id: str, now_s: float) -> bool:
    """Whether the way of a robot to its task is free as far as the plan has it wait for others."""
    return all(
        _is_clear(run, passage, now_s)
        for passage in _passages(run)
        if not passage.at_work and (passage.robot, passage.before_task) == (robot, task_id)
    )


def may_begin(run: MissionRun, task_id: str, now_s: float) -> bool:
    """Whether everything that work on a task uses is free, as far as the plan has it wait for others."""
    return all(
        _is_clear(run, passage, now_s)
        for passage in _passages(run)
        if passage.at_work and passage.before_task == task_id
    )


def _passages(run: MissionRun) -> tuple[Passage, ...]:
    return run.plan.passages if run.plan is not None else ()


def _is_clear(run: MissionRun, mine: Passage, now_s: float) -> bool:
    """Whether all who use the same thing before are through, or will be by the time this robot gets there."""
    return all(_lets_pass(run, other, mine, now_s) for other in _before(run, mine))


def _before(run: MissionRun, mine: Passage) -> Iterator[Passage]:
    for other in _passages(run):
        same = other.resource == mine.resource and other.robot != mine.robot
        if same and other.end_s <= mine.start_s + _TOLERANCE_S:
            yield other


def _lets_pass(run: MissionRun, other: Passage, mine: Passage, now_s: float) -> bool:
    """A use with a lead is entered later than its robot sets out, so what another one still needs is counted
    from when that one set out. Who is planned to set out later is not waited for: this robot might be what
    it waits for.
    """
    if _is_over(run, other):
        return True
    began_s = _began_s(run, other)
    if began_s is None:
        return bool(mine.lead_s or other.lead_s) and (
            other.start_s - other.lead_s > mine.start_s - mine.lead_s + _TOLERANCE_S
        )
    through_s = began_s + other.lead_s + other.end_s - other.start_s
    return mine.lead_s > 0.0 and now_s + mine.lead_s >= through_s


def _is_over(run: MissionRun, use: Passage) -> bool:
    """On its way to a task a robot is through once it stands there; at work, once it is done."""
    task = run.tasks.get(use.before_task)
    if task is None or not task.is_open:
        return True
    status = task.robots.get(use.robot)
    if use.at_work:
        return status is TaskStatus.SUCCEEDED
    stands_ready = status is not None and use.robot in run.ready.get(barrier_of(run, use.before_task), ())
    return status in (TaskStatus.RUNNING, TaskStatus.SUCCEEDED) or stands_ready


def _began_s(run: MissionRun, use: Passage) -> float | None:
    """When a robot set out on its way, or began its work; None where it has not."""
    task = run.tasks[use.before_task]
    if use.at_work:
        return task.started_s if task.started else None
    status = task.robots.get(use.robot)
    return None if status is None or status.is_final else task.given_s.get(use.robot)
