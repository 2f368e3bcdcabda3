"""A lower bound on a fleet's makespan by prices on tasks.

If all robots together cannot earn the sum of the prices within a time, they cannot do all tasks in it. Good
prices are looked for by subgradient steps (Held and Karp, 1971); any prices give a valid bound, so anybody
can check it with the prices alone: `earns_less_than_asked` does so along another way.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from comuros.planning.fleet.earning import (
    PlaceTable,
    add_served,
    earned,
    empty_earnings,
    fill_blocks,
    fill_earnings,
)
from comuros.planning.fleet.fleet_arrays import Fleet, Ints

SCALE = 16
"""Prices count sixteenths of a tick."""
STEPS = 600
MOST_WORK = 2e9
FIRST_STEP_TICKS = 4.0
STEP_FACTOR = 0.95


@dataclass(frozen=True, slots=True)
class PricedBound:
    """No routes end before `bound` ticks, as these prices prove on this grid."""

    bound: int
    prices: Ints
    grid: int


@dataclass(frozen=True, slots=True)
class _Places:
    """Nodes of the relaxed routes: all tasks that begin and end at one place, or one task that leads away."""

    begin: Ints
    end: Ints
    task_of: Ints
    first_task: Ints


def priced_bound(
    fleet: Fleet, *, upper: int, time_limit_s: float, rounds: int = 60, least: int = 0
) -> PricedBound | None:
    """The best bound found within the limits; None where the instance is too large for it.

    `upper` is the makespan of known routes, `least` a bound known already: the search ends where they meet.
    """
    nodes = _places(fleet)
    grid = _grid(fleet, upper)
    steps = upper // grid + 2
    if len(fleet.legs) * (len(nodes.begin) ** 2 + 20 * len(fleet.tasks)) * float(steps) > MOST_WORK:
        return None
    prober = _Prober(fleet, nodes, grid, steps)
    ends_s = time.monotonic() + time_limit_s
    prices = fleet.cost.min(axis=0).astype(np.float64) * SCALE
    best = PricedBound(least, np.zeros(0, dtype=np.int64), grid)
    step = FIRST_STEP_TICKS * SCALE
    for number in range(rounds):
        whole = np.maximum(0, np.round(prices)).astype(np.int64)
        began_s = time.monotonic()
        bound, served = prober.probe(whole)
        if bound > best.bound:
            best = PricedBound(bound, whole, grid)
        spent_s = time.monotonic() - began_s
        if bound >= upper or time.monotonic() + spent_s > ends_s:
            break
        prices = np.maximum(0.0, prices + step * (1.0 - served))
        step *= STEP_FACTOR if number > 4 else 1.0
    return best


class _Prober:
    """Earnings for prices: the tables of every kind of robot, kept between rounds."""

    def __init__(self, fleet: Fleet, nodes: _Places, grid: int, steps: int) -> None:
        self._tasks = len(fleet.tasks)
        self._grid = grid
        self._steps = steps
        self._tables = [_table(fleet, nodes, kind, grid, steps) for kind in range(len(fleet.legs))]
        self._found = [empty_earnings(self._tasks, len(nodes.begin), steps) for _ in self._tables]
        self._groups = _groups(fleet, nodes, grid, steps)

    def probe(self, prices: Ints) -> tuple[int, Ints]:
        """The bound by these prices, and how often relaxed routes serve each task just beyond it."""
        for table, found in zip(self._tables, self._found, strict=True):
            fill_blocks(table, found, prices)
            fill_earnings(table, found)
        steps = self._longest_short(int(prices.sum()))
        served: Ints = np.zeros(self._tasks, dtype=np.int64)
        beyond = min(steps + 1, self._steps - 1)
        for kind, start, count in self._groups:
            add_served(self._tables[kind], self._found[kind], start, beyond, count, served)
        return (steps + 1) * self._grid, served

    def _longest_short(self, asked: int) -> int:
        """The longest time, in steps, within which all robots earn less than is asked; -1 for none."""
        low, high = -1, self._steps - 1
        if self._total(high) < asked:
            return high
        while high - low > 1:
            middle = (low + high) // 2
            if self._total(middle) < asked:
                low = middle
            else:
                high = middle
        return low

    def _total(self, steps: int) -> int:
        total = 0
        for kind, start, count in self._groups:
            total += count * int(earned(self._found[kind], start, steps)[0])
        return total


def _table(fleet: Fleet, nodes: _Places, kind: int, grid: int, steps: int) -> PlaceTable:
    """What no robot of the kind may do takes it longer than there is time."""
    able = fleet.may[fleet.kind == kind].any(axis=0)
    far = fleet.legs[kind][np.ix_(nodes.end, nodes.begin)] // grid
    ticks = np.where(able, fleet.ticks[kind] // grid, steps + 1)
    return PlaceTable(
        nodes.task_of, nodes.first_task, np.minimum(far, steps + 1), np.minimum(ticks, steps + 1)
    )


def _grid(fleet: Fleet, upper: int) -> int:
    """Ticks of a step: about `STEPS` of them, and a divisor of all durations if they have a large one."""
    wanted = max(1, upper // STEPS)
    common = math.gcd(*(int(t) for t in np.unique(fleet.ticks[fleet.ticks < upper + 1])))
    divisors = [d for d in range(1, common + 1) if common % d == 0 and wanted / 2 <= d <= 2 * wanted]
    return min(divisors, key=lambda d: abs(d - wanted)) if divisors else wanted


def _places(fleet: Fleet) -> _Places:
    order: dict[tuple[int, int, int], list[int]] = {}
    for task, (begin, end) in enumerate(zip(fleet.begin.tolist(), fleet.end.tolist(), strict=True)):
        order.setdefault((begin, end, -1 if begin == end else task), []).append(task)
    counts = np.cumsum([0, *(len(tasks) for tasks in order.values())])
    return _Places(
        begin=np.array([key[0] for key in order], dtype=np.int64),
        end=np.array([key[1] for key in order], dtype=np.int64),
        task_of=np.array([task for tasks in order.values() for task in tasks], dtype=np.int64),
        first_task=np.array(counts, dtype=np.int64),
    )


def _groups(fleet: Fleet, nodes: _Places, grid: int, steps: int) -> list[tuple[int, Ints, int]]:
    """Robots that earn alike: kind, steps until each place, how many of them."""
    found: dict[tuple[int, bytes], tuple[int, Ints, int]] = {}
    for row, kind in enumerate(fleet.kind.tolist()):
        if fleet.may[row].any():
            start = np.minimum((fleet.ready[row] + fleet.first[row, nodes.begin]) // grid, steps + 1)
            key = (kind, start.tobytes())
            found[key] = (kind, start, found[key][2] + 1 if key in found else 1)
    return list(found.values())


def earns_less_than_asked(fleet: Fleet, priced: PricedBound) -> bool:
    """Whether robots that work for one tick less than the bound earn less than the sum of the prices.

    Every route of every robot is tried in exact ticks: for small fleets, since that is exponential in tasks.
    """
    total = sum(_best_route(fleet, row, priced) for row in range(len(fleet.robots)))
    return total < int(priced.prices.sum())


def _best_route(fleet: Fleet, row: int, priced: PricedBound) -> int:
    kind, best = int(fleet.kind[row]), 0
    stack = [(int(fleet.ready[row]), -1, frozenset[int](), 0)]
    while stack:
        now, place, done, pay = stack.pop()
        best = max(best, pay)
        for task in range(len(fleet.tasks)):
            if task in done or not fleet.may[row, task]:
                continue
            goal = int(fleet.begin[task])
            leg = int(fleet.first[row, goal] if place < 0 else fleet.legs[kind, place, goal])
            end = now + leg + int(fleet.ticks[kind, task])
            if end < priced.bound:
                stack.append((end, int(fleet.end[task]), done | {task}, pay + int(priced.prices[task])))
    return best
