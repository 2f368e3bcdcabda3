"""Notices tasks that take far longer than planned."""

from __future__ import annotations

from comuros.core.event import Event, EventKind, TaskReported
from comuros.core.plan import Plan
from comuros.core.task_status import TaskStatus


class OverrunDetector:
    """Reports `TASK_OVERRUN` when a task has worked longer than `factor` times its planned duration plus
    `slack_s`.

    Only work counts: waiting at a barrier and the approach do not. Each overrun is reported again after as
    much time once more.
    """

    def __init__(self, *, source: str, factor: float = 2.0, slack_s: float = 10.0) -> None:
        self._source = source
        self._factor = factor
        self._slack_s = slack_s
        self._allowed_s: dict[str, float] = {}
        self._missions: dict[str, str] = {}
        self._working_since_s: dict[tuple[str, str], float] = {}

    def expect(self, plan: Plan) -> None:
        """Take the planned durations of a newly accepted plan."""
        for entry in plan.assignments:
            self._allowed_s[entry.task_id] = self._factor * (entry.end_s - entry.start_s) + self._slack_s
            self._missions[entry.task_id] = plan.mission_id

    def see(self, event: Event) -> list[Event]:
        """Follow a task from its first working report to its end."""
        if event.kind is EventKind.ROBOT_SILENT:
            self._forget(event.subjects[0])
        report = event.body
        if isinstance(report, TaskReported):
            key = (report.task_id, report.robot)
            if report.status is TaskStatus.RUNNING:
                self._working_since_s.setdefault(key, event.time_s)
            else:
                self._working_since_s.pop(key, None)
        return []

    def _forget(self, robot: str) -> None:
        for key in [key for key in self._working_since_s if key[1] == robot]:
            del self._working_since_s[key]

    def tick(self, now_s: float) -> list[Event]:
        """Report every task whose allowance is used up."""
        late: list[Event] = []
        for (task, robot), since_s in sorted(self._working_since_s.items()):
            allowed_s = self._allowed_s.get(task)
            if allowed_s is None or now_s - since_s <= allowed_s:
                continue
            self._working_since_s[task, robot] = now_s
            evidence = f"working for {now_s - since_s:.0f} s, at most {allowed_s:.0f} s were expected"
            late.append(
                Event(
                    EventKind.TASK_OVERRUN,
                    self._source,
                    now_s,
                    (task, robot),
                    evidence,
                    mission_id=self._missions[task],
                )
            )
        return late
