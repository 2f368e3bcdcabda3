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
import tempfile
import time
from pathlib import Path

from std_srvs.srv import Trigger
from stop_latency import Bench

_SAID = re.compile(r"\[(?P<node>[\w.]+)\]: longest callback: (?P<ms>[\d.]+) ms in (?P<what>\S+)")
Longest = tuple[float, str, str]


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

    def longest(self) -> list[Longest]:
        """Milliseconds, node and callback, the longest first; known once the processes have ended."""
        found = []
        for file in self._logs.rglob("*.log"):
            said = _SAID.finditer(file.read_text(encoding="utf-8", errors="replace"))
            found += [(float(each["ms"]), each["node"], each["what"]) for each in said]
        return sorted(found, reverse=True)


def measured(
    robots: int, rounds: int, *, domain: int, per_process: int
) -> tuple[list[Longest], float, float]:
    """The callbacks, how long a model call was pending at least, and the shortest replan, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        bench = WatchedBench(Path(folder), robots, domain, per_process=per_process)
        try:
            bench.start()
            pended_s, replan_s = bench.think_while_driving(rounds)
        finally:
            bench.end()
        return bench.longest(), pended_s, replan_s


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="How long the longest callback takes.")
    parser.add_argument("--robots", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--per-process", type=int, default=5, help="robot agents that share a process")
    parser.add_argument("--domain", type=int, default=39, help="ROS domain of its own")
    options = parser.parse_args()
    found, pended_s, replan_s = measured(
        options.robots, options.rounds, domain=options.domain, per_process=options.per_process
    )
    print(
        f"{options.robots} robots that drive, {options.rounds} rounds, {os.cpu_count()} processors at load "
        f"{os.getloadavg()[0]:.0f}; model call pending {pended_s:.1f} s, shortest replan {replan_s:.2f} s"
    )
    for ms, node, what in found[:8]:
        print(f"{ms:8.1f} ms  {node}  {what}")
    longest_s = found[0][0] / 1e3
    print(
        f"longest callback: {longest_s / pended_s:.4f} of the call, {longest_s / replan_s:.3f} of the replan"
    )


if __name__ == "__main__":
    main()
