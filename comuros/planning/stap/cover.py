"""Exact allocation without an order between leaves: dynamic programming over sets of parts.

Held and Karp's recursion gives the least price of every set for every robot; a second recursion over robots
shares the parts out, minimising the sum or the greatest of the robots' prices.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comuros.planning.stap.routes import Routes
from comuros.planning.stap.tables import UNREACHABLE, ServiceTables

MAX_PARTS = 13
Values = NDArray[np.int64]


class SetPrices:
    """Least price of serving each set of the chosen parts from each row of the tables."""

    def __init__(self, tables: ServiceTables, parts: Sequence[int]) -> None:
        self._bit = {part: 1 << index for index, part in enumerate(parts)}
        self._first = tables.start_count
        self._columns = [c for c, leaving in enumerate(tables.exits) if leaving.part in self._bit]
        self._bits = np.array([self._bit[tables.exits[c].part] for c in self._columns], dtype=np.int64)
        self._price = tables.price[:, self._columns]
        rows = [*range(self._first), *(self._first + c for c in self._columns)]
        self._price = self._price[rows]
        self.full = (1 << len(parts)) - 1
        self.values: Values = np.full((len(rows), self.full + 1), UNREACHABLE, dtype=np.int64)
        self.values[:, 0] = 0
        self._own = np.arange(len(self._columns)) + self._first
        for chosen in range(1, self.full + 1):
            self.values[:, chosen] = np.minimum(self._through(chosen).min(axis=1), UNREACHABLE)

    def _through(self, chosen: int) -> Values:
        """Price of a set from each row, by the first exit taken."""
        inside = (self._bits & chosen) != 0
        rest = self.values[self._own, chosen & ~self._bits]
        return np.where(inside, self._price + rest, UNREACHABLE)

    def route(self, row: int, chosen: int) -> tuple[int, ...]:
        """The exits of a cheapest way to serve a set from a row."""
        exits: list[int] = []
        while chosen:
            local = int(self._through(chosen)[row].argmin())
            exits.append(self._columns[local])
            chosen &= ~int(self._bits[local])
            row = self._first + local
        return tuple(exits)


def cheapest(prices: SetPrices, robots: int, unit: int) -> Routes | None:
    """The routes with the least effort in all; None where some part cannot be served."""
    return _cheapest(prices, prices.values[:robots], unit)


def cheapest_soonest(prices: SetPrices, robots: int, unit: int) -> Routes | None:
    """Of the routes with the least effort, some that end soonest.

    Every robot's share of such routes is itself served with least effort, so the limit on steps is found by
    bisection over the shares' steps.
    """
    values = prices.values[:robots]
    best = _cheapest(prices, values, unit)
    if best is None:
        return None
    steps = np.where(values < UNREACHABLE, values % unit, UNREACHABLE)
    limits = np.unique(steps[steps < UNREACHABLE])
    low, high = 0, len(limits) - 1
    while low < high:
        middle = (low + high) // 2
        within = _cheapest(prices, np.where(steps <= limits[middle], values, UNREACHABLE), unit)
        if within is not None and within.value == best.value:
            best, high = within, middle
        else:
            low = middle + 1
    return best


def shortest(prices: SetPrices, robots: int, unit: int) -> Routes | None:
    """The routes that end soonest, with little effort; None where some part cannot be served."""
    values = prices.values[:robots]
    shares = _share_out(values // unit, prices.full, np.maximum)
    if shares is None:
        return None
    limit = shares[0]
    effort = np.where((values // unit <= limit) & (values < UNREACHABLE), values % unit, UNREACHABLE)
    thrifty = _share_out(effort, prices.full, np.add)
    return _routes(prices, limit, thrifty[1] if thrifty is not None else shares[1])


def _cheapest(prices: SetPrices, values: Values, unit: int) -> Routes | None:
    shares = _share_out(values, prices.full, np.add)
    return None if shares is None else _routes(prices, shares[0] // unit, shares[1])


def _routes(prices: SetPrices, value: int, sets: list[int]) -> Routes:
    return Routes(tuple(prices.route(robot, chosen) for robot, chosen in enumerate(sets)), value, value)


def _share_out(values: Values, full: int, join: np.ufunc) -> tuple[int, list[int]] | None:
    """Split the full set among the robots (rows) so that the joined price is least."""
    whole, part, begin = _subset_pairs(full)
    stages: list[Values] = [np.full(full + 1, UNREACHABLE, dtype=np.int64)]
    stages[0][0] = 0
    for row in values:
        offers = np.minimum(join(stages[-1][whole ^ part], row[part]), UNREACHABLE)
        stages.append(np.minimum.reduceat(offers, begin))
    best = int(stages[-1][full])
    if best >= UNREACHABLE:
        return None
    sets: list[int] = []
    left = full
    for index in range(len(values) - 1, -1, -1):
        span = slice(begin[left], begin[left + 1] if left < full else len(whole))
        offers = join(stages[index][left ^ part[span]], values[index][part[span]])
        chosen = int(part[span][int(offers.argmin())])
        sets.append(chosen)
        left ^= chosen
    return best, sets[::-1]


def _subset_pairs(full: int) -> tuple[Values, Values, Values]:
    """All (set, subset) pairs in order of the set, and where each set's pairs begin."""
    whole: list[int] = []
    part: list[int] = []
    begin: list[int] = []
    for chosen in range(full + 1):
        begin.append(len(whole))
        subset = chosen
        while True:
            whole.append(chosen)
            part.append(subset)
            if subset == 0:
                break
            subset = (subset - 1) & chosen
    return np.array(whole), np.array(part), np.array(begin)
