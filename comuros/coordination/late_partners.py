"""Robots that begin together wait for one another at a barrier, but not for ever: who does not come in time
has failed, and its partners are let go with it. Called by the coordinator on every advance.
"""

from __future__ import annotations

from comuros.coordination.barriers import barrier_coalition, barrier_of, group_of, task_of_barrier
from comuros.coordination.detection import on_detected
from comuros.coordination.dispatch import is_due
from comuros.coordination.leaf_watch import failed_event
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.situation import Situation
from comuros.core.command import Command
from comuros.core.event import TaskReported
from comuros.core.task_status import Cause, TaskStatus


def give_up_waiting(situation: Situation, run: MissionRun) -> list[Command]:
    """Have every robot judged that is overdue where others wait for it.

    Time counts from when nothing but the missing robot keeps the group from beginning, and not before the
    plan has it begin. A robot still at work on something else is none of this: its task is late there.
    """
    for barrier_id, ready in sorted(run.ready.items()):
        late = _late_robot(situation, run, barrier_id, ready)
        if late is not None:
            return _judged(situation, run, late, ready)
    return []


def _late_robot(
    situation: Situation, run: MissionRun, barrier_id: str, ready: set[str]
) -> tuple[str, str] | None:
    """The task and the robot that is missing at a barrier and overdue."""
    if "#" in barrier_id or barrier_id in run.released:
        return None
    group = [member for member in group_of(run, task_of_barrier(barrier_id)) if run.tasks[member].is_open]
    if not group or barrier_of(run, group[0]) != barrier_id:
        return None
    missing = [robot for robot in barrier_coalition(run, barrier_id) if robot not in ready]
    if not missing or not all(is_due(run, member, situation.now_s) for member in group):
        return None
    gathering_s = run.gathering_since.setdefault(barrier_id, situation.now_s)
    since_s = max(gathering_s, _planned_start_s(run, group))
    for member in group:
        task = run.tasks[member]
        for robot in missing:
            is_coming = robot in task.robots and not task.robots[robot].is_final
            begun_s = max(since_s, task.given_s.get(robot, since_s))
            if is_coming and situation.now_s - begun_s >= situation.settings.meet_within_s:
                return member, robot
    return None


def _judged(situation: Situation, run: MissionRun, late: tuple[str, str], ready: set[str]) -> list[Command]:
    task_id, robot = late
    run.attempts[task_id, robot] += 1
    words = f"{', '.join(sorted(ready))} waited for {robot} {situation.settings.meet_within_s:g} s in vain"
    report = TaskReported(
        task_id, robot, run.tasks[task_id].revision, TaskStatus.FAILED, cause=Cause.TIMEOUT, message=words
    )
    return on_detected(situation, failed_event(run, report, situation.now_s))


def _planned_start_s(run: MissionRun, group: list[str]) -> float:
    assert run.plan is not None
    entries = [run.plan.assignment(member) for member in group]
    return run.started_s + max((entry.start_s for entry in entries if entry is not None), default=0.0)
