"""comuros_msgs between two processes over Fast DDS on loopback: topics both ways, an action with feedback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rclpy
from rclpy.action import ActionClient
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.task import Future

from comuros_msgs.action import ExecuteTask
from comuros_msgs.msg import Argument, Event, Task, TaskReport, Verdict, Work

pytestmark = pytest.mark.system
SERVER = Path(__file__).with_name("echo_server.py")
# Far more than discovery needs; a test that gets here has failed.
PATIENCE_S = 30.0


class Client:
    """A node in this process that waits for conditions, never for time."""

    def __init__(self, domain_id: int) -> None:
        self._context = Context()
        rclpy.init(context=self._context, domain_id=domain_id)
        self.node = Node("echo_client", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.node)

    def wait_until(self, holds: Callable[[], object], what: str) -> None:
        start = self.node.get_clock().now()
        while not holds():
            self._executor.spin_once(timeout_sec=0.1)
            waited_s = (self.node.get_clock().now() - start).nanoseconds / 1e9
            assert waited_s < PATIENCE_S, f"no {what} within {PATIENCE_S} s"

    def result_of(self, future: Future, what: str) -> object:
        self.wait_until(future.done, what)
        return future.result()

    def close(self) -> None:
        self._executor.shutdown()
        self.node.destroy_node()
        self._context.try_shutdown()


@pytest.fixture
def client(
    ros_domain_id: int, ros_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    monkeypatch.setitem(os.environ, "ROS_LOG_DIR", ros_environment["ROS_LOG_DIR"])
    server = subprocess.Popen([sys.executable, str(SERVER)], env=ros_environment)
    client = Client(ros_domain_id)
    try:
        yield client
    finally:
        client.close()
        server.kill()
        server.wait()


def test_an_event_comes_back_from_another_process_as_a_verdict(client: Client) -> None:
    verdicts: list[Verdict] = []
    client.node.create_subscription(Verdict, "verdicts", verdicts.append, 10)
    events = client.node.create_publisher(Event, "events", 10)
    client.wait_until(
        lambda: events.get_subscription_count() and client.node.count_publishers("verdicts"), "server"
    )
    events.publish(Event(id="e1", kind=Event.OBJECT_DROPPED, subjects=["noodles"]))
    client.wait_until(lambda: verdicts, "verdict")
    assert (verdicts[0].event_id, verdicts[0].response) == ("e1", "repair")


def test_a_task_goal_is_carried_out_in_another_process_with_feedback(client: Client) -> None:
    stages: list[str] = []
    action = ActionClient(client.node, ExecuteTask, "execute_task")
    client.wait_until(action.server_is_ready, "action server")
    work = Work(
        kind=Work.SKILL, skill="pick", arguments=[Argument(name="object", sort="object", value="box")]
    )
    goal = ExecuteTask.Goal(mission_id="m1", task=Task(id="t1", label="pick the box", work=work))
    sent = action.send_goal_async(goal, feedback_callback=lambda f: stages.append(f.feedback.report.stage))
    handle = client.result_of(sent, "answer to the goal")
    result = client.result_of(handle.get_result_async(), "result")
    assert result.result.report.status == TaskReport.SUCCEEDED
    client.wait_until(lambda: stages, "feedback")
    assert stages == ["pick the box"]
