"""First routes for a fleet: insertion of long tasks first, and the sequential single-item auction as a
baseline.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comuros.planning.fleet.compiled import compiled
from comuros.planning.fleet.fleet_arrays import NEVER, Fleet, Ints
from comuros.planning.fleet.route_book import RouteBook
from comuros.planning.fleet.route_table import (
    FleetTable,
    RouteTable,
    best_place,
    fleet_table,
    insert_at,
    route_table,
)

FEW_ROBOTS = 50
SPARE = 64
Flags = NDArray[np.bool_]


def insertion(fleet: Fleet) -> list[list[int]]:
    """Tasks in order of their least duration, longest first, each where it ends the earliest possible
    busiest robot.

    With few tasks, the next task is the one that would lose most by not getting its best robot (regret).
    """
    book = RouteBook(fleet)
    if len(fleet.tasks) * len(fleet.robots) <= 4000:
        _by_regret(book, len(fleet.tasks))
        return book.routes
    for task in np.argsort(-np.array(book.work), kind="stable"):
        book.insert_best(int(task))
    return book.routes


def _by_regret(book: RouteBook, count: int) -> None:
    left = list(range(count))
    while left:
        best_task, best_key = left[0], (-1, 0)
        for task in left:
            ends = book.ends_with(task)
            key = (ends[1] - ends[0] if len(ends) > 1 else 0, book.work[task])
            if key > best_key:
                best_task, best_key = task, key
        book.insert_best(best_task)
        left.remove(best_task)


def auction(fleet: Fleet) -> list[list[int]]:
    """Sequential single-item auction: in every round the lowest bid wins, a bid being the end of the
    bidder's own route.

    Bids use the cheapest insertion into the route won so far (Koenig et al., AAAI 2006, MiniMax rule).
    """
    arrays = fleet_table(fleet, near=1)
    robots, tasks = len(fleet.robots), len(fleet.tasks)
    table = route_table(arrays, [[] for _ in fleet.robots], spare=tasks if robots < FEW_ROBOTS else SPARE)
    bids = np.full((robots, tasks), NEVER, dtype=np.int64)
    _hold_auction(arrays, table, bids)
    return [
        route[:length].tolist() for route, length in zip(table.routes, table.lengths.tolist(), strict=True)
    ]


@compiled
def _hold_auction(fleet: FleetTable, table: RouteTable, bids: Ints) -> None:
    robots, tasks = bids.shape
    favourite, lowest = np.zeros(robots, dtype=np.int64), np.zeros(robots, dtype=np.int64)
    taken = np.zeros(tasks, dtype=np.bool_)
    for robot in range(robots):
        _bid(fleet, table, bids, taken, robot)
        _choose(bids, favourite, lowest, robot)
    for _ in range(tasks):
        winner = 0
        for robot in range(robots):
            if lowest[robot] < lowest[winner]:
                winner = robot
        task = favourite[winner]
        added, position = best_place(fleet, table, winner, task)
        insert_at(table, winner, position, task, added)
        taken[task] = True
        for robot in range(robots):
            bids[robot, task] = NEVER
        _bid(fleet, table, bids, taken, winner)
        for robot in range(robots):
            if robot == winner or favourite[robot] == task:
                _choose(bids, favourite, lowest, robot)


@compiled
def _bid(fleet: FleetTable, table: RouteTable, bids: Ints, taken: Flags, robot: int) -> None:
    """The end of a robot's route with each task that is left and that it may do."""
    full = table.lengths[robot] >= table.routes.shape[1]
    for task in range(bids.shape[1]):
        bids[robot, task] = NEVER
        if not taken[task] and not full and fleet.may[robot, task]:
            added, _ = best_place(fleet, table, robot, task)
            bids[robot, task] = min(NEVER, table.ends[robot] + added)


@compiled
def _choose(bids: Ints, favourite: Ints, lowest: Ints, robot: int) -> None:
    """A robot's lowest bid."""
    best = 0
    for task in range(bids.shape[1]):
        if bids[robot, task] < bids[robot, best]:
            best = task
    favourite[robot], lowest[robot] = best, bids[robot, best]
