"""Action servers whose goals stay open until the core says how they ended. Used by every node that serves
an action.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

from comuros.core.task_status import TaskStatus
from comuros.nodes.managed_node import timed_on


class GoalEnd(Enum):
    """How an action goal ends, as ROS distinguishes it; the result message says more."""

    SUCCEEDED = "succeeded"
    ABORTED = "aborted"
    CANCELLED = "cancelled"


END_OF = {
    TaskStatus.SUCCEEDED: GoalEnd.SUCCEEDED,
    TaskStatus.FAILED: GoalEnd.ABORTED,
    TaskStatus.CANCELLED: GoalEnd.CANCELLED,
}
"""How the goal of a task or a skill call ends with its final status."""


class OpenGoal:
    """One accepted goal. Feedback and the end may come from any callback of the same executor."""

    def __init__(self, handle: ServerGoalHandle) -> None:
        self._handle = handle
        self._is_open = True

    @property
    def id(self) -> str:
        """The goal's unique id."""
        return bytes(self._handle.goal_id.uuid).hex()

    @property
    def request(self) -> Any:
        """The goal message."""
        return self._handle.request

    @property
    def is_open(self) -> bool:
        """Whether `finish` has not been called yet."""
        return self._is_open

    def feedback(self, message: object) -> None:
        """Publish feedback; nothing happens once the goal has ended."""
        if self._is_open:
            self._handle.publish_feedback(message)

    def finish(self, end: GoalEnd, result: object) -> None:
        """End the goal with a result. Only the first call counts.

        A cancellation nobody asked for through the action is an abort to ROS.
        """
        if not self._is_open:
            return
        self._is_open = False
        asked = self._handle.is_cancel_requested

        def conclude(handle: ServerGoalHandle) -> object:
            if end is GoalEnd.SUCCEEDED:
                handle.succeed()
            elif end is GoalEnd.CANCELLED and asked:
                handle.canceled()
            else:
                handle.abort()
            return result

        self._handle.execute(conclude)


class GoalServer:
    """Serves one action. A goal is held in the state "accepted" until its end, and no coroutine waits for it:
    the executors of rclpy 7 poll waiting coroutines in every round.
    """

    def __init__(
        self,
        node: Node,
        action: type,
        name: str,
        *,
        begin: Callable[[OpenGoal], None],
        cancel: Callable[[OpenGoal], None],
        accept: Callable[[Any], bool] = lambda _: True,
    ) -> None:
        """`begin` gets every accepted goal, `cancel` a goal that shall come to its end soon; both return at
        once.
        """
        self._begin = timed_on(node, begin)
        self._cancel = timed_on(node, cancel)
        self._accept = timed_on(node, accept)
        self._goals: dict[str, OpenGoal] = {}
        self._server = ActionServer(
            node,
            action,
            name,
            execute_callback=lambda _: None,
            goal_callback=self._on_goal,
            handle_accepted_callback=self._on_accepted,
            cancel_callback=self._on_cancel,
        )

    def destroy(self) -> None:
        """Take no more goals."""
        self._server.destroy()

    def _on_goal(self, request: object) -> GoalResponse:
        return GoalResponse.ACCEPT if self._accept(request) else GoalResponse.REJECT

    def _on_accepted(self, handle: ServerGoalHandle) -> None:
        self._goals = {key: goal for key, goal in self._goals.items() if goal.is_open}
        goal = OpenGoal(handle)
        self._goals[goal.id] = goal
        self._begin(goal)

    def _on_cancel(self, handle: ServerGoalHandle) -> CancelResponse:
        goal = self._goals.get(bytes(handle.goal_id.uuid).hex())
        if goal is None or not goal.is_open:
            return CancelResponse.REJECT
        self._cancel(goal)
        return CancelResponse.ACCEPT
