"""First routes for a fleet: insertion of long tasks first, and the sequential single-item auction as a
baseline.
"""

from __future__ import annotations

import numpy as np

from comuros.planning.fleet.fleet_arrays import NEVER, Fleet, Ints
from comuros.planning.fleet.route_book import RouteBook


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
    book = RouteBook(fleet)
    count = len(fleet.robots)
    bids: Ints = np.stack([book.bids_of(robot) for robot in range(count)])
    taken = np.zeros(len(fleet.tasks), dtype=np.bool_)
    favourite = bids.argmin(axis=1)
    lowest = bids[np.arange(count), favourite]
    for _ in range(len(fleet.tasks)):
        winner = int(lowest.argmin())
        task = int(favourite[winner])
        book.insert_into(winner, task)
        taken[task] = True
        bids[:, task] = NEVER
        bids[winner] = np.where(taken, NEVER, book.bids_of(winner))
        for robot in {winner, *np.flatnonzero(favourite == task).tolist()}:
            favourite[robot] = bids[robot].argmin()
            lowest[robot] = bids[robot, favourite[robot]]
    return book.routes
