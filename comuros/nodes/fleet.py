"""The robots as the task manager reaches them: `execute_task` of each. What they report becomes events."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rclpy.action import ActionClient
from rclpy.node import Node

from comuros.core.command import CancelTask, StartTask
from comuros.core.errors import InputError
from comuros.core.event import TaskReported
from comuros.core.scenario import Scenario
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.convert.start_task import start_task_to_ros
from comuros.nodes.convert.task_report import task_report_from_ros
from comuros.nodes.managed_node import timed_on
from comuros_msgs.action import ExecuteTask

_SERVER_PATIENCE_S = 3.0

OnReport = Callable[[str, TaskReported], None]


@dataclass(slots=True, eq=False)
class _Errand:
    """A task given to a robot. `handle` is None until the robot's agent accepted it; times are steady
    seconds.
    """

    command: StartTask
    given_at_s: float
    sent: bool = False
    handle: Any = None
    cancelled: bool = False


class Fleet:
    """Gives tasks, takes them back, and passes reports on. Every errand ends with one final report, but for
    those of an agent that died: silence is for the heartbeat to notice.
    """

    def __init__(self, node: Node, scenario: Scenario, on_report: OnReport) -> None:
        """`on_report` gets a mission id with every report."""
        self._node = node
        self._scenario = scenario
        self._on_report = on_report
        self._clients = {
            robot.name: ActionClient(node, ExecuteTask, f"{robot.name}/execute_task")
            for robot in scenario.robots
            if not robot.is_human
        }
        self._errands: list[_Errand] = []
        self._revisions: dict[tuple[str, str, str], int] = {}

    def start(self, command: StartTask) -> None:
        """Give a task to a robot, as soon as its agent is there."""
        errand = _Errand(command, time.monotonic())
        self._revisions[command.robot, command.mission_id, command.task.id] = command.revision
        self._errands.append(errand)
        self._send_when_served(errand)

    def cancel(self, command: CancelTask) -> None:
        """Take a task back. A robot that was never reached has nothing to let go of."""
        found = False
        for errand in list(self._errands):
            if not _is_about(command, errand.command):
                continue
            found = True
            errand.cancelled = True
            if not errand.sent:
                self._end(errand, TaskStatus.CANCELLED, Cause.CANCELLED, command.reason)
            elif errand.handle is not None:
                errand.handle.cancel_goal_async()
        if not found:
            self._let_go_of_nothing(command)

    def forget(self, robot: str) -> None:
        """The robot's agent is gone: its errands will never be answered."""
        self._errands = [errand for errand in self._errands if errand.command.robot != robot]

    def tick(self) -> None:
        """Send what waits for its agent; give up on agents that stay away."""
        for errand in [each for each in self._errands if not each.sent]:
            self._send_when_served(errand)
            if not errand.sent and time.monotonic() - errand.given_at_s > _SERVER_PATIENCE_S:
                message = f"nobody serves {errand.command.robot}/execute_task"
                self._end(errand, TaskStatus.FAILED, Cause.REFUSED, message)

    def destroy(self) -> None:
        """Give up the action clients."""
        for client in self._clients.values():
            client.destroy()

    def _let_go_of_nothing(self, command: CancelTask) -> None:
        revision = self._revisions.get((command.robot, command.mission_id, command.task_id), 0)
        message = "the robot had nothing to let go of"
        report = TaskReported(
            command.task_id,
            command.robot,
            revision,
            TaskStatus.CANCELLED,
            cause=Cause.CANCELLED,
            message=message,
        )
        self._on_report(command.mission_id, report)

    def _send_when_served(self, errand: _Errand) -> None:
        client = self._clients[errand.command.robot]
        if not client.server_is_ready():
            return
        errand.sent = True
        goal = start_task_to_ros(errand.command, scenario=self._scenario)
        future = client.send_goal_async(
            goal,
            feedback_callback=timed_on(
                self._node, lambda message: self._heard(errand, message.feedback.report)
            ),
        )
        future.add_done_callback(timed_on(self._node, lambda done: self._on_answer(errand, done.result())))

    def _on_answer(self, errand: _Errand, handle: Any) -> None:
        if not handle.accepted:
            self._end(errand, TaskStatus.FAILED, Cause.REFUSED, "the agent did not accept the task")
            return
        errand.handle = handle
        handle.get_result_async().add_done_callback(
            timed_on(self._node, lambda done: self._on_result(errand, done.result().result))
        )
        if errand.cancelled:
            handle.cancel_goal_async()

    def _on_result(self, errand: _Errand, result: ExecuteTask.Result) -> None:
        self._heard(errand, result.report)
        if errand in self._errands:
            message = "the agent ended the task without saying how"
            self._end(errand, TaskStatus.FAILED, Cause.SKILL_FAILED, message)

    def _heard(self, errand: _Errand, message: Any) -> None:
        if errand not in self._errands:
            return
        given = errand.command
        try:
            report = task_report_from_ros(
                message, task_id=given.task.id, robot=given.robot, revision=given.revision
            )
        except InputError as error:
            self._end(errand, TaskStatus.FAILED, Cause.SKILL_FAILED, str(error))
            return
        if report.status.is_final:
            self._errands.remove(errand)
        self._on_report(given.mission_id, report)

    def _end(self, errand: _Errand, status: TaskStatus, cause: Cause, message: str) -> None:
        if errand not in self._errands:
            return
        self._errands.remove(errand)
        given = errand.command
        report = TaskReported(
            given.task.id, given.robot, given.revision, status, cause=cause, message=message
        )
        self._on_report(given.mission_id, report)


def _is_about(cancel: CancelTask, given: StartTask) -> bool:
    return (cancel.robot, cancel.mission_id, cancel.task_id) == (given.robot, given.mission_id, given.task.id)
