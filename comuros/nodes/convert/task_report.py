"""Reports of tasks and of single skill calls: both travel as `TaskReport` inside actions."""

from __future__ import annotations

from comuros.core.event import TaskReported
from comuros.core.robot_port import SkillReport
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.convert.choice import choice_from_ros
from comuros_msgs.msg import TaskReport


def task_report_from_ros(message: TaskReport, *, task_id: str, robot: str, revision: int) -> TaskReported:
    """The report; what it is about is known from the goal.

    Raises:
        InputError: an unknown status or cause.
    """
    return TaskReported(
        task_id=task_id,
        robot=robot,
        revision=revision,
        status=choice_from_ros(TaskStatus, message.status, field=f"status of task {task_id!r}"),
        progress=message.progress,
        stage=message.stage,
        cause=choice_from_ros(Cause, message.cause or Cause.NONE.value, field=f"cause of task {task_id!r}"),
        message=message.message,
        calls_done=int(message.calls_done),
        checkpoint=message.checkpoint,
    )


def task_report_to_ros(report: TaskReported) -> TaskReport:
    """The report as a message."""
    return TaskReport(
        status=report.status.value,
        progress=float(report.progress),
        stage=report.stage,
        calls_done=report.calls_done,
        checkpoint=report.checkpoint,
        cause=report.cause.value,
        message=report.message,
    )


def skill_report_from_ros(message: TaskReport, *, call_id: str) -> SkillReport:
    """The report of one skill call.

    Raises:
        InputError: an unknown status or cause.
    """
    return SkillReport(
        call_id=call_id,
        status=choice_from_ros(TaskStatus, message.status, field=f"status of call {call_id!r}"),
        progress=message.progress,
        cause=choice_from_ros(Cause, message.cause or Cause.NONE.value, field=f"cause of call {call_id!r}"),
        message=message.message,
    )


def skill_report_to_ros(report: SkillReport) -> TaskReport:
    """The report as a message."""
    return TaskReport(
        status=report.status.value,
        progress=float(report.progress),
        cause=report.cause.value,
        message=report.message,
    )
