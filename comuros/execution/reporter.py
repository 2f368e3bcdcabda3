"""What a running task says of itself: nothing twice, and progress only in visible steps. Used by the task
run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from comuros.core.command import StartTask
from comuros.core.event import TaskReported
from comuros.core.task_status import Cause, TaskStatus

_LEAST_PROGRESS_STEP = 0.05


class Reporter:
    """Makes the reports of one task and remembers the last one."""

    def __init__(self, command: StartTask, report: Callable[[TaskReported], None]) -> None:
        self._command = command
        self._report = report
        self.last = TaskReported(command.task.id, command.robot, command.revision, TaskStatus.ACCEPTED)

    @property
    def is_over(self) -> bool:
        """Whether the final report was given."""
        return self.last.status.is_final

    def say(
        self,
        status: TaskStatus,
        stage: str,
        *,
        progress: float,
        calls_done: int,
        cause: Cause = Cause.NONE,
        message: str = "",
        checkpoint: str = "",
    ) -> None:
        """Report, unless the last report said the same or only progress grew by too little."""
        report = TaskReported(
            task_id=self._command.task.id,
            robot=self._command.robot,
            revision=self._command.revision,
            status=status,
            progress=max(self.last.progress, progress),
            stage=stage,
            cause=cause,
            message=message,
            calls_done=calls_done,
            checkpoint=checkpoint,
        )
        grown = report.progress - self.last.progress
        if grown < _LEAST_PROGRESS_STEP and replace(report, progress=self.last.progress) == self.last:
            return
        self.last = report
        self._report(report)

    def adopt(self, command: StartTask) -> None:
        """Report under the revision of this command from now on."""
        self._command = command
        self.last = replace(self.last, revision=command.revision)

    def repeat(self) -> None:
        """Say the last report again."""
        self._report(self.last)
