"""Exact subproblems of a fleet: few robots with all their tasks, the busiest among them, given to CP-SAT."""

from __future__ import annotations

import random
import time
from dataclasses import replace

from comuros.core.objective import Objective
from comuros.core.scenario import Scenario
from comuros.planning.approach import Approach
from comuros.planning.cp_search import SolverSettings, search
from comuros.planning.fleet.fleet_arrays import Fleet, schedule_of
from comuros.planning.fleet.route_book import RouteBook
from comuros.planning.instance import Instance, Pool, Way

MOST_TASKS = 16
MOST_ROBOTS = 4
PROBE_S = 1.5


def polish(
    fleet: Fleet,
    routes: list[list[int]],
    instance: Instance,
    *,
    scenario: Scenario,
    bound: int,
    time_limit_s: float,
    seed: int,
    settings: SolverSettings,
) -> list[list[int]]:
    """Routes with a makespan no longer than before: the busiest robot and a few others are solved exactly,
    again and again, as long as time is left.
    """
    dice = random.Random(seed)  # noqa: S311 - reproducible search, no secrets
    ends_s = time.monotonic() + time_limit_s
    routes = [list(route) for route in routes]
    while (left_s := ends_s - time.monotonic()) > PROBE_S / 4:
        book = RouteBook(fleet, routes)
        if book.makespan <= bound:
            break
        rows = _rows(book, dice)
        part = _instance(rows, routes, fleet, instance)
        result = search(
            part,
            scenario=scenario,
            objective=Objective.MAKESPAN_THEN_TRAVEL,
            time_limit_s=min(left_s, PROBE_S),
            seed=seed,
            settings=settings,
            hint=schedule_of([routes[row] for row in rows], _rows_of(fleet, rows), part),
        )
        if result.schedule is not None:
            number = {task: index for index, task in enumerate(fleet.tasks)}
            for row in rows:
                done = result.schedule.of_robot(fleet.robots[row])
                routes[row] = [number[entry.task_id] for entry in done]
    return routes


def _rows(book: RouteBook, dice: random.Random) -> list[int]:
    """The busiest robot, and others at random as far as their tasks fit."""
    busiest = int(book.ends.argmax())
    rows, tasks = [busiest], len(book.routes[busiest])
    others = [row for row in range(len(book.routes)) if row != busiest]
    dice.shuffle(others)
    for row in sorted(others[: 4 * MOST_ROBOTS], key=lambda row: int(book.ends[row])):
        if len(rows) < MOST_ROBOTS and tasks + len(book.routes[row]) <= MOST_TASKS:
            rows.append(row)
            tasks += len(book.routes[row])
    return rows


def _rows_of(fleet: Fleet, rows: list[int]) -> Fleet:
    return replace(
        fleet,
        robots=tuple(fleet.robots[row] for row in rows),
        kind=fleet.kind[rows],
        ready=fleet.ready[rows],
        first=fleet.first[rows],
        may=fleet.may[rows],
    )


def _instance(rows: list[int], routes: list[list[int]], fleet: Fleet, instance: Instance) -> Instance:
    robots = {fleet.robots[row] for row in rows}
    tasks = {fleet.tasks[task] for row in rows for task in routes[row]}
    ways = {task: _for(instance.ways[task], robots) for task in fleet.tasks if task in tasks}
    network = replace(
        instance.network, tasks=tuple(task for task in instance.network.tasks if task.id in tasks)
    )
    approach: Approach = instance.approach.only(robots)
    return replace(instance, network=network, ways=ways, approach=approach)


def _for(ways: tuple[Way, ...], robots: set[str]) -> tuple[Way, ...]:
    kept = []
    for way in ways:
        mine = tuple(robot for robot in way.robots if robot in robots)
        if mine:
            kept.append(replace(way, pools=(Pool(mine, 1),)))
    return tuple(kept)
