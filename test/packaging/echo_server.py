"""The other process of test_round_trip: serves ExecuteTask and turns every Event into a Verdict."""

from __future__ import annotations

import rclpy
from rclpy.action import ActionServer
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

from comuros_msgs.action import ExecuteTask
from comuros_msgs.msg import Event, TaskReport, Verdict


class EchoServer(Node):
    """Serves `execute_task` and turns `events` into `verdicts`."""

    def __init__(self) -> None:
        super().__init__("echo_server")
        self._verdicts = self.create_publisher(Verdict, "verdicts", 10)
        self.create_subscription(Event, "events", self._judge, 10)
        self._server = ActionServer(self, ExecuteTask, "execute_task", self._execute)

    def _judge(self, event: Event) -> None:
        self._verdicts.publish(Verdict(event_id=event.id, relevant=True, response=Verdict.REPAIR))

    def _execute(self, goal: ServerGoalHandle) -> ExecuteTask.Result:
        running = TaskReport(status=TaskReport.RUNNING, progress=0.5, stage=goal.request.task.label)
        goal.publish_feedback(ExecuteTask.Feedback(report=running))
        goal.succeed()
        return ExecuteTask.Result(report=TaskReport(status=TaskReport.SUCCEEDED, progress=1.0))


if __name__ == "__main__":
    rclpy.init()
    rclpy.spin(EchoServer())
