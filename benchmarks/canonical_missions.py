"""Every scenario's canonical missions in the embedded simulator, over seeds: outcomes, collisions, repairs,
and how long they took against what the plan said.

Usage: benchmarks/canonical_missions.py [--seeds 20] [--jitter 0.1] [SCENARIO…]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass

from comuros.core.mission import MissionOutcome
from comuros.rehearsal import Rehearsal
from comuros.scenario import LoadedScenario, list_scenarios, load_scenario

_LIMIT_S = 600.0


@dataclass(frozen=True)
class Run:
    """One mission under one seed. Times are mission seconds; `makespan_s` is the first plan's."""

    succeeded: bool
    took_s: float
    makespan_s: float
    plans: int
    collisions: int


def carry_out(loaded: LoadedScenario, instruction: str, *, seed: int, jitter_m: float) -> Run:
    """Rehearse one instruction; robots start up to `jitter_m` off their places."""
    rehearsal = Rehearsal(loaded, seed=seed, start_jitter_m=jitter_m)
    rehearsal.say(instruction)
    rehearsal.run(limit_s=_LIMIT_S)
    ended = list(rehearsal.account.ended.values())
    plans = rehearsal.account.plans
    run = Run(
        succeeded=bool(ended) and ended[0].outcome is MissionOutcome.SUCCEEDED,
        took_s=ended[0].makespan_s if ended else _LIMIT_S,
        makespan_s=plans[0].plan.certificate.makespan_s if plans else 0.0,
        plans=len(plans),
        collisions=len(rehearsal.simulation.collisions),
    )
    rehearsal.close()
    return run


def show(name: str, number: int, runs: list[Run]) -> None:
    """One line of the table."""
    ratios = [run.took_s / run.makespan_s for run in runs if run.makespan_s]
    spread = f"{min(ratios):.2f} {statistics.median(ratios):.2f} {max(ratios):.2f}" if ratios else "-"
    done, struck = sum(run.succeeded for run in runs), sum(run.collisions for run in runs)
    repaired = sum(run.plans > 1 for run in runs)
    line = f"{name:14s} {number:7d} {done:5d}/{len(runs):<5d} {struck:10d} {repaired:9d}   {spread}"
    print(line, flush=True)


def main() -> int:
    """Print the table; 1 where a mission failed or something was struck."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=None)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jitter", type=float, default=0.1, help="metres that starts are off their places")
    options = parser.parse_args()
    began, bad = time.monotonic(), 0
    print("scenario       mission  succeeded  collisions  repaired   took/planned: least median most")
    for name in options.scenarios or list_scenarios():
        loaded = load_scenario(name)
        for number, instruction in enumerate(loaded.scenario.missions, start=1):
            seeds = range(options.seeds)
            runs = [carry_out(loaded, instruction, seed=s, jitter_m=options.jitter) for s in seeds]
            bad += sum(not run.succeeded or run.collisions > 0 for run in runs)
            show(name, number, runs)
    print(f"{bad} runs failed or struck something; {time.monotonic() - began:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
