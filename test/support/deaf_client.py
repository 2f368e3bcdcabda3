"""An action client whose server answers when a test says so. Nothing of ROS is running."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from rclpy.action.client import ActionClient, ClientGoalHandle
from rclpy.task import Future


class DeafClient(ActionClient):
    """A client of a server whose answers to goals are lost or late; all answers are given by the test."""

    def __init__(self) -> None:
        self.sent: list[Future] = []
        self.feedback: list[Any] = []
        self.goals: list[Any] = []
        self.asked: list[Future] = []
        self.cancelled: list[Any] = []

    def __del__(self) -> None:
        """There is nothing of ROS to give back."""

    def server_is_ready(self) -> bool:
        return True

    def send_goal_async(self, goal: Any, feedback_callback: Any = None, goal_uuid: Any = None) -> Future:
        self.goals.append(goal_uuid)
        self.feedback.append(feedback_callback)
        self.sent.append(Future())
        return self.sent[-1]

    def _get_result_async(self, goal_handle: Any) -> Future:
        self.asked.append(Future())
        return self.asked[-1]

    def answer_goal(self, number: int, *, accepted: bool = True) -> None:
        """What the server says to the goal of that number."""
        handle = ClientGoalHandle(self, self.goals[number], SimpleNamespace(accepted=accepted, stamp=None))
        self.sent[number].set_result(handle)

    def _cancel_goal_async(self, goal_handle: Any) -> Future:
        self.cancelled.append(goal_handle.goal_id)
        return Future()
