"""The open `ExecuteTask` goals of one robot, matched with what its agent reports. The agent's node
holds one.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.command import StartTask
from comuros.core.event import TaskReported
from comuros.core.task_status import TaskStatus
from comuros.nodes.convert.task_report import task_report_to_ros
from comuros.nodes.goal_server import GoalEnd, OpenGoal
from comuros_msgs.action import ExecuteTask

ENDS = {
    TaskStatus.SUCCEEDED: GoalEnd.SUCCEEDED,
    TaskStatus.FAILED: GoalEnd.ABORTED,
    TaskStatus.CANCELLED: GoalEnd.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    goal: OpenGoal
    command: StartTask


class TaskGoals:
    """Keeps every goal until its task ends. A task kept by a newer plan answers the older goals too."""

    def __init__(self) -> None:
        self._open: list[_Entry] = []

    def add(self, goal: OpenGoal, command: StartTask) -> None:
        """Remember an accepted goal."""
        self._open.append(_Entry(goal, command))

    def task_of(self, goal: OpenGoal) -> str:
        """The task a goal is for, "" where the goal has ended."""
        return next((entry.command.task.id for entry in self._open if entry.goal is goal), "")

    def report(self, report: TaskReported) -> None:
        """Pass a report on: as feedback, or as the goal's result where it is final."""
        message = task_report_to_ros(report)
        for entry in [each for each in self._open if _concerns(report, each.command)]:
            if report.status.is_final:
                self._open.remove(entry)
                entry.goal.finish(ENDS[report.status], ExecuteTask.Result(report=message))
            else:
                entry.goal.feedback(ExecuteTask.Feedback(report=message))


def _concerns(report: TaskReported, command: StartTask) -> bool:
    return report.task_id == command.task.id and report.revision >= command.revision
