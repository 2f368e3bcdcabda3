"""How long `stop` takes: from the service call to zero velocity of the last robot, by its own odometry.

    .venv/bin/python benchmarks/stop_latency.py --robots 50 --stops 10 [--load]

Every robot is an agent process of its own; there is no task manager. With `--load` one more process solves
allocation problems without a pause, as replanning would. The bound is the robots' braking time from cruise
speed, in simulated seconds: no stop can be shorter. Real seconds are shown too; a simulator that is behind
its pace or makes up for it runs slower or faster than they do.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rclpy
from nav_msgs.msg import Odometry
from rclpy.action import ActionClient
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from std_srvs.srv import Trigger
from stop_lanes import ACCELERATION_MPS2, SPEED_MPS, write_lanes

from comuros.core.command import StartTask
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.nodes import qos
from comuros.nodes.convert.start_task import start_task_to_ros
from comuros.nodes.convert.time import time_from_ros
from comuros_msgs.action import ExecuteTask
from comuros_msgs.msg import RobotState

_STILL = 0.03
_STARTED_AT_ONCE = 4
_PATIENCE_S = 300.0
_LOAD = """
from ortools.sat.python import cp_model
while True:
    model = cp_model.CpModel()
    starts = [model.new_int_var(0, 500, "") for _ in range(60)]
    spans = [model.new_fixed_size_interval_var(s, 7 + n % 5, "") for n, s in enumerate(starts)]
    model.add_no_overlap(spans)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 1.0
    solver.solve(model)
"""


class Bench:
    """The processes, and a node that drives and watches them."""

    def __init__(self, folder: Path, robots: int, domain_id: int, *, load: bool) -> None:
        self.names = [f"r{number}" for number in range(robots)]
        self.still_since: dict[str, tuple[float, float]] = {}
        self.simulated_s = self.cruise_mps = 0.0
        self.speeds: dict[str, float] = {}
        self.available: dict[str, bool] = {}
        self._environment = {
            **os.environ,
            "ROS_DOMAIN_ID": str(domain_id),
            "ROS_LOG_DIR": str(folder / "log"),
        }
        self._scenario = write_lanes(folder, robots=robots)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._load = load
        self._context = Context()
        rclpy.init(context=self._context, domain_id=domain_id)
        self._node = Node("stop_latency", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self._node)
        self._actions = {n: ActionClient(self._node, ExecuteTask, f"{n}/execute_task") for n in self.names}
        self._services = {n: self._node.create_client(Trigger, n) for n in ("stop", "resume_all")}
        for name in self.names:
            self._watch(name)

    def start(self) -> None:
        """Start everything, a few robots at a time."""
        self._run("simulator", {"speed": 1.0})
        self._run("stopper", {"rest_timeout_s": 30.0})
        for first in range(0, len(self.names), _STARTED_AT_ONCE):
            group = self.names[first : first + _STARTED_AT_ONCE]
            for name in group:
                self._run("robot_agent", {"use_sim_time": True}, namespace=name)
            self.until(
                lambda group=group: all(name in self.available for name in group), f"states of {group}"
            )
        if self._load:
            self._processes.append(subprocess.Popen([sys.executable, "-c", _LOAD]))

    def drive(self, revision: int) -> None:
        """Send every robot on towards the end of its lane; returns when all are near cruise speed."""
        for name in self.names:
            call = SkillCall("go_to", (f"east_{name[1:]}",))
            command = StartTask("bench", revision, Task("drive", "drive", call), name, (name,))
            self._actions[name].send_goal_async(start_task_to_ros(command))
        self.until(lambda: all(self.speeds[name] > 0.8 * SPEED_MPS for name in self.names), "cruise speed")

    def stop(self) -> tuple[float, float, float]:
        """Stop all; simulated and real seconds until the last robot stood, real seconds until the answer."""
        self.still_since.clear()
        began, began_simulated_s = time.monotonic(), self.simulated_s
        self.cruise_mps = max(self.cruise_mps, *self.speeds.values())
        answer = self._services["stop"].call_async(Trigger.Request())
        self.until(answer.done, "answer of stop")
        answered_s = time.monotonic() - began
        if not answer.result().success:
            raise RuntimeError(answer.result().message)
        self.until(lambda: len(self.still_since) == len(self.names), "rest")
        simulated_s = max(stamp_s for stamp_s, _ in self.still_since.values()) - began_simulated_s
        return simulated_s, max(real for _, real in self.still_since.values()) - began, answered_s

    def resume(self) -> None:
        """Let robots take work again."""
        done = self._services["resume_all"].call_async(Trigger.Request())
        self.until(done.done, "answer of resume_all")
        self.until(lambda: all(self.available.values()), "robots available")

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Spin until something holds."""
        end = time.monotonic() + _PATIENCE_S
        while not holds():
            self._executor.spin_once(timeout_sec=0.05)
            if time.monotonic() > end:
                raise TimeoutError(f"no {what} within {_PATIENCE_S:g} s")

    def end(self) -> None:
        """End every process by its id."""
        for process in self._processes:
            process.send_signal(signal.SIGINT)
        for process in self._processes:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:  # noqa: PERF203 - a process that hangs is ended by force
                process.kill()
        self._executor.shutdown()
        self._node.destroy_node()
        self._context.try_shutdown()

    def _run(self, node: str, parameters: dict[str, object], *, namespace: str = "") -> None:
        arguments = [f"{key}:={value}" for key, value in {"scenario": self._scenario, **parameters}.items()]
        command = [sys.executable, "-m", f"comuros.nodes.{node}", "--ros-args"]
        command += [part for argument in arguments for part in ("-p", argument)]
        command += ["-r", f"__ns:=/{namespace}"] if namespace else []
        self._processes.append(subprocess.Popen(command, env=self._environment))

    def _watch(self, name: str) -> None:
        def on_odometry(message: Odometry) -> None:
            twist = message.twist.twist
            self.speeds[name] = abs(twist.linear.x)
            stamp_s = time_from_ros(message.header.stamp)
            self.simulated_s = max(self.simulated_s, stamp_s)
            if max(self.speeds[name], abs(twist.angular.z)) > _STILL:
                self.still_since.pop(name, None)
            else:
                self.still_since.setdefault(name, (stamp_s, time.monotonic()))

        def on_state(message: Any) -> None:
            self.available[name] = bool(message.available)

        self._node.create_subscription(Odometry, f"{name}/odom", on_odometry, qos.ODOMETRY)
        self._node.create_subscription(RobotState, f"{name}/state", on_state, qos.ROBOT_STATE)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="How long `stop` takes.")
    parser.add_argument("--robots", type=int, default=50)
    parser.add_argument("--stops", type=int, default=10)
    parser.add_argument("--load", action="store_true", help="solve allocation problems beside it")
    parser.add_argument("--domain", type=int, default=38, help="ROS domain of its own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.robots, options.domain, load=options.load)
        try:
            bench.start()
            measured = []
            for number in range(options.stops):
                bench.drive(number + 1)
                measured.append(bench.stop())
                bench.resume()
        finally:
            bench.end()
    show(options, measured, cruise_mps=bench.cruise_mps)


def show(
    options: argparse.Namespace, measured: list[tuple[float, float, float]], *, cruise_mps: float
) -> None:
    """Print the figures."""
    bound_s = cruise_mps / ACCELERATION_MPS2
    load = "with an allocation solver beside it" if options.load else "without further load"
    print(f"{options.robots} robots, {options.stops} stops, {os.cpu_count()} processors, {load}")
    print(f"braking from {cruise_mps:.2f} m/s takes {bound_s:.2f} simulated s")
    words = ("last robot at zero velocity, simulated s", "the same, real s", "answer of the service, real s")
    for what, values in zip(words, (sorted(column) for column in zip(*measured, strict=True)), strict=True):
        p95 = values[round(0.95 * (len(values) - 1))]
        ratio = f", {statistics.median(values) / bound_s:.2f} times the bound" if "simulated" in what else ""
        print(f"{what}: p50 {statistics.median(values):.2f}, p95 {p95:.2f}, max {values[-1]:.2f}{ratio}")


if __name__ == "__main__":
    main()
