"""The inner loop of the fleet search: ruin and recreate with annealing, on plain arrays.

After Schrimpf et al. (2000): tasks of a busy robot and of robots nearby, or free early, are taken out and put
back one by one. A high power of the routes' ends stands between their sum, which finds short routes, and
their maximum, which is wanted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comuros.planning.fleet.compiled import compiled
from comuros.planning.fleet.fleet_arrays import NEVER, Ints
from comuros.planning.fleet.route_table import (
    FleetTable,
    RouteTable,
    best_place,
    copy_all,
    copy_row,
    insert_at,
    latest,
    route_end,
)

POWER = 16.0
MOST_ROWS = 6
MOST_REMOVED = 256


class Desk(NamedTuple):
    """Room to work in: the rows looked at, the tasks taken out, and the rows as they were."""

    rows: Ints
    removed: Ints
    keys: NDArray[np.float64]
    kept: RouteTable


@compiled
def _cost(end: int, scale: float) -> float:
    return float((end / scale) ** POWER)


@compiled
def _choose_rows(fleet: FleetTable, table: RouteTable, desk: Desk) -> int:
    """A robot to relieve and others to help it; how many."""
    count = table.ends.shape[0]
    busy = np.random.randint(count)
    if np.random.random() < 0.5:
        for row in range(count):
            if table.ends[row] > table.ends[busy]:
                busy = row
    desk.rows[0] = busy
    size, wanted = 1, 1 + np.random.randint(1, MOST_ROWS - 1)
    nearby = np.random.random() < 0.7 and table.lengths[busy] > 0
    for _ in range(4 * MOST_ROWS):
        if size >= wanted or size >= count:
            break
        if nearby:
            task = table.routes[busy, np.random.randint(table.lengths[busy])]
            other = table.owner[fleet.near[task, np.random.randint(fleet.near.shape[1])]]
        else:
            one, two = np.random.randint(count), np.random.randint(count)
            other = one if table.ends[one] < table.ends[two] else two
        known = False
        for number in range(size):
            known = known or desk.rows[number] == other
        if not known:
            desk.rows[size] = other
            size += 1
    return size


@compiled
def _take_out(fleet: FleetTable, table: RouteTable, desk: Desk, size: int) -> int:
    """Remove a random share of the rows' tasks; how many."""
    out = 0
    share = 0.2 + 0.8 * np.random.random()
    for number in range(size):
        row = desk.rows[number]
        left = 0
        for index in range(table.lengths[row]):
            task = table.routes[row, index]
            if np.random.random() < share and out < MOST_REMOVED:
                desk.removed[out] = task
                out += 1
            else:
                table.routes[row, left] = task
                left += 1
        table.lengths[row] = left
        table.ends[row] = route_end(fleet, table, row)
    return out


@compiled
def _put_in_order(fleet: FleetTable, desk: Desk, out: int) -> None:
    """Any order, or the longest first with some disorder."""
    shuffled = np.random.random() < 0.5
    for index in range(out):
        task, key = desk.removed[index], np.random.random()
        if not shuffled:
            key = -fleet.work[task] * (0.7 + 0.6 * key)
        place = index
        while place > 0 and desk.keys[place - 1] > key:
            desk.keys[place], desk.removed[place] = desk.keys[place - 1], desk.removed[place - 1]
            place -= 1
        desk.keys[place], desk.removed[place] = key, task


@compiled
def _put_back(fleet: FleetTable, table: RouteTable, desk: Desk, size: int, out: int, scale: float) -> bool:
    """Insert the removed tasks in their order, where that costs least or ends earliest; whether all fit."""
    by_cost = np.random.random() < 0.5
    for number in range(out):
        task = desk.removed[number]
        best, best_row, best_position, best_added = 1e300, -1, 0, 0
        for candidate in range(size):
            row = desk.rows[candidate]
            if not fleet.may[row, task] or table.lengths[row] >= table.routes.shape[1]:
                continue
            added, position = best_place(fleet, table, row, task)
            if added >= NEVER:
                continue
            before, after = table.ends[row], table.ends[row] + added
            value = _cost(after, scale) - _cost(before, scale) if by_cost else float(after)
            if value < best:
                best, best_row, best_position, best_added = value, row, position, added
        if best_row < 0:
            return False
        insert_at(table, best_row, best_position, task, best_added)
    return True


@compiled
def _rows_cost(table: RouteTable, desk: Desk, size: int, scale: float) -> float:
    total = 0.0
    for number in range(size):
        total += _cost(table.ends[desk.rows[number]], scale)
    return total


@compiled
def _try(fleet: FleetTable, table: RouteTable, desk: Desk, scale: float, heat: float) -> float:
    """One try; how much the routes' cost grew, which is 0 where it was undone."""
    size = _choose_rows(fleet, table, desk)
    for number in range(size):
        copy_row(table, desk.rows[number], desk.kept, number)
    before = _rows_cost(table, desk, size, scale)
    out = _take_out(fleet, table, desk, size)
    _put_in_order(fleet, desk, out)
    whole = _put_back(fleet, table, desk, size, out, scale)
    growth = _rows_cost(table, desk, size, scale) - before
    if whole and (growth <= 0.0 or (heat > 0.0 and np.random.random() < np.exp(-growth / heat))):
        for number in range(size):
            row = desk.rows[number]
            for index in range(table.lengths[row]):
                table.owner[table.routes[row, index]] = row
        return growth
    for number in range(size):
        copy_row(desk.kept, number, table, desk.rows[number])
    return 0.0


@compiled
def relieve(
    fleet: FleetTable,
    table: RouteTable,
    best: RouteTable,
    desk: Desk,
    heat: float,
    cooling: float,
    rounds: int,
    goal: int,
    seed: int,
) -> None:
    """So many tries to shorten routes; `best` gets the best routes seen, which `table` begins with.

    A try that makes the routes' cost grow is kept with the probability exp(-growth / heat); the heat is
    multiplied by `cooling` after each. Stops early once no route ends after `goal`.
    """
    np.random.seed(seed)
    least = latest(table)
    scale = max(1.0, float(least))
    cost = best_cost = 0.0
    copy_all(table, best)
    for _ in range(rounds):
        cost += _try(fleet, table, desk, scale, heat)
        makespan = latest(table)
        if makespan < least or (makespan == least and cost < best_cost - 1e-12):
            least, best_cost = makespan, cost
            copy_all(table, best)
            if makespan <= goal:
                break
        heat *= cooling
