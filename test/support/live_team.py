"""Nodes as processes of their own, and a client node in the test: for tests over real DDS. Only conditions
are waited for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import rclpy
from nav_msgs.msg import Odometry
from rclpy.action import ActionClient
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from std_srvs.srv import Trigger

from comuros.core.command import StartTask
from comuros.core.event import TaskReported
from comuros.nodes import qos
from comuros.nodes.convert.robot_state import robot_status_from_ros
from comuros.nodes.convert.start_task import start_task_to_ros
from comuros.nodes.convert.task_report import task_report_from_ros
from comuros_msgs.action import ExecuteTask
from comuros_msgs.msg import RobotState

# Far more than anything here needs; a test that gets here has failed.
PATIENCE_S = 60.0
_Found = TypeVar("_Found")


class Processes:
    """Executables of comuros, each its own process, ended one by one by its id."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self._environment = environment
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, node: str, *, namespace: str = "", **parameters: object) -> None:
        """Start a node; parameters as keywords."""
        arguments = [part for key, value in parameters.items() for part in ("-p", f"{key}:={value}")]
        if namespace:
            arguments += ["-r", f"__ns:=/{namespace}"]
        self.run(name, ["-m", f"comuros.nodes.{node}", "--ros-args", *arguments])

    def run(self, name: str, arguments: list[str]) -> None:
        """Start Python with these arguments."""
        with (self._logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, *arguments],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self, name: str) -> None:
        """End a process as `kill -9` does."""
        process = self._running.pop(name)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    def interrupt(self, name: str) -> int:
        """End a process as Ctrl-C does; its exit status."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGINT)
        return _status_of(process)

    def end(self) -> dict[str, int]:
        """End all by Ctrl-C; exit statuses by name. A process that does not follow is killed (status -9)."""
        for process in self._running.values():
            process.send_signal(signal.SIGINT)
        statuses = {name: _status_of(process) for name, process in self._running.items()}
        self._running = {}
        return statuses

    def words(self) -> str:
        """What the processes printed."""
        return "\n".join(f"[{log.stem}] {log.read_text('utf-8')}" for log in sorted(self._logs.glob("*.log")))


def _status_of(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


class TaskWatch:
    """One `ExecuteTask` goal: every report that came back, and the final one."""

    def __init__(self, command: StartTask) -> None:
        self.command = command
        self.reports: list[TaskReported] = []
        self.final: TaskReported | None = None
        self.handle: Any = None

    def hear(self, message: Any, *, final: bool = False) -> None:
        """Take a report in."""
        report = task_report_from_ros(
            message,
            task_id=self.command.task.id,
            robot=self.command.robot,
            revision=self.command.revision,
        )
        self.reports.append(report)
        if final:
            self.final = report

    @property
    def stages(self) -> list[str]:
        """Stages in words, each once, in the order they came."""
        return list(dict.fromkeys(report.stage for report in self.reports))


class Client:
    """A node of the test's own; `wait_until` spins it until a condition holds."""

    def __init__(self, domain_id: int, processes: Processes) -> None:
        self._context = Context()
        rclpy.init(context=self._context, domain_id=domain_id)
        self.node = Node("test_client", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.node)
        self._processes = processes
        self._actions: dict[str, ActionClient] = {}
        self.states: dict[str, RobotState] = {}
        self.odometry: dict[str, Odometry] = {}

    def watch(self, *robots: str) -> None:
        """Keep the latest state and odometry of robots."""
        for robot in robots:
            self.hear(RobotState, f"{robot}/state", lambda m, r=robot: self.states.__setitem__(r, m))
            self.hear(Odometry, f"{robot}/odom", lambda m, r=robot: self.odometry.__setitem__(r, m))

    def hear(self, kind: type, topic: str, callback: Callable[[Any], None]) -> None:
        """Subscribe, reliably."""
        self.node.create_subscription(kind, topic, callback, qos.ROBOT_STATE)

    def hear_sensor(self, kind: type, topic: str, callback: Callable[[Any], None]) -> None:
        """Subscribe to what is published as sensor data."""
        self.node.create_subscription(kind, topic, callback, qos.OBJECTS)

    def wait_until(self, condition: Callable[[], _Found], what: str) -> _Found:
        """Spin until the condition is true; its value."""
        start = self.node.get_clock().now()
        while True:
            found = condition()
            if found:
                return found
            self._executor.spin_once(timeout_sec=0.1)
            waited_s = (self.node.get_clock().now() - start).nanoseconds / 1e9
            assert waited_s < PATIENCE_S, f"no {what} within {PATIENCE_S} s\n{self._evidence()}"

    def _evidence(self) -> str:
        """What a failed wait leaves to look at."""
        nodes = sorted("/".join(each[::-1]) for each in self.node.get_node_names_and_namespaces())
        return (
            f"nodes seen: {', '.join(nodes)}\nodometry of: {list(self.odometry)}\n{self._processes.words()}"
        )

    def give(self, command: StartTask) -> TaskWatch:
        """Send a task to its robot's agent, once it is there."""
        watch = TaskWatch(command)
        name = f"{command.robot}/execute_task"
        if name not in self._actions:
            self._actions[name] = ActionClient(self.node, ExecuteTask, name)
        client = self._actions[name]
        self.wait_until(client.server_is_ready, f"server of {name}")
        sent = client.send_goal_async(
            start_task_to_ros(command), feedback_callback=lambda m: watch.hear(m.feedback.report)
        )
        self.wait_until(sent.done, f"answer of {name}")
        watch.handle = sent.result()
        assert watch.handle.accepted
        watch.handle.get_result_async().add_done_callback(
            lambda done: watch.hear(done.result().result.report, final=True)
        )
        return watch

    def call(self, service: str) -> Trigger.Response:
        """Call a Trigger service, once it is there."""
        client = self.node.create_client(Trigger, service)
        self.wait_until(client.service_is_ready, f"service {service}")
        answer = client.call_async(Trigger.Request())
        self.wait_until(answer.done, f"answer of {service}")
        return answer.result()

    def place_of(self, robot: str) -> str:
        """Where a robot says it stands, "" before its first word."""
        return robot_status_from_ros(self.states[robot]).place if robot in self.states else ""

    def speed_of(self, robot: str) -> float:
        """Forward speed in m/s by odometry, 0 before the first."""
        return abs(self.odometry[robot].twist.twist.linear.x) if robot in self.odometry else 0.0

    def close(self) -> None:
        """Give everything back."""
        for client in self._actions.values():
            client.destroy()
        self._executor.shutdown()
        self.node.destroy_node()
        self._context.try_shutdown()
