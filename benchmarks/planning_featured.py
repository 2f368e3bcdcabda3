"""Many tasks with deadlines, release times, orders, crews and batteries: planned with neighbourhood search
and by one model without it, in the same run and time, beside an auction.

`benchmarks/planning.py featured` prints it.
"""

from __future__ import annotations

import time

from planning_workloads import Workload, featured_workload

from comuros.core.objective import Objective
from comuros.core.plan import Plan
from comuros.planning import SolverSettings, solve, validate
from comuros.planning.candidates import build_instance
from comuros.planning.cp_search import search
from comuros.planning.instance import Instance
from comuros.planning.neighbourhood.dispatching import dispatched
from comuros.planning.neighbourhood.lateness import lateness_of
from comuros.planning.ticks import seconds_of

Row = dict[str, float | int | str]
SMALL = ((10, 30, 20, 0.0, 10.0), (10, 40, 30, 0.0, 20.0), (30, 150, 75, 0.0, 30.0))
LARGE = ((30, 150, 75, 30.0, 30.0), (50, 300, 100, 0.0, 60.0))
"""Robots, tasks, places, Wh of every battery (0: nobody runs low), seconds."""
CORES = 2


def featured_rows(*, sizes: str, stretch: float, seed: int) -> list[Row]:
    """For every size (`small`, `large`, `all`): first and final plan, bound and gap; one model in the same
    time; the auction.
    """
    chosen = {"small": SMALL, "large": LARGE, "all": (*SMALL, *LARGE)}[sizes]
    return [_row(*size[:4], size[4] * stretch, seed=seed) for size in chosen]


def _row(robots: int, tasks: int, places: int, battery_wh: float, limit_s: float, *, seed: int) -> Row:
    load = featured_workload(robots, tasks, places, seed=seed, time_limit_s=limit_s, battery_wh=battery_wh)
    heard: list[tuple[float, Plan]] = []
    began_s = time.perf_counter()
    outcome = solve(
        load.problem,
        scenario=load.scenario,
        travel=load.travel,
        settings=SolverSettings(workers=CORES),
        on_improvement=lambda plan: heard.append((time.perf_counter() - began_s, plan)),
    )
    wall_s = time.perf_counter() - began_s
    plans = [plan for _, plan in heard] + ([outcome.plan] if outcome.plan is not None else [])
    refused = sum(
        bool(validate(plan, load.problem, scenario=load.scenario, travel=load.travel)) for plan in plans
    )
    instance = build_instance(load.problem, scenario=load.scenario, travel=load.travel).instance
    return {
        "robots": robots, "tasks": tasks, "battery_wh": battery_wh,
        "first_s": heard[0][0] if heard else "-",
        "first_makespan_s": heard[0][1].certificate.makespan_s if heard else "-",
        **_figures(outcome.plan), "wall_s": wall_s, "plans": len(plans), "refused": refused,
        **_one_model(load, instance, limit_s), **_auction(load, instance),
    }  # fmt: skip


def _figures(plan: Plan | None) -> Row:
    if plan is None:
        return dict.fromkeys(("makespan_s", "bound_s", "gap"), "-")
    certificate = plan.certificate
    return {
        "makespan_s": certificate.makespan_s, "bound_s": certificate.lower_bound_s, "gap": certificate.gap,
    }  # fmt: skip


def _one_model(load: Workload, instance: Instance, limit_s: float) -> Row:
    """What one model finds, its building counted."""
    began_s = time.perf_counter()
    found = search(
        instance, scenario=load.scenario, objective=Objective.MAKESPAN_THEN_TRAVEL, time_limit_s=limit_s,
        seed=load.problem.seed, settings=SolverSettings(workers=CORES),
    )  # fmt: skip
    makespan_s = seconds_of(found.schedule.makespan(instance)) if found.schedule is not None else "-"
    return {"one_model_s": makespan_s, "one_model_wall_s": time.perf_counter() - began_s}


def _auction(load: Workload, instance: Instance) -> Row:
    """A sequential single-item auction: whoever can begin first gets the task that can be begun first, crews
    and orders kept, charging allowed for; how late it is in all.
    """
    schedule = dispatched(instance, load.scenario, urgency=0.0)
    if schedule is None:
        return {"auction_s": "-", "auction_late_s": "-"}
    return {
        "auction_s": seconds_of(schedule.makespan(instance)),
        "auction_late_s": seconds_of(lateness_of(schedule, instance)),
    }  # fmt: skip
