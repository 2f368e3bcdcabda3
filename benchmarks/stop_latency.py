"""How long `stop` takes: from the service call to zero velocity of the last robot, by its own odometry.

    .venv/bin/python benchmarks/stop_latency.py --robots 50 --stops 10 [--thinking] [--per-process 5]

Every robot is an agent process of its own; with `--per-process` so many agents share a process and its DDS
participant, which small machines need. With `--thinking` there is a task manager, and every stop is pressed
while a model call of its is pending (at a server that never answers) and a replan is running. The bound is
the robots' braking time from cruise speed, in simulated seconds: no stop can be shorter. Real seconds are
shown too; a simulator that is behind its pace or makes up for it runs slower or faster than they do.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import rclpy
from nav_msgs.msg import Odometry
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from std_srvs.srv import Trigger
from stop_lanes import ACCELERATION_MPS2, LENGTH_M, SCOUTS, SPEED_MPS, write_lanes
from stop_thinking import Thinking

from comuros.core.command import StartTask
from comuros.core.event import TaskReported
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.nodes import qos
from comuros.nodes.convert.time import time_from_ros
from comuros.nodes.fleet import Fleet
from comuros.scenario import load_scenario
from comuros_msgs.msg import RobotState

_STILL = 0.03
_STARTED_AT_ONCE = 4
_PATIENCE_S = 300.0
_LOOK_EVERY_S = 0.5


class Bench:
    """The processes, and a node that drives and watches them."""

    def __init__(
        self, folder: Path, robots: int, domain_id: int, *, per_process: int, thinking: bool
    ) -> None:
        self.driven = [f"r{number}" for number in range(robots)]
        self.names = [*self.driven, *(SCOUTS if thinking else ())]
        self._per_process = per_process
        self.still_since: dict[str, tuple[float, float]] = {}
        self.simulated_s = self.cruise_mps = 0.0
        self.speeds: dict[str, float] = {}
        self.along_m: dict[str, float] = {}
        self.states: dict[str, RobotState] = {}
        self.reports: dict[str, TaskReported] = {}
        self.spent_s: dict[str, list[float]] = {"drive": [], "think": [], "stop": [], "resume": []}
        self._environment = {
            **os.environ,
            "ROS_DOMAIN_ID": str(domain_id),
            "ROS_LOG_DIR": str(folder / "log"),
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]),
        }
        self._scenario = write_lanes(folder, robots=robots)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._looked_s = self.started_s = self.cpu_s = self.memory_mb = 0.0
        self._context = Context()
        rclpy.init(context=self._context, domain_id=domain_id)
        self._node = Node("stop_latency", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self._node)
        self._fleet = Fleet(self._node, load_scenario(str(self._scenario)).scenario, self._on_report)
        self._services = {n: self._node.create_client(Trigger, n) for n in ("stop", "resume_all")}
        self.thinking = Thinking(self._node, self.until) if thinking else None
        for name in self.names:
            self._watch(name)

    def start(self) -> None:
        """Start everything, a few processes at a time."""
        began = time.monotonic()
        self._run("comuros.nodes.simulator", {"speed": 1.0})
        self._run("comuros.nodes.stopper", {"rest_timeout_s": 30.0})
        if self.thinking:
            self._run("comuros.nodes.task_manager", self.thinking.parameters)
        step = self._per_process * _STARTED_AT_ONCE
        for first in range(0, len(self.names), step):
            group = self.names[first : first + step]
            for each in range(0, len(group), self._per_process):
                self._run_agents(group[each : each + self._per_process])
            self.until(lambda group=group: all(name in self.states for name in group), f"states of {group}")
        self.started_s = time.monotonic() - began
        self.cpu_s = sum(map(_cpu_s, self._processes))
        self.memory_mb = sum(map(_memory_mb, self._processes))

    def idle_share(self, *, over_s: float) -> float:
        """Share of a processor that an agent uses while nothing is asked of it."""
        agents = self._processes[-math.ceil(len(self.names) / self._per_process) :]
        before, began = sum(map(_cpu_s, agents)), time.monotonic()
        self.until(lambda: time.monotonic() - began >= over_s, "time to pass")
        return (sum(map(_cpu_s, agents)) - before) / (time.monotonic() - began) / len(self.names)

    def drive(self, revision: int) -> None:
        """Send every robot to the farther end of its lane; returns when all are near cruise speed."""
        with self._spending("drive"):
            self.reports.clear()
            for name in self.driven:
                end = "east" if self.along_m[name] < LENGTH_M / 2 else "west"
                call = SkillCall("go_to", (f"{end}_{name[1:]}",))
                self._fleet.start(StartTask("bench", revision, Task("drive", "drive", call), name, (name,)))
            self.until(lambda: not self._slow(), lambda: f"cruise speed of {self._slow_in_words()}")

    def stop(self) -> tuple[float, float, float]:
        """Stop all; simulated and real seconds until the last robot stood, real seconds until the answer."""
        if self.thinking:
            with self._spending("think"):
                self.thinking.start_thinking()
        with self._spending("stop"):
            return self._stop()

    def _stop(self) -> tuple[float, float, float]:
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
        with self._spending("resume"):
            done = self._services["resume_all"].call_async(Trigger.Request())
            self.until(done.done, "answer of resume_all")
            self.until(lambda: all(state.available for state in self.states.values()), "robots available")
            if self.thinking:
                self.thinking.has_resumed()

    def until(self, holds: Callable[[], object], what: str | Callable[[], str]) -> None:
        """Spin until something holds."""
        end = time.monotonic() + _PATIENCE_S
        while not holds():
            self._executor.spin_once(timeout_sec=0.05)
            self._look_after()
            if time.monotonic() > end:
                missed = what if isinstance(what, str) else what()
                raise TimeoutError(f"no {missed} within {_PATIENCE_S:g} s")

    def _look_after(self) -> None:
        """Twice a second: see that all processes run and that tasks given are answered."""
        now_s = time.monotonic()
        if now_s - self._looked_s < _LOOK_EVERY_S:
            return
        self._looked_s = now_s
        self._fleet.tick()
        ended = [process.args for process in self._processes if process.poll() is not None]
        if ended:
            raise RuntimeError(f"a process has ended: {ended[0]}")

    @contextmanager
    def _spending(self, on: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.spent_s[on].append(time.monotonic() - began)

    def _slow(self) -> list[str]:
        return [name for name in self.driven if self.speeds[name] <= 0.8 * SPEED_MPS]

    def _slow_in_words(self) -> str:
        """Who does not drive: speed and place by odometry, what its agent says it does, its last report."""
        return "; ".join(
            f"{name} ({self.speeds[name]:.2f} m/s at {self.along_m[name]:.1f} m, "
            f"{self.states[name].stage!r}, reported {self.reports.get(name, 'nothing')})"
            for name in self._slow()
        )

    def _on_report(self, _: str, report: TaskReported) -> None:
        self.reports[report.robot] = report

    def end(self) -> None:
        """End every process by its id."""
        for process in self._processes:
            process.send_signal(signal.SIGINT)
        for process in self._processes:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:  # noqa: PERF203 - a process that hangs is ended by force
                process.kill()
        if self.thinking:
            self.thinking.close()
        self._fleet.destroy()
        self._executor.shutdown()
        self._node.destroy_node()
        self._context.try_shutdown()

    def _run_agents(self, names: list[str]) -> None:
        if len(names) == 1:
            self._run("comuros.nodes.robot_agent", {"use_sim_time": True}, namespace=names[0])
        else:
            self._run("stop_agents", {"use_sim_time": True}, arguments=names)

    def _run(
        self,
        module: str,
        parameters: dict[str, object],
        *,
        namespace: str = "",
        arguments: Sequence[str] = (),
    ) -> None:
        settings = [f"{key}:={value}" for key, value in {"scenario": self._scenario, **parameters}.items()]
        command = [sys.executable, "-m", module, *arguments, "--ros-args"]
        command += [part for setting in settings for part in ("-p", setting)]
        command += ["-r", f"__ns:=/{namespace}"] if namespace else []
        self._processes.append(subprocess.Popen(command, env=self._environment))

    def _watch(self, name: str) -> None:
        def on_odometry(message: Odometry) -> None:
            twist = message.twist.twist
            self.speeds[name] = abs(twist.linear.x)
            self.along_m[name] = message.pose.pose.position.x
            stamp_s = time_from_ros(message.header.stamp)
            self.simulated_s = max(self.simulated_s, stamp_s)
            if max(self.speeds[name], abs(twist.angular.z)) > _STILL:
                self.still_since.pop(name, None)
            else:
                self.still_since.setdefault(name, (stamp_s, time.monotonic()))

        def on_state(message: RobotState) -> None:
            self.states[name] = message

        self._node.create_subscription(Odometry, f"{name}/odom", on_odometry, qos.ODOMETRY)
        self._node.create_subscription(RobotState, f"{name}/state", on_state, qos.ROBOT_STATE)


def _cpu_s(process: subprocess.Popen[bytes]) -> float:
    """Processor seconds a process has used, by Linux's record of it."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Megabytes of memory a process has to itself, plus its share of what it shares, by Linux's record."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="How long `stop` takes.")
    parser.add_argument("--robots", type=int, default=50)
    parser.add_argument("--stops", type=int, default=10)
    parser.add_argument("--per-process", type=int, default=1, help="robot agents that share a process")
    parser.add_argument("--thinking", action="store_true", help="with a pending model call and a replan")
    parser.add_argument("--domain", type=int, default=38, help="ROS domain of its own")
    options = parser.parse_args()
    # As Ctrl-C: whatever was started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            Path(folder),
            options.robots,
            options.domain,
            per_process=options.per_process,
            thinking=options.thinking,
        )
        try:
            bench.start()
            idle = bench.idle_share(over_s=10.0)
            measured = stopped(bench, options.stops)
        finally:
            bench.end()
    print(
        f"{len(bench.names)} robots started in {bench.started_s:.0f} s, {bench.cpu_s:.0f} of a processor, "
        f"{bench.memory_mb:.0f} MB in all;",
        end=" ",
    )
    print(f"an agent at rest uses {100 * idle:.1f} % of one")
    if bench.thinking:
        print(f"a replan of the task manager takes {min(bench.thinking.replans_s):.1f} s or more")
    spent = ", ".join(f"{on} {statistics.median(each):.1f}" for on, each in bench.spent_s.items() if each)
    print(f"real seconds of a round, p50: {spent}")
    show(options, measured, cruise_mps=bench.cruise_mps)


def stopped(bench: Bench, stops: int) -> list[tuple[float, float, float]]:
    """Drive, stop and go on, so many times; what each stop took."""
    if bench.thinking:
        bench.thinking.begin()
    measured = []
    for number in range(1, stops + 1):
        bench.drive(number)
        measured.append(bench.stop())
        bench.resume()
        simulated_s, real_s, _ = measured[-1]
        print(f"stop {number}: {simulated_s:.2f} simulated s, {real_s:.2f} real s", flush=True)
    return measured


def show(
    options: argparse.Namespace, measured: list[tuple[float, float, float]], *, cruise_mps: float
) -> None:
    """Print the figures."""
    bound_s = cruise_mps / ACCELERATION_MPS2
    load = "a model call pending and a replan running" if options.thinking else "no task manager"
    print(
        f"{options.robots} robots in {math.ceil(options.robots / options.per_process)} processes, "
        f"{options.stops} stops, {os.cpu_count()} processors at load {os.getloadavg()[0]:.0f}; {load}"
    )
    print(f"braking from {cruise_mps:.2f} m/s takes {bound_s:.2f} simulated s")
    words = ("last robot at zero velocity, simulated s", "the same, real s", "answer of the service, real s")
    for what, values in zip(words, (sorted(column) for column in zip(*measured, strict=True)), strict=True):
        p95 = values[round(0.95 * (len(values) - 1))]
        ratio = f", {statistics.median(values) / bound_s:.2f} times the bound" if "simulated" in what else ""
        print(f"{what}: p50 {statistics.median(values):.2f}, p95 {p95:.2f}, max {values[-1]:.2f}{ratio}")


if __name__ == "__main__":
    main()
