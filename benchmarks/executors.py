"""How long the longest callback of any node takes while everything is under way: robots that drive, a model
call that is pending, a replan that runs. Executors must never wait; each node watches its own callbacks.

    .venv/bin/python benchmarks/executors.py --robots 20 --rounds 3 [--per-process 5]

The peers measured in the same run are the model call, which is pending all the time, and the replan: a
callback that waited for either would be at least as long.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from std_srvs.srv import Trigger
from stop_latency import Bench

_SAID = re.compile(
    r"\[(?P<node>[\w.]+)\]: (?P<count>\d+) callbacks, p50 (?P<p50>[\d.]+) ms, p99 (?P<p99>[\d.]+) ms, "
    r"longest callback: (?P<longest>[\d.]+) ms \((?P<cpu>[\d.]+) ms on a processor\) in (?P<what>\S+)"
)


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What a node says of its callbacks at its end; times are milliseconds."""

    node: str
    count: int
    p50: float
    p99: float
    longest: float
    cpu: float
    what: str


class WatchedBench(Bench):
    """The bench of the stop benchmark, with what its nodes say of their callbacks kept in files."""

    def __init__(self, folder: Path, robots: int, domain_id: int, *, per_process: int) -> None:
        self._logs = folder / "said"
        self._logs.mkdir()
        super().__init__(folder, robots, domain_id, per_process=per_process, thinking=True)

    def _run(self, module: str, parameters: dict[str, object], **keywords: object) -> None:
        before = dict(self._environment)
        self._environment["ROS_LOG_DIR"] = str(self._logs / f"{len(self._processes)}")
        super()._run(module, parameters, **keywords)  # type: ignore[arg-type]
        self._environment = before

    def think_while_driving(self, rounds: int) -> tuple[float, float]:
        """Rounds of all robots driving, a model call pending and a replan running; how long the calls were
        pending at least, and the shortest replan, in seconds.
        """
        assert self.thinking is not None
        self.thinking.begin()
        pending, replans = [], []
        for number in range(rounds):
            self.drive(number + 1)
            began_s = time.monotonic()
            self.thinking.start_thinking()
            replan_began_s = time.monotonic()
            self.until(lambda: not self.thinking.is_replanning, "the end of a replan")
            replans.append(time.monotonic() - replan_began_s)
            self._halt()
            pending.append(time.monotonic() - began_s)
        return min(pending), min(replans)

    def _halt(self) -> None:
        answer = self._services["stop"].call_async(Trigger.Request())
        self.until(answer.done, "answer of stop")
        self.resume()

    def callbacks(self) -> list[Callbacks]:
        """Of every node, the longest callback first; known once the processes have ended."""
        found = []
        for file in self._logs.rglob("*.log"):
            said = _SAID.finditer(file.read_text(encoding="utf-8", errors="replace"))
            found += [_callbacks(each) for each in said]
        return sorted(found, key=lambda each: -each.longest)


def _callbacks(said: re.Match[str]) -> Callbacks:
    numbers = (float(said[name]) for name in ("p50", "p99", "longest", "cpu"))
    return Callbacks(said["node"], int(said["count"]), *numbers, said["what"])


def measured(
    robots: int, rounds: int, *, domain: int, per_process: int
) -> tuple[list[Callbacks], float, float]:
    """The callbacks, how long a model call was pending at least, and the shortest replan, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        bench = WatchedBench(Path(folder), robots, domain, per_process=per_process)
        try:
            bench.start()
            pended_s, replan_s = bench.think_while_driving(rounds)
        finally:
            bench.end()
        return bench.callbacks(), pended_s, replan_s


def show(found: Sequence[Callbacks], pended_s: float, replan_s: float) -> None:
    """A line for each kind of node, the longest callback of its nodes in full."""
    kinds = dict.fromkeys(each.node.rpartition(".")[2] for each in found)
    for kind in kinds:
        nodes = [each for each in found if each.node.rpartition(".")[2] == kind]
        worst = nodes[0]
        print(
            f"{kind:13} {len(nodes):3} nodes, {sum(each.count for each in nodes):7} callbacks: "
            f"p50 {max(each.p50 for each in nodes):6.1f} ms, p99 {max(each.p99 for each in nodes):6.1f} ms, "
            f"longest {worst.longest:7.1f} ms ({worst.cpu:.1f} ms on a processor) in {worst.what}"
        )
    longest_s = found[0].longest / 1e3
    print(
        f"longest callback: {longest_s / pended_s:.4f} of the call, {longest_s / replan_s:.3f} of the replan"
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="How long callbacks take.")
    parser.add_argument("--robots", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--per-process", type=int, default=5, help="robot agents that share a process")
    parser.add_argument("--domain", type=int, default=39, help="ROS domain of its own")
    options = parser.parse_args()
    # As Ctrl-C: whatever was started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    found, pended_s, replan_s = measured(
        options.robots, options.rounds, domain=options.domain, per_process=options.per_process
    )
    print(
        f"{options.robots} robots that drive, {options.rounds} rounds, {os.cpu_count()} processors at load "
        f"{os.getloadavg()[0]:.0f}; model call pending {pended_s:.1f} s, shortest replan {replan_s:.2f} s"
    )
    show(found, pended_s, replan_s)


if __name__ == "__main__":
    main()
