"""Free travel between services: prices of getting from any place to the first step of a service, and the
steps themselves.
"""

from __future__ import annotations

import heapq

from comuros.planning.stap.cell_map import REST, CellMap
from comuros.planning.stap.leaf_service import Entry, Place, Price, Step


class Approach:
    """All ways to one entry (backward Dijkstra over cells x modes), the entry step included in the price.

    `modes` are the modes other than rest in which a robot may come: those that lead to the entry's action.
    """

    def __init__(self, entry: Entry, grid: CellMap, price: Price, modes: frozenset[str]) -> None:
        self.entry = entry
        self._grid = grid
        self._price = price
        self._modes = modes | {REST}
        self._into = _edges_into(grid, self._modes)
        self.price: dict[Place, int] = {}
        self._next: dict[Place, Step] = {}
        self._search()

    def steps_from(self, place: Place) -> tuple[Step, ...]:
        """The steps after `place` up to and including the entry step."""
        steps: list[Step] = []
        while True:
            step = self._next[place]
            steps.append(step)
            if step[2] == "":
                steps[-1] = (self.entry.cell, self.entry.action, self.entry.mode)
                return tuple(steps)
            place = (step[0], step[2])

    def _search(self) -> None:
        queue: list[tuple[int, Place]] = []
        final = (self.entry.cell, self.entry.action, "")
        for mode in sorted(self._modes):
            if (self.entry.action, self.entry.mode) in self._grid.machine.edges[mode]:
                for cell in self._grid.reach(self.entry.action, self.entry.cell):
                    moved = cell != self.entry.cell
                    self._offer(
                        queue, (cell, mode), self._price.of(moved=moved, action=self.entry.action), final
                    )
        while queue:
            price, (cell, mode) = heapq.heappop(queue)
            if price > self.price[cell, mode]:
                continue
            for source, action in self._into.get(mode, ()):
                if self._grid.may(action, cell):
                    step = (cell, action, mode)
                    for origin in self._grid.reach(action, cell):
                        extra = self._price.of(moved=origin != cell, action=action)
                        self._offer(queue, (origin, source), price + extra, step)

    def _offer(self, queue: list[tuple[int, Place]], place: Place, price: int, step: Step) -> None:
        if price < self.price.get(place, price + 1):
            self.price[place] = price
            self._next[place] = step
            heapq.heappush(queue, (price, place))


def leading_modes(entry: Entry, grid: CellMap, also: frozenset[str]) -> frozenset[str]:
    """Modes other than rest that may come right before an entry: those on its lead-in, and those of
    `also` that fit.
    """
    modes = set()
    mode = REST
    for action in grid.machine.lead_in(entry.action)[:-1]:
        mode = dict(grid.machine.edges[mode])[action]
        modes.add(mode)
    fitting = {m for m in also if any(edge == (entry.action, entry.mode) for edge in grid.machine.edges[m])}
    return frozenset(modes | (fitting - {REST}))


def ways_to_rest(place: Place, grid: CellMap, price: Price) -> dict[Place, tuple[int, tuple[Step, ...]]]:
    """For a place in any mode: the places at rest it can come to first, with price and steps."""
    if place[1] == REST:
        return {place: (0, ())}
    found: dict[Place, tuple[int, tuple[Step, ...]]] = {}
    best = {place: 0}
    steps: dict[Place, tuple[Step, ...]] = {place: ()}
    queue = [(0, place)]
    while queue:
        total, (cell, mode) = heapq.heappop(queue)
        if total > best[cell, mode]:
            continue
        if mode == REST:
            found[cell, mode] = (total, steps[cell, mode])
            continue
        for action, target in _shortest_home(grid, mode):
            for onward in grid.reach(action, cell):
                if grid.may(action, onward):
                    reached = (onward, target)
                    offer = total + price.of(moved=onward != cell, action=action)
                    if offer < best.get(reached, offer + 1):
                        best[reached] = offer
                        steps[reached] = (*steps[cell, mode], (onward, action, target))
                        heapq.heappush(queue, (offer, reached))
    return found


def _shortest_home(grid: CellMap, mode: str) -> tuple[tuple[str, str], ...]:
    """Edges out of a mode: only the one to rest where there is one, so that the search stays small."""
    edges = grid.machine.edges[mode]
    home = tuple(edge for edge in edges if edge[1] == REST)
    return home or edges


def _edges_into(grid: CellMap, modes: frozenset[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each mode, the (mode before, action) pairs that lead to it, among the modes given."""
    found: dict[str, list[tuple[str, str]]] = {}
    for source in sorted(modes):
        for action, target in grid.machine.edges[source]:
            if target in modes:
                found.setdefault(target, []).append((source, action))
    return {mode: tuple(edges) for mode, edges in found.items()}
