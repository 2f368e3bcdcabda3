"""Drives every case with many seeds: arrivals, collisions, virtual time; and how fast the world steps.

Run: python benchmarks/driving.py [--seeds 20] [--only WORD] [--speed] [--stop]
"""

from __future__ import annotations

import argparse
import math
import statistics
import time

from driving_cases import CASES, Case, crowd
from driving_formation import FORMATIONS, worst_deviation_m

from comuros.core.velocity import Velocity

SECONDS = 20.0


def main() -> None:
    """Print one line per case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--only", default="", help="cases whose name contains this word")
    parser.add_argument("--speed", action="store_true", help="measure steps per second instead")
    parser.add_argument("--stop", action="store_true", help="measure how 50 robots come to rest instead")
    options = parser.parse_args()
    if options.speed:
        for count in (3, 10, 50):
            print_speed(count)
    elif options.stop:
        print_stop(50)
    else:
        for case in (*CASES, *FORMATIONS):
            if options.only in case.name:
                print_case(case, options.seeds)


def print_case(case: Case, seeds: int) -> None:
    """Arrivals in time, collisions, virtual seconds (median, worst), and how far formations bent."""
    arrived, collisions, times, deviations = 0, 0, [], []
    for seed in range(seeds):
        rig = case.make(seed)
        deviations.append(worst_deviation_m(rig, limit_s=case.limit_s))
        arrived += all(set(ends) == {"succeeded"} for ends in rig.outcomes().values() if ends)
        collisions += len(rig.world.collisions)
        times.append(rig.world.time_s)
    formation = f", formation within {max(deviations):.3f} m" if max(deviations) > 0.0 else ""
    print(
        f"{case.name}: {arrived}/{seeds} seeds all done, {collisions} collisions, "
        f"{statistics.median(times):.0f} s median, {max(times):.0f} s worst{formation}",
        flush=True,
    )


def print_speed(count: int) -> None:
    """Steps per second of processor time: of the world alone, and with every robot driven."""
    rig = crowd(0, count=count)
    steps = round(SECONDS / rig.dt_s)
    begun = time.process_time()
    for _ in range(steps):
        rig.step()
    driven = steps / (time.process_time() - begun)
    velocities = {name: Velocity(x_mps=0.3, yaw_radps=0.5) for name in rig.drivers}
    begun = time.process_time()
    for _ in range(steps):
        rig.world.step(rig.dt_s, velocities)
    alone = steps / (time.process_time() - begun)
    print(
        f"{count} robots: {alone:.0f} steps/s world alone, {driven:.0f} steps/s driven, "
        f"{driven * rig.dt_s:.1f} x real time"
    )


def print_stop(count: int) -> None:
    """From cancelling every call to the last robot's rest, against the bound its brakes set."""
    rig = crowd(0, count=count)
    rig.run(limit_s=6.0)
    moving = [v.speed_mps for v in rig.world.velocities.values()]
    for name, driver in rig.drivers.items():
        driver.cancel(rig.under_way[name])
    begun_s, rest_s = rig.world.time_s, {}
    while len(rest_s) < count and rig.world.time_s - begun_s < 10.0:
        rig.step()
        for name, velocity in rig.world.velocities.items():
            if velocity.is_still() and name not in rest_s:
                rest_s[name] = rig.world.time_s - begun_s
    times = sorted(rest_s.values())
    bound_s = max(moving) / 1.0
    print(
        f"{count} robots, fastest at {max(moving):.2f} m/s: "
        f"at rest after p50 {times[len(times) // 2]:.2f} s, "
        f"p95 {times[math.floor(0.95 * (len(times) - 1))]:.2f} s, last {times[-1]:.2f} s; "
        f"braking alone takes {bound_s:.2f} s; {len(rig.world.collisions)} collisions"
    )


if __name__ == "__main__":
    main()
