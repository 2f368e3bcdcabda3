"""A battery that runs low where the plan has it charged next is no news."""

from __future__ import annotations

from comuros.coordination.dispatch import next_assignment
from comuros.coordination.mission_run import MissionRun
from comuros.core.event import Event, EventKind
from comuros.core.task_status import TaskStatus
from comuros.core.verdict import Response, Verdict


def is_expected(run: MissionRun | None, event: Event) -> bool:
    """Whether the plan sends the robot of a low battery to a charger before it does anything further."""
    if run is None or run.plan is None or event.kind is not EventKind.BATTERY_LOW:
        return False
    robot = event.subjects[0]
    here = run.task_of(robot)
    if here is not None and here.robots[robot] is TaskStatus.RUNNING:
        later = [
            entry for entry in run.plan.of_robot(robot) if not _is_behind(run, entry.task_id, here.task.id)
        ]
        coming = later[0].task_id if later else ""
    else:
        entry = next_assignment(run, robot)
        coming = entry.task_id if entry is not None else ""
    return any((stop.robot, stop.before_task) == (robot, coming) for stop in run.plan.stops)


def _is_behind(run: MissionRun, task_id: str, current: str) -> bool:
    return task_id == current or not run.tasks[task_id].is_open


def expected_charging(run: MissionRun, event: Event) -> Verdict | None:
    """The verdict on a low battery that the plan counts with; None on everything else."""
    if not is_expected(run, event):
        return None
    robot = event.subjects[0]
    reason = f"the plan has {robot} charge before it goes on"
    return Verdict(event.id, run.id, relevant=False, response=Response.IGNORE, reason=reason)
