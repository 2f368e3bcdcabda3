"""Which cells of a region are worth standing in: those near to where robots come from and go to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from comuros.planning.stap.cell_map import Cell
from comuros.planning.typed.distances import Distances
from comuros.planning.typed.events import MAX_STEP, Draft


def few_cells(
    draft: Draft,
    robots: Sequence[tuple[str, Cell]],
    regions: Mapping[str, Sequence[Cell]],
    distances: Distances,
) -> dict[str, tuple[Cell, ...]]:
    """Of each connected part of each region visited, the cells nearest to every start and to every other
    part; then those nearest to the cells chosen so, since of equally near ones only some lie well for what
    comes next. As many of each as robots may have to stand there at once, and one for each that may come.
    """
    wanted: dict[str, int] = {}
    for visit in draft.visits:
        wanted[visit.atom.region] = max(wanted.get(visit.atom.region, 1), visit.atom.count)
    parts = {name: distances.parts(regions[name]) for name in wanted}
    every = [part for name in wanted for part in parts[name]]
    kept: dict[str, dict[Cell, None]] = {}
    for name, count in wanted.items():
        others: list[Sequence[Cell]] = [[start] for _, start in robots]
        kept[name] = {}
        for part in parts[name]:
            for cells in (*others, *(other for other in every if other is not part)):
                kept[name].update(dict.fromkeys(_ranked(part, cells, distances)[:count]))
    first = {name: tuple(cells) for name, cells in kept.items()}
    for name, count in wanted.items():
        for part in parts[name]:
            for cell in (cell for other in wanted if other != name for cell in first[other]):
                kept[name].update(dict.fromkeys(_missing(part, cell, count, kept[name], distances)))
    for name, count in _crowds(draft).items():
        near = _ranked(regions[name], tuple(kept[name]), distances)
        kept[name].update(dict.fromkeys(near[: max(count, len(kept[name]))]))
    return {name: tuple(sorted(cells)) for name, cells in kept.items()}


def _crowds(draft: Draft) -> dict[str, int]:
    """How many robots may visit each region, in the course of everything."""
    crews: dict[tuple[str, str, str, int], int] = {}
    for number, visit in enumerate(draft.visits):
        atom = visit.atom
        key = (atom.region, atom.robot_type, atom.group, number if atom.group == "0" else -1)
        crews[key] = max(crews.get(key, 0), atom.count)
    found: dict[str, int] = {}
    for (region, *_), count in crews.items():
        found[region] = found.get(region, 0) + count
    return found


def _missing(
    part: Sequence[Cell], cell: Cell, count: int, kept: Iterable[Cell], distances: Distances
) -> list[Cell]:
    """Cells of a part nearest to a cell, unless one as near is kept already."""
    nearest = _ranked(part, [cell], distances)[:count]
    least = _steps(nearest[0], [cell], distances)
    near = (other for other in kept if other in part and _steps(other, [cell], distances) == least)
    return [] if next(near, None) is not None else nearest


def _ranked(part: Sequence[Cell], cells: Sequence[Cell], distances: Distances) -> list[Cell]:
    return sorted(part, key=lambda cell: (_steps(cell, cells, distances), cell))


def _steps(cell: Cell, cells: Sequence[Cell], distances: Distances) -> int:
    """Steps to the nearest of some cells."""
    steps = (distances.between(other, cell) for other in cells)
    return min((each for each in steps if each is not None), default=MAX_STEP)
