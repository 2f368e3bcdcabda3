"""Prices between services for one option: from every robot's start and every exit to every exit, with the
steps behind them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comuros.planning.stap.approach import Approach, leading_modes, ways_to_rest
from comuros.planning.stap.cell_map import DEFAULT_ACTION, REST, Cell, CellMap
from comuros.planning.stap.leaf_service import LeafService, Place, Price, Service, Step

UNREACHABLE = 1 << 40


@dataclass(frozen=True, slots=True)
class Exit:
    """Where service of a part may end."""

    part: int
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """The cheapest way from a place to an exit: free travel, then service from one entry."""

    entry: int
    travel: int
    service: int


class ServiceTables:
    """All prices of serving the parts of a mission, for one kind of price. Rows are starts, then exits."""

    def __init__(
        self, services: Sequence[LeafService], starts: Sequence[Cell], grid: CellMap, price: Price
    ) -> None:
        self._grid = grid
        self._price = price
        self._served: list[tuple[Service, ...]] = [
            tuple(service.serve_from(entry) for entry in service.entries()) for service in services
        ]
        self.exits = tuple(
            Exit(part, place)
            for part, served in enumerate(self._served)
            for place in sorted({place for one in served for place in one.exits})
        )
        self.places: tuple[Place, ...] = (
            *((start, REST) for start in starts),
            *(leaving.place for leaving in self.exits),
        )
        self.start_count = len(starts)
        modes = frozenset(leaving.place[1] for leaving in self.exits)
        self._approaches = [
            tuple(Approach(one.entry, grid, price, leading_modes(one.entry, grid, modes)) for one in served)
            for served in self._served
        ]
        self.links: dict[tuple[int, int], Link] = {}
        self.price: NDArray[np.int64] = self._matrix()

    def travel_price(self, row: int, part: int, entry: int) -> int | None:
        """Price from a row's place to an entry of a part, the entry step included; None where there is no
        way.
        """
        place = self.places[row]
        approach = self._approaches[part][entry]
        if self._serves_at_once(row, part, entry):
            return 0
        direct = approach.price.get(place)
        over_rest = [
            cost + approach.price[rest]
            for rest, (cost, _) in ways_to_rest(place, self._grid, self._price).items()
            if rest in approach.price
        ]
        offers = [offer for offer in (direct, *over_rest) if offer is not None]
        return min(offers, default=None)

    def travel_steps(self, row: int, part: int, entry: int) -> tuple[Step, ...]:
        """The steps of that way, the entry step last."""
        place = self.places[row]
        approach = self._approaches[part][entry]
        if self._serves_at_once(row, part, entry):
            return ()
        wanted = self.travel_price(row, part, entry)
        if approach.price.get(place) == wanted:
            return approach.steps_from(place)
        ways = ways_to_rest(place, self._grid, self._price)
        for rest, (cost, steps) in ways.items():
            if rest in approach.price and cost + approach.price[rest] == wanted:
                return (*steps, *approach.steps_from(rest))
        raise KeyError((row, part, entry))

    def service_steps(self, part: int, entry: int, leaving: int) -> tuple[Step, ...]:
        """The steps of a service, the entry step first."""
        return self._served[part][entry].steps_to(self.exits[leaving].place)

    def _serves_at_once(self, row: int, part: int, entry: int) -> bool:
        """Whether a robot's first state is itself the entry step: it stands there, at rest."""
        at = self._served[part][entry].entry
        place = (at.cell, at.mode)
        return row < self.start_count and at.action == DEFAULT_ACTION and self.places[row] == place

    def _matrix(self) -> NDArray[np.int64]:
        matrix = np.full((len(self.places), len(self.exits)), UNREACHABLE, dtype=np.int64)
        columns: Mapping[int, list[int]] = _by_part(self.exits)
        for part, served in enumerate(self._served):
            for row in range(len(self.places)):
                if row >= self.start_count and self.exits[row - self.start_count].part == part:
                    continue
                for entry, service in enumerate(served):
                    travel = self.travel_price(row, part, entry)
                    if travel is None:
                        continue
                    for column in columns.get(part, []):
                        price = service.exits.get(self.exits[column].place)
                        if price is not None and travel + price < matrix[row, column]:
                            matrix[row, column] = travel + price
                            self.links[row, column] = Link(entry, travel, price)
        return matrix


def _by_part(exits: Sequence[Exit]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for column, leaving in enumerate(exits):
        found.setdefault(leaving.part, []).append(column)
    return found
