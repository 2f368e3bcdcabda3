"""Planning figures: published H-LTL cases against the published planner, fleets against an auction, arrivals,
hand-overs and doors, impossible problems, corrupted plans.

python benchmarks/planning.py stap|typed|scale|featured|dynamic|handover|conflicts|corruptions [--json FILE]
[--plot FILE] [--sizes small|large|all] [--stretch FACTOR]
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import time
from pathlib import Path

from planning_featured import featured_rows
from planning_workloads import Square, Workload, workload

from comuros.core.plan import Plan
from comuros.planning import HltlObjective, SolverSettings, plan_hltl, solve
from comuros.planning.candidates import build_instance
from comuros.planning.fleet import auction, fleet_of
from comuros.planning.fleet.route_book import RouteBook
from comuros.planning.rolling import Arrival, Dispatcher, Policy

TESTS = Path(__file__).resolve().parents[1] / "test"
DATA = Path(__file__).parent / "data" / "hltl"
SIZES: tuple[Size, ...] = ((5, 10, 10, 5.0), (10, 30, 20, 10.0), (30, 120, 60, 10.0), (100, 500, 150, 10.0))
LARGE: Size = (1000, 5000, 300, 95.0)
CORES = 2
WINDOW_S = 30.0
WHAT = ("stap", "typed", "scale", "featured", "dynamic", "handover", "conflicts", "corruptions")
Row = dict[str, float | int | str]
Size = tuple[int, int, int, float]


def stap_rows() -> list[Row]:
    """Every case and start of the published runs, both objectives."""
    peers = json.loads((DATA / "peer_results.json").read_text())["rows"]
    return [_stap_row(peer) for peer in peers]


def _stap_row(peer: dict) -> Row:  # type: ignore[type-arg]
    files = {"hltl": DATA / "stap_cases.json", "map_file": DATA / "office_map.json"}
    case, starts = str(peer["case"]), peer["start_cells"]
    cheap = plan_hltl(**files, case=case, starts=starts)
    soon = plan_hltl(**files, case=case, starts=starts, objective=HltlObjective.MAKESPAN)
    peer_s = peer["peer_search_s"] + peer["peer_automata_s"]
    return {
        "case": case, "robots": peer["robots"], "seed": peer["seed"], "cost": cheap.cost, "gap": cheap.gap,
        "peer_cost": peer["peer_cost"], "wall_s": cheap.wall_s, "peer_s": peer_s,
        "faster": peer_s / cheap.wall_s,
        "horizon": soon.horizon, "horizon_gap": soon.gap, "peer_horizon": peer["peer_horizon"],
    }  # fmt: skip


def typed_rows() -> list[Row]:
    """The typed cases, makespan then travel."""
    rows: list[Row] = []
    for case in sorted(json.loads((DATA / "milp_cases.json").read_text())["cases"]["nav"]):
        answer = plan_hltl(hltl=DATA / "milp_cases.json", case=case, map_file=DATA / "supermarket_map.json")
        rows.append({"case": case, "status": answer.status.value, "makespan": answer.horizon,
                     "gap": answer.gap,
                     "travel": answer.cost, "wall_s": answer.wall_s})  # fmt: skip
    return rows


def scale_rows(*, sizes: tuple[Size, ...], stretch: float, seed: int) -> list[Row]:
    """Growing fleets: first plan, final plan, gap, and the auction in the same run. `stretch` multiplies the
    time limits, for a machine that is busy with other things; `cpu_s` is the processor time taken.
    """
    return [_scale_row(*size[:3], size[3] * stretch, seed=seed) for size in sizes]


def _scale_row(robots: int, tasks: int, places: int, limit_s: float, *, seed: int) -> Row:
    load = workload(robots, tasks, places, seed=seed, time_limit_s=limit_s)
    heard: list[tuple[float, Plan]] = []
    began, began_cpu = time.perf_counter(), time.process_time()
    outcome = solve(
        load.problem,
        scenario=load.scenario,
        travel=load.travel,
        settings=SolverSettings(workers=CORES),
        on_improvement=lambda plan: heard.append((time.perf_counter() - began, plan)),
    )
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    assert outcome.plan is not None
    certificate = outcome.plan.certificate
    within = [at for at, plan in heard if plan.certificate.makespan_s * 0.95 <= certificate.lower_bound_s]
    return {
        "robots": robots, "tasks": tasks, "first_s": heard[0][0] if heard else wall_s,
        "first_makespan_s": heard[0][1].certificate.makespan_s if heard else certificate.makespan_s,
        "makespan_s": certificate.makespan_s, "bound_s": certificate.lower_bound_s, "gap": certificate.gap,
        "to_5_percent_s": within[0] if within else "-", "wall_s": wall_s,
        "cpu_s": cpu_s, "auction_s": _auction_makespan_s(load), "peak_mib": _peak_mib(),
    }  # fmt: skip


def _auction_makespan_s(load: Workload) -> float:
    """Makespan of a sequential single-item auction on the same instance."""
    fleet = fleet_of(build_instance(load.problem, scenario=load.scenario, travel=load.travel).instance)
    assert fleet is not None
    return RouteBook(fleet, auction(fleet)).makespan / 10.0


def dynamic_rows(*, robots: int = 10, tasks: int = 150, seeds: int = 20) -> list[Row]:
    """Flow time of tasks that arrive at random (more than robots can do at first), policy by policy; the
    rolling horizon also with the next 30 s of every robot promised.
    """
    ways_to_fill = [(policy, 0.0) for policy in Policy] + [(Policy.ROLLING, WINDOW_S)]
    flows: dict[tuple[Policy, float], list[float]] = {way: [] for way in ways_to_fill}
    walls = dict.fromkeys(ways_to_fill, 0.0)
    for seed in range(seeds):
        dice = random.Random(seed)
        points = {f"p{n}": (dice.uniform(0, 80), dice.uniform(0, 80)) for n in range(40)}
        ways = Square(points)
        arrivals = _arrivals(dice, list(points), tasks)
        starts = [dice.choice(list(points)) for _ in range(robots)]
        for policy, window_s in ways_to_fill:
            began = time.perf_counter()
            dispatcher = Dispatcher(arrivals, starts, ways.metres, policy, window_s=window_s)
            flows[policy, window_s] += dispatcher.run()
            walls[policy, window_s] += time.perf_counter() - began
    return [
        {"policy": policy.value + (f" ({window_s:g} s)" if window_s else ""),
         "mean_s": statistics.mean(flows[policy, window_s]),
         "p95_s": statistics.quantiles(flows[policy, window_s], n=20)[-1],
         "wall_per_task_ms": 1e3 * walls[policy, window_s] / (seeds * tasks)}
        for policy, window_s in ways_to_fill
    ]  # fmt: skip


def _arrivals(dice: random.Random, places: list[str], count: int) -> list[Arrival]:
    """One every 7 s on average, for 10 to 80 s of work."""
    now_s, found = 0.0, []
    for _ in range(count):
        now_s += dice.expovariate(1 / 7.0)
        found.append(Arrival(now_s, dice.choice(places), dice.uniform(10, 80)))
    return found


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _print_table(rows: list[Row]) -> None:
    names = list(rows[0])
    cells = [names, *([_shown(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    for line in cells:
        print("  ".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True)), flush=True)


def _shown(value: float | int | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _plot(rows: list[Row], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    tasks = [row["tasks"] for row in rows]
    lines = {"auction_s": "auction", "first_makespan_s": "first plan", "makespan_s": "plan",
             "bound_s": "lower bound"}  # fmt: skip
    for name, label in lines.items():
        axes.plot(tasks, [row[name] for row in rows], marker="o", label=label)
    axes.set_xscale("log")
    axes.set_xlabel("tasks")
    axes.set_ylabel("makespan in seconds")
    axes.legend()
    figure.savefig(path, dpi=120)


def _rows(asked: argparse.Namespace) -> list[Row]:
    if asked.what == "scale":
        sizes = {"small": SIZES, "large": (LARGE,), "all": (*SIZES, LARGE)}[asked.sizes]
        return scale_rows(sizes=sizes, stretch=asked.stretch, seed=asked.seed)
    if asked.what == "featured":
        return featured_rows(sizes=asked.sizes, stretch=asked.stretch, seed=asked.seed)
    if asked.what in ("handover", "conflicts", "corruptions"):
        sys.path += [str(TESTS / folder) for folder in ("", "planning", "planning/features")]
        import planning_evidence

        checked: list[Row] = getattr(planning_evidence, f"{asked.what.removesuffix('s')}_rows")()
        return checked
    return {"stap": stap_rows, "typed": typed_rows, "dynamic": dynamic_rows}[asked.what]()


def main() -> None:
    """Run one of the benchmarks and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=WHAT)
    parser.add_argument(
        "--sizes",
        choices=("small", "large", "all"),
        default="small",
        help="large: 1,000 robots, 5,000 tasks; featured: 50, 300",
    )
    parser.add_argument("--stretch", type=float, default=1.0, help="factor on time limits: scale, featured")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    rows = _rows(asked)
    _print_table(rows)
    if asked.what == "stap":
        faster = [float(row["faster"]) for row in rows]
        cheaper = sum(float(row["cost"]) <= float(row["peer_cost"]) for row in rows)
        print(f"cost no higher than the peer's in {cheaper} of {len(rows)}")
        print(f"{statistics.median(faster):.0f}x faster in the median, {min(faster):.0f}x at least")
    if asked.json is not None:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")
    if asked.plot is not None and asked.what == "scale":
        _plot(rows, asked.plot)


if __name__ == "__main__":
    main()
