"""Improving a fleet's routes: the busiest robots' tasks are taken out with some of others', and put back
better.

Ruin and recreate (Schrimpf et al., 2000) aimed at the makespan; exact CP-SAT subproblems are the solver's
part.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import numpy as np

from comuros.planning.fleet.fleet_arrays import Fleet
from comuros.planning.fleet.route_book import RouteBook

NEAR_PLACES = 10
NEAR_SHARE = 0.6
OTHER_SHARE = 0.5
POWER = 16
SHUFFLE_SHARE = 0.5
OnRoutes = Callable[[list[list[int]], int], None]


def improve(
    fleet: Fleet,
    routes: list[list[int]],
    *,
    bound: int,
    time_limit_s: float,
    seed: int,
    rounds: int | None = None,
    on_routes: OnRoutes | None = None,
) -> list[list[int]]:
    """Routes with a makespan no longer than before; stops at the bound, the time limit, or after so many
    rounds.
    """
    dice = random.Random(seed)  # noqa: S311 - reproducible search, no secrets
    ends_s = time.monotonic() + time_limit_s
    search = _Search(RouteBook(fleet, routes), dice)
    done = 0
    while search.book.makespan > bound and time.monotonic() < ends_s and (rounds is None or done < rounds):
        before = search.book.makespan
        search.relieve()
        done += 1
        if on_routes is not None and search.book.makespan < before:
            on_routes([list(route) for route in search.book.routes], search.book.makespan)
    return search.book.routes


class _Search:
    """The routes, who does each task, and which tasks lie close to each other."""

    def __init__(self, book: RouteBook, dice: random.Random) -> None:
        self.book = book
        self._dice = dice
        self._owner = {task: row for row, route in enumerate(book.routes) for task in route}
        legs = book.fleet.legs.min(axis=0)
        order = np.argsort(legs[book.fleet.end], axis=1, kind="stable")[:, :NEAR_PLACES]
        self._near_places: list[list[int]] = order.tolist()
        self._at: dict[int, list[int]] = {}
        for task, place in enumerate(book.fleet.begin.tolist()):
            self._at.setdefault(place, []).append(task)

    def relieve(self) -> None:
        """One try to shorten the routes of some robots; undone where their ends, long ones counting most,
        grow.

        A high power of the ends stands between their sum, which finds short routes, and their maximum.
        """
        book = self.book
        rows = self._chosen_rows()
        kept = {row: list(book.routes[row]) for row in rows}
        scale = float(book.makespan)
        before = sum((float(book.ends[row]) / scale) ** POWER for row in rows)
        removed = _ruin(book, rows, self._dice)
        _recreate(book, rows, removed, self._dice)
        after = sum((float(book.ends[row]) / scale) ** POWER for row in rows)
        if after > before or max(int(book.ends[row]) for row in rows) > scale:
            for row, route in kept.items():
                book.replace(row, route)
        else:
            self._owner.update((task, row) for row in rows for task in book.routes[row])

    def _chosen_rows(self) -> list[int]:
        """A busiest robot, robots with work close to its own, and robots that are free early."""
        book, dice = self.book, self._dice
        count = len(book.routes)
        ends = book.ends
        busiest = dice.choice(np.flatnonzero(ends == ends.max()).tolist())
        if dice.random() < OTHER_SHARE:
            busiest = dice.randrange(count)
        size = min(count - 1, dice.choice((1, 2, 2, 3, 4)))
        pool: dict[int, None] = {}
        if book.routes[busiest] and dice.random() < NEAR_SHARE:
            task = dice.choice(book.routes[busiest])
            for place in self._near_places[task]:
                pool.update((self._owner[other], None) for other in self._at.get(place, ()))
        else:
            pool.update((row, None) for row in np.argsort(ends, kind="stable")[: max(8, count // 4)].tolist())
        pool.pop(busiest, None)
        return [busiest, *dice.sample(list(pool), min(size, len(pool)))]


def _ruin(book: RouteBook, rows: list[int], dice: random.Random) -> list[int]:
    removed: list[int] = []
    for row in rows:
        route = book.routes[row]
        share = dice.choice((0.3, 0.6, 1.0))
        out = [task for task in route if dice.random() < share]
        if row == rows[0] and not out and route:
            out = [dice.choice(route)]
        if out:
            book.replace(row, [task for task in route if task not in out])
        removed += out
    return removed


def _recreate(book: RouteBook, rows: list[int], removed: list[int], dice: random.Random) -> None:
    """Longest first with some disorder, or in any order, each where its robot's route then ends earliest."""
    if dice.random() < SHUFFLE_SHARE:
        dice.shuffle(removed)
        for task in removed:
            book.insert_best(task, among=rows)
        return
    for task in sorted(removed, key=lambda task: -book.work[task] * dice.uniform(0.7, 1.3)):
        book.insert_best(task, among=rows)
