"""Walking distances in steps on a grid, by breadth-first search from each cell asked about once."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from comuros.planning.stap.cell_map import Cell


class Distances:
    """Fewest 4-connected steps between free cells."""

    def __init__(self, neighbours: Mapping[Cell, tuple[Cell, ...]]) -> None:
        self._neighbours = neighbours
        self._from: dict[Cell, dict[Cell, int]] = {}

    def between(self, start: Cell, goal: Cell) -> int | None:
        """Steps from one cell to another, None where there is no way."""
        return self.to(goal).get(start)

    def to(self, goal: Cell) -> dict[Cell, int]:
        """Steps to a cell from everywhere it can be reached from."""
        if goal not in self._from:
            found = {goal: 0}
            queue = deque([goal])
            while queue:
                cell = queue.popleft()
                for other in self._neighbours[cell]:
                    if other not in found:
                        found[other] = found[cell] + 1
                        queue.append(other)
            self._from[goal] = found
        return self._from[goal]
