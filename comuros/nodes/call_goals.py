"""The goals of a robot's skill calls. A call that was sent twice, because its sender did not hear that the
first goal had come, is carried out once. Every server of skills holds one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from comuros.core.robot_port import SkillReport
from comuros.nodes.convert.task_report import skill_report_to_ros
from comuros.nodes.goal_server import END_OF, OpenGoal
from comuros_msgs.action import ExecuteSkill

_ENDED_KEPT = 16


class CallGoals:
    """Which open goals each call has, and what they are told; calls are told apart by their ids."""

    def __init__(self, *, on_end: Callable[[], None] = lambda: None) -> None:
        """`on_end` is called with every goal that ends."""
        self._on_end = on_end
        self._open: dict[str, list[OpenGoal]] = {}
        self._wanted: dict[str, list[OpenGoal]] = {}
        self._ended: deque[SkillReport] = deque(maxlen=_ENDED_KEPT)

    def begin(self, call_id: str, goal: OpenGoal) -> bool:
        """Note a goal of a call; whether the call shall begin. One of a call that has just ended is told
        how.
        """
        ended = next((report for report in self._ended if report.call_id == call_id), None)
        if ended is not None:
            self.finish(goal, ended)
            return False
        is_new = call_id not in self._open
        self._open.setdefault(call_id, []).append(goal)
        self._wanted.setdefault(call_id, []).append(goal)
        return is_new

    def cancel(self, goal: OpenGoal) -> str:
        """The call to cancel now that this goal is cancelled, "" where another goal wants it too."""
        for call_id, goals in self._wanted.items():
            if goal in goals:
                goals.remove(goal)
                return "" if goals else call_id
        return ""

    def tell(self, report: SkillReport) -> None:
        """Pass a report on to the goals of its call: as feedback, or as the result where it is final."""
        if not report.status.is_final:
            for goal in self._open.get(report.call_id, ()):
                goal.feedback(ExecuteSkill.Feedback(report=skill_report_to_ros(report)))
            return
        self._ended.append(report)
        self._wanted.pop(report.call_id, None)
        for goal in self._open.pop(report.call_id, ()):
            self.finish(goal, report)

    def finish(self, goal: OpenGoal, report: SkillReport) -> None:
        """End one goal with a final report."""
        goal.finish(END_OF[report.status], ExecuteSkill.Result(report=skill_report_to_ros(report)))
        self._on_end()
