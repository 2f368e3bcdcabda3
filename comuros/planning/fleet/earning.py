"""What robots can earn within a time if every task has a price: dynamic programs over places, on arrays.

Routes are relaxed: a robot may come back to a place it served before, though not straight from the next one
(2-cycle elimination, Christofides, Mingozzi and Toth, 1981), and is then paid again. So no real route earns
more. `priced_bound` uses it. Times are whole grid steps, rounded down.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from comuros.planning.fleet.compiled import compiled
from comuros.planning.fleet.fleet_arrays import Ints


class PlaceTable(NamedTuple):
    """Places as one kind of robot sees them: `far` are steps between places, `ticks` steps of tasks.

    The tasks of place p are `task_of[first_task[p]:first_task[p + 1]]`.
    """

    task_of: Ints
    first_task: Ints
    far: Ints
    ticks: Ints


class Earnings(NamedTuple):
    """Best earnings by place (rows) and steps left (columns).

    `block[n]` is what the tasks of a place up to the n-th pay. `here`: standing at a place; `on`: having
    worked there. `_next` is the place after it (-1 none), `_other` the best with another next place, for `on`
    to `on_second`.
    """

    block: Ints
    here: Ints
    here_next: Ints
    here_other: Ints
    on: Ints
    on_next: Ints
    on_other: Ints
    on_second: Ints


def empty_earnings(tasks: int, places: int, steps: int) -> Earnings:
    """Zeros of the right shapes."""
    rest = (np.zeros((places, steps), dtype=np.int64) for _ in range(7))
    return Earnings(np.zeros((tasks, steps), dtype=np.int64), *rest)


@compiled
def fill_blocks(table: PlaceTable, found: Earnings, prices: Ints) -> None:
    """What the own tasks of every place pay at most within each time: a knapsack each."""
    for place in range(table.first_task.shape[0] - 1):
        first = table.first_task[place]
        for number in range(first, table.first_task[place + 1]):
            takes, pays = table.ticks[table.task_of[number]], prices[table.task_of[number]]
            for time in range(found.block.shape[1]):
                best = found.block[number - 1, time] if number > first else 0
                if time >= takes:
                    before = found.block[number - 1, time - takes] if number > first else 0
                    best = max(best, before + pays)
                found.block[number, time] = best


@compiled
def fill_earnings(table: PlaceTable, found: Earnings) -> None:
    """Best earnings from every place with every time left, the shortest times first."""
    for time in range(found.here.shape[1]):
        for place in range(found.here.shape[0]):
            _fill_here(table, found, place, time)
        for place in range(found.here.shape[0]):
            _fill_on(table, found, place, time)


@compiled
def _fill_here(table: PlaceTable, found: Earnings, place: int, time: int) -> None:
    best, chosen, other = 0, -1, 0
    last = table.first_task[place + 1] - 1
    for spent in range(time + 1):
        pays, left = found.block[last, spent], time - spent
        if pays == 0 or (spent > 0 and found.block[last, spent - 1] == pays):
            continue
        for option in range(2):
            value = pays + (found.on[place, left] if option == 0 else found.on_other[place, left])
            follows = found.on_next[place, left] if option == 0 else found.on_second[place, left]
            if value > best:
                if follows != chosen:
                    other = best
                best, chosen = value, follows
            elif follows != chosen and value > other:
                other = value
    found.here[place, time], found.here_next[place, time] = best, chosen
    found.here_other[place, time] = other


@compiled
def _fill_on(table: PlaceTable, found: Earnings, place: int, time: int) -> None:
    best, chosen, other, second = 0, -1, 0, -1
    for goal in range(found.here.shape[0]):
        left = time - table.far[place, goal]
        if goal == place or left < 0:
            continue
        back = found.here_next[goal, left] == place
        value = found.here_other[goal, left] if back else found.here[goal, left]
        if value > best:
            other, second = best, chosen
            best, chosen = value, goal
        elif value > other:
            other, second = value, goal
    found.on[place, time], found.on_next[place, time] = best, chosen
    found.on_other[place, time], found.on_second[place, time] = other, second


@compiled
def earned(found: Earnings, start: Ints, time: int) -> tuple[int, int]:
    """The most a robot earns within a time whose way to each place takes `start`, and where it begins."""
    best, chosen = 0, -1
    for place in range(start.shape[0]):
        left = time - start[place]
        if left >= 0 and found.here[place, left] > best:
            best, chosen = found.here[place, left], place
    return best, chosen


@compiled
def add_served(table: PlaceTable, found: Earnings, start: Ints, time: int, count: int, served: Ints) -> None:
    """Add to `served` what such a robot does to earn most, `count` times."""
    _, place = earned(found, start, time)
    left, shunned = time - start[place] if place >= 0 else 0, -1
    while place >= 0:
        spends, onward = _best_stay(table, found, place, left, shunned)
        if spends < 0:
            return
        _add_block(table, found, place, spends, count, served)
        if onward < 0:
            return
        left -= spends + table.far[place, onward]
        place, shunned = onward, place


@compiled
def _best_stay(table: PlaceTable, found: Earnings, place: int, left: int, shunned: int) -> tuple[int, int]:
    """How long to work at a place and where to go then, not to the one shunned; -1 where nothing pays."""
    best, spends, onward = 0, -1, -1
    for spent in range(left + 1):
        pays, rest = found.block[table.first_task[place + 1] - 1, spent], left - spent
        if pays == 0:
            continue
        free = shunned < 0 or found.on_next[place, rest] != shunned
        value = pays + (found.on[place, rest] if free else found.on_other[place, rest])
        if value > best:
            best, spends = value, spent
            onward = found.on_next[place, rest] if free else found.on_second[place, rest]
    return spends, onward


@compiled
def _add_block(table: PlaceTable, found: Earnings, place: int, spent: int, count: int, served: Ints) -> None:
    """The tasks of a place that pay what its block pays within a time."""
    first = table.first_task[place]
    for number in range(table.first_task[place + 1] - 1, first - 1, -1):
        before = found.block[number - 1, spent] if number > first else 0
        if found.block[number, spent] != before:
            served[table.task_of[number]] += count
            spent -= table.ticks[table.task_of[number]]
