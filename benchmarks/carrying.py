"""What room for several objects gains: missions of the food court in the embedded simulator over seeds, its
waiter with room for one object and with the room the scenario gives it.

Usage: benchmarks/carrying.py [--seeds 10] [--jitter 0.1]
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import dataclass, replace

from comuros.core.capability import Capability
from comuros.core.command import PublishPlan
from comuros.core.mission import MissionOutcome
from comuros.rehearsal import Rehearsal
from comuros.scenario import LoadedScenario, load_scenario

SAID = (
    "The waiter brings the soup to table 4 and the tea to table 6.",
    "Clear table 1.",
    "Bring the soup to table 4, the tea to table 6 and the noodles to table 2.",
    "Deliver the noodles to table 2, then clear table 1. Meanwhile the drone looks at table 3.",
)
_LIMIT_S = 600.0


@dataclass(frozen=True)
class Run:
    """One mission under one seed; times are mission seconds, `planned_s` is the first plan's makespan."""

    succeeded: bool
    planned_s: float
    took_s: float
    in_parts: bool


def with_room_for(loaded: LoadedScenario, count: int) -> LoadedScenario:
    """The scenario with nobody's capacity above `count`."""
    room = Capability("capacity", float(count))
    robots = tuple(
        replace(robot, overrides=(*(own for own in robot.overrides if own.name != room.name), room))
        if robot.number("capacity", 1.0) > count
        else robot
        for robot in loaded.scenario.robots
    )
    return replace(loaded, scenario=replace(loaded.scenario, robots=robots))


def carry_out(loaded: LoadedScenario, said: str, *, seed: int, jitter_m: float) -> Run:
    """Rehearse one instruction; robots start up to `jitter_m` off their places."""
    rehearsal = Rehearsal(loaded, seed=seed, start_jitter_m=jitter_m)
    rehearsal.say(said)
    rehearsal.run(limit_s=_LIMIT_S)
    ended = list(rehearsal.account.ended.values())
    plans: list[PublishPlan] = rehearsal.account.plans
    tasks = {entry.task_id for entry in plans[0].plan.assignments} if plans else set()
    run = Run(
        succeeded=bool(ended) and ended[0].outcome is MissionOutcome.SUCCEEDED,
        planned_s=plans[0].plan.certificate.makespan_s if plans else 0.0,
        took_s=ended[0].makespan_s if ended else _LIMIT_S,
        in_parts=any(task.endswith("_take") for task in tasks),
    )
    rehearsal.close()
    return run


def described(runs: list[Run]) -> str:
    """Planned and taken, in the median, and how many succeeded."""
    planned_s = statistics.median(run.planned_s for run in runs)
    took_s = statistics.median(run.took_s for run in runs)
    done = sum(run.succeeded for run in runs)
    return f"{planned_s:7.1f} {took_s:7.1f} {done:3d}/{len(runs):<3d}"


def main() -> int:
    """Print the table; 1 where a mission failed or a plan with more room is longer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--jitter", type=float, default=0.1, help="metres that starts are off their places")
    options = parser.parse_args()
    roomy, bad = load_scenario("food_court"), 0
    print("room for one: planned, took, done | for two: planned, took, done | took less | in parts")
    for said in SAID:
        one, two = (
            [carry_out(loaded, said, seed=s, jitter_m=options.jitter) for s in range(options.seeds)]
            for loaded in (with_room_for(roomy, 1), roomy)
        )
        less = 1.0 - statistics.median(run.took_s for run in two) / statistics.median(r.took_s for r in one)
        bad += sum(not run.succeeded for run in (*one, *two))
        bad += sum(after.planned_s > before.planned_s + 1e-6 for before, after in zip(one, two, strict=True))
        split = "yes" if any(run.in_parts for run in two) else "no"
        print(f"{described(one)} | {described(two)} | {less:6.1%} | {split:3} {said}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
