"""A stand-in for Nav2 as a process: serves `navigate_to_pose` and drives nowhere. The first goal is reached,
the second blocked, the third off the map, and every later one goes on until it is cancelled.
"""

from __future__ import annotations

import sys

import rclpy
from nav2_msgs.action import NavigateToPose
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node

from comuros.nodes.goal_server import GoalEnd, GoalServer, OpenGoal

_STEPS = 5
# What Nav2 says (nav2_msgs, Jazzy): path following in the first hundred, path planning in the second.
_ENDS = {2: (105, "no progress"), 3: (204, "the goal is off the map")}


class StandIn(Node):
    """One goal at a time, a step every twentieth of a second."""

    def __init__(self) -> None:
        super().__init__("nav2_stand_in")
        self._goal: OpenGoal | None = None
        self._left = 0
        self._number = 0
        self._server = GoalServer(
            self, NavigateToPose, "navigate_to_pose", begin=self._begin, cancel=self._cancel
        )
        self.create_timer(0.05, self._step)

    def _begin(self, goal: OpenGoal) -> None:
        target = goal.request.pose
        at = target.pose.position
        sys.stdout.write(f"goal {target.header.frame_id} {at.x:.2f} {at.y:.2f}\n")
        self._number += 1
        if self._number in _ENDS:
            self._fail(goal, *_ENDS[self._number])
        else:
            self._goal, self._left = goal, _STEPS

    def _fail(self, goal: OpenGoal, code: int, words: str) -> None:
        goal.finish(GoalEnd.ABORTED, NavigateToPose.Result(error_code=code, error_msg=words))

    def _cancel(self, goal: OpenGoal) -> None:
        self._goal = None
        if self.executor is not None:
            self.executor.create_task(goal.finish, GoalEnd.CANCELLED, NavigateToPose.Result())

    def _step(self) -> None:
        if self._goal is None:
            return
        self._left -= 1 if self._number == 1 else 0
        self._goal.feedback(NavigateToPose.Feedback(distance_remaining=0.5 * self._left))
        if self._left == 0:
            goal, self._goal = self._goal, None
            goal.finish(GoalEnd.SUCCEEDED, NavigateToPose.Result())


def main() -> None:
    """Spin until Ctrl-C."""
    rclpy.init()
    try:
        rclpy.spin(StandIn())
    except (KeyboardInterrupt, ExternalShutdownException):
        return


if __name__ == "__main__":
    main()
