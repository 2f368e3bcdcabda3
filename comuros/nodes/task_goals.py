"""The open `ExecuteTask` goals of one robot, matched with what its agent reports. The agent's node
holds one.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.command import StartTask
from comuros.core.event import TaskReported
from comuros.nodes.convert.task_report import task_report_to_ros
from comuros.nodes.goal_server import END_OF, OpenGoal
from comuros_msgs.action import ExecuteTask


@dataclass(slots=True, eq=False)
class _Entry:
    goal: OpenGoal
    command: StartTask
    wanted: bool = True


class TaskGoals:
    """Keeps every goal until its task ends. A task kept by a newer plan answers the older goals too, and one
    that was sent twice answers both goals.
    """

    def __init__(self) -> None:
        self._open: list[_Entry] = []

    def add(self, goal: OpenGoal, command: StartTask) -> None:
        """Remember an accepted goal."""
        self._open.append(_Entry(goal, command))

    def cancel(self, goal: OpenGoal) -> str:
        """The task to cancel for a goal that is cancelled: "" where the goal has ended, or where the same
        task of the same revision is wanted by another goal too: a sender that repeats itself takes back what
        it has too many.
        """
        entry = next((each for each in self._open if each.goal is goal), None)
        if entry is None:
            return ""
        entry.wanted = False
        twins = [each for each in self._open if each.wanted and _is_same(each.command, entry.command)]
        return "" if twins else entry.command.task.id

    def report(self, report: TaskReported) -> None:
        """Pass a report on: as feedback, or as the goal's result where it is final."""
        message = task_report_to_ros(report)
        for entry in [each for each in self._open if _concerns(report, each.command)]:
            if report.status.is_final:
                self._open.remove(entry)
                entry.goal.finish(END_OF[report.status], ExecuteTask.Result(report=message))
            else:
                entry.goal.feedback(ExecuteTask.Feedback(report=message))


def _is_same(one: StartTask, other: StartTask) -> bool:
    return (one.mission_id, one.task.id, one.revision) == (other.mission_id, other.task.id, other.revision)


def _concerns(report: TaskReported, command: StartTask) -> bool:
    return report.task_id == command.task.id and report.revision >= command.revision
