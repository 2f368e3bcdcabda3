"""Walking distances in steps on a grid, by breadth-first search from each cell asked about once."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence

from comuros.planning.stap.cell_map import Cell


class Distances:
    """Fewest 4-connected steps between free cells."""

    def __init__(self, neighbours: Mapping[Cell, tuple[Cell, ...]]) -> None:
        self._neighbours = neighbours
        self._from: dict[Cell, dict[Cell, int]] = {}
        self._without: dict[frozenset[Cell], Distances] = {}

    def between(self, start: Cell, goal: Cell) -> int | None:
        """Steps from one cell to another, None where there is no way."""
        return self.to(goal).get(start)

    def without(self, cells: frozenset[Cell]) -> Distances:
        """The steps if nobody may enter these cells."""
        if cells not in self._without:
            self._without[cells] = self._made_without(cells)
        return self._without[cells]

    def is_in(self, cell: Cell, cells: Collection[Cell]) -> bool:
        """Whether a cell is one of these."""
        return cell in cells

    def exit_steps(self, start: Cell, cells: Collection[Cell]) -> int | None:
        """Steps from a cell to the nearest that is none of these; None where there is no way out."""
        outside = (steps for cell, steps in self.to(start).items() if cell not in cells)
        return min(outside, default=None)

    def _made_without(self, cells: frozenset[Cell]) -> Distances:
        left = {
            cell: tuple(other for other in others if other not in cells)
            for cell, others in self._neighbours.items()
            if cell not in cells
        }
        return Distances(left)

    def to(self, goal: Cell) -> dict[Cell, int]:
        """Steps to a cell from everywhere it can be reached from."""
        if goal not in self._from:
            found = {goal: 0}
            queue = deque([goal])
            while queue:
                cell = queue.popleft()
                for other in self._neighbours.get(cell, ()):
                    if other not in found:
                        found[other] = found[cell] + 1
                        queue.append(other)
            self._from[goal] = found
        return self._from[goal]

    def parts(self, cells: Collection[Cell]) -> list[tuple[Cell, ...]]:
        """The cells, those that are connected among themselves together."""
        left, found = set(cells), []
        for start in sorted(cells):
            if start in left:
                part, stack = {start}, [start]
                while stack:
                    reached = set(self._neighbours[stack.pop()]) & left - part
                    part |= reached
                    stack += reached
                left -= part
                found.append(tuple(sorted(part)))
        return found


class WholeParts(Distances):
    """Fewest steps between connected parts of regions as wholes, each a cell that stands for all of its
    cells.
    """

    def __init__(self, distances: Distances, members: Mapping[Cell, Sequence[Cell]]) -> None:
        super().__init__({})
        self._between = distances
        self._members = members
        self._known: dict[tuple[Cell, Cell], int | None] = {}

    def is_in(self, cell: Cell, cells: Collection[Cell]) -> bool:
        """Whether a whole, or a cell, is in some wholes."""
        return cell in cells or any(cell in self._members[whole] for whole in cells)

    def exit_steps(self, start: Cell, cells: Collection[Cell]) -> int | None:
        """Steps from a cell to the nearest outside some wholes."""
        inside = {cell for whole in cells for cell in self._members[whole]}
        return self._between.exit_steps(start, inside)

    def _made_without(self, cells: frozenset[Cell]) -> Distances:
        closed = frozenset(cell for whole in cells for cell in self._members[whole])
        return WholeParts(self._between.without(closed), self._members)

    def between(self, start: Cell, goal: Cell) -> int | None:
        """Steps from the nearest cell of one to the nearest of the other."""
        key = (start, goal)
        if key not in self._known:
            found = [
                steps
                for one in self._members.get(start, (start,))
                for other in self._members.get(goal, (goal,))
                if (steps := self._between.between(one, other)) is not None
            ]
            self._known[key] = min(found, default=None)
        return self._known[key]


def as_wholes(
    regions: Mapping[str, Sequence[Cell]], distances: Distances
) -> tuple[dict[str, tuple[Cell, ...]], WholeParts]:
    """Every connected part of every region as one cell, and the steps between those."""
    members: dict[Cell, tuple[Cell, ...]] = {}
    standing: dict[str, tuple[Cell, ...]] = {}
    for name, cells in regions.items():
        parts = {(-1, -1 - len(members) - n): part for n, part in enumerate(distances.parts(cells))}
        members.update(parts)
        standing[name] = tuple(parts)
    return standing, WholeParts(distances, members)
