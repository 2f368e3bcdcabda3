"""The robots as the task manager reaches them: `execute_task` of each. What they report becomes events."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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
from comuros.nodes.goal_delivery import GoalDelivery, Hearing
from comuros_msgs.action import ExecuteTask

_SERVER_PATIENCE_S = 3.0

OnReport = Callable[[str, TaskReported], None]


@dataclass(slots=True, eq=False)
class _Errand:
    """A task given to a robot at a time in steady seconds, and the last checkpoint its agent told."""

    command: StartTask
    delivery: GoalDelivery
    given_at_s: float
    checkpoint: str = ""


class Fleet:
    """Gives tasks, takes them back, and passes reports on. Every errand ends with one final report: where an
    agent is silent it is asked, and tasks it does not know (any more) have failed with `PEER_LOST`.
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
        errand = self._errand(command)
        self._revisions[command.robot, command.mission_id, command.task.id] = command.revision
        self._errands.append(errand)
        errand.delivery.send()

    def cancel(self, command: CancelTask) -> None:
        """Take a task back. A robot that was never reached has nothing to let go of."""
        found = [errand for errand in self._errands if _is_about(command, errand.command)]
        for errand in found:
            if not errand.delivery.is_sent:
                self._end(errand, TaskStatus.CANCELLED, Cause.CANCELLED, command.reason)
            errand.delivery.cancel()
        if not found:
            self._let_go_of_nothing(command)

    def robot_joined(self, robot: str) -> None:
        """The robot's agent has announced itself: it may have been started anew, and is asked after what it
        was given.
        """
        for errand in self._errands:
            if errand.command.robot == robot:
                errand.delivery.ask_now()

    def tick(self) -> None:
        """Send what waits for its agent, ask after what agents are silent of; give up on agents that stay
        away.
        """
        now_s = time.monotonic()
        for errand in list(self._errands):
            errand.delivery.tick(now_s)
            if not errand.delivery.is_sent and now_s - errand.given_at_s > _SERVER_PATIENCE_S:
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

    def _errand(self, command: StartTask) -> _Errand:
        def ends(status: TaskStatus, cause: Cause, message: str) -> None:
            self._end(errand, status, cause, message)

        lost = f"the agent of {command.robot} does not know of the task any more"
        hearing = Hearing(
            feedback=lambda feedback: self._heard(errand, feedback.report),
            result=lambda answer: self._on_result(errand, answer.result),
            refused=partial(ends, TaskStatus.FAILED, Cause.REFUSED, "the agent did not accept the task"),
            withdrawn=partial(ends, TaskStatus.CANCELLED, Cause.CANCELLED, "taken back"),
            forgotten=partial(ends, TaskStatus.FAILED, Cause.PEER_LOST, lost),
        )
        goal = start_task_to_ros(command, scenario=self._scenario)
        delivery = GoalDelivery(self._clients[command.robot], goal, hearing, node=self._node)
        errand = _Errand(command, delivery, time.monotonic())
        return errand

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
        errand.checkpoint = report.checkpoint
        if report.status.is_final:
            self._errands.remove(errand)
        self._on_report(given.mission_id, report)

    def _end(self, errand: _Errand, status: TaskStatus, cause: Cause, message: str) -> None:
        if errand not in self._errands:
            return
        self._errands.remove(errand)
        given = errand.command
        report = TaskReported(
            given.task.id,
            given.robot,
            given.revision,
            status,
            cause=cause,
            message=message,
            checkpoint=errand.checkpoint,
        )
        self._on_report(given.mission_id, report)


def _is_about(cancel: CancelTask, given: StartTask) -> bool:
    return (cancel.robot, cancel.mission_id, cancel.task_id) == (given.robot, given.mission_id, given.task.id)
