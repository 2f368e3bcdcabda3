"""Is a plan accepted? Its schedule is read as a trace by the same monitors that will watch its execution."""

from __future__ import annotations

from collections.abc import Iterable

from comuros.core.plan import Plan
from comuros.spec.hltlf.mission_monitor import MissionMonitor
from comuros.spec.hltlf.specification import Specification
from comuros.spec.ltlf import parse

_SAME_INSTANT_S = 1e-6


def plan_violations(
    spec: Specification, plan: Plan, *, done: Iterable[str] = (), running: Iterable[str] = ()
) -> tuple[str, ...]:
    """Ids of the nodes, orders and clauses that a plan's trace does not satisfy; empty means accepted.

    Clauses about the world are left to planning. `done` tasks were finished before the plan begins and
    `running` ones started before it, in that order.
    """
    monitor = watched(spec, plan, done=done, running=running)
    world = {clause.id for clause in spec.clauses if _speaks_of_the_world(clause.formula, spec)}
    return tuple(owed for owed in monitor.owed_at_end() if owed not in world)


def watched(
    spec: Specification,
    plan: Plan,
    *,
    done: Iterable[str] = (),
    running: Iterable[str] = (),
    before_s: float = float("inf"),
) -> MissionMonitor:
    """The monitor of a mission after what a plan has happen before a mission time in seconds."""
    monitor = MissionMonitor(spec)
    finished, under_way = tuple(done), tuple(running)
    if finished or under_way:
        monitor.step(started=(*finished, *under_way), done=finished)
    for started, ended in _instants(plan, already_started={*finished, *under_way}, before_s=before_s):
        monitor.step(started=started, done=ended)
    return monitor


def _speaks_of_the_world(formula: str, spec: Specification) -> bool:
    """Whether a clause needs more than the schedule: facts and zones, which planning reads
    on its own trace.
    """
    nodes = {node.id for node in spec.tree.nodes()}
    return any(name.removesuffix("_starts") not in nodes for name in parse(formula).propositions)


def _instants(plan: Plan, *, already_started: set[str], before_s: float) -> list[tuple[list[str], list[str]]]:
    """Starts and ends of the schedule in order of time; what happens at one time is one instant."""
    moments = sorted(
        [
            (entry.start_s, 1, entry.task_id)
            for entry in plan.assignments
            if entry.task_id not in already_started
        ]
        + [(entry.end_s, 0, entry.task_id) for entry in plan.assignments]
    )
    instants: list[tuple[list[str], list[str]]] = []
    last_s = float("-inf")
    for time_s, is_start, task_id in moments:
        if time_s >= before_s:
            break
        if time_s - last_s > _SAME_INSTANT_S:
            instants.append(([], []))
            last_s = time_s
        instants[-1][0 if is_start else 1].append(task_id)
    return instants
