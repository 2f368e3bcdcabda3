"""Step numbers for routes found without regard to an order: as early as the order allows, or None where
it cannot be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.planning.stap.routes import Routes
from comuros.planning.stap.tables import ServiceTables


def scheduled(
    routes: Routes,
    tables: ServiceTables,
    order: Sequence[tuple[int, int]],
    unit: int,
    *,
    strict: Sequence[tuple[int, int]] = (),
) -> Routes | None:
    """Routes of least effort with the earliest starts that keep the order; waiting at rest costs nothing.

    Args:
        routes: exits of each robot, of effort-first prices where there is an order.
        order: pairs (before, after) of parts.
        unit: how prices are split.
        strict: pairs that must not end in one step either.

    Returns:
        The routes with their starts, or None where they and the order go round in a circle.
    """
    if not order:
        return routes
    begin: dict[int, int] = {}
    ways = _ways(routes, tables, unit)
    column_of = {tables.exits[column].part: column for column in ways}
    for _ in range(len(ways) + 1):
        changed = False
        for column, (before, travel, service) in ways.items():
            free = begin.get(before, 0) + ways[before][2] if before in ways else 0
            part = tables.exits[column].part
            waits = [begin.get(column_of[a], 0) + ways[column_of[a]][2] for a, b in order if b == part]
            late = [begin.get(column_of[a], 0) + ways[column_of[a]][2] + 1 for a, b in strict if b == part]
            earliest = max([free + travel, *waits, *(end - service for end in late)])
            if begin.get(column) != earliest:
                begin[column] = earliest
                changed = True
        if not changed:
            return replace(routes, starts=tuple(sorted(begin.items())))
    return None


def _ways(routes: Routes, tables: ServiceTables, unit: int) -> dict[int, tuple[int, int, int]]:
    """For each exit: the exit before it (-1 for none), steps of travel to its entry, steps of its service."""
    found: dict[int, tuple[int, int, int]] = {}
    for robot, exits in enumerate(routes.exits):
        row, before = robot, -1
        for column in exits:
            link = tables.links[row, column]
            found[column] = (before, link.travel % unit, link.service % unit)
            row, before = tables.start_count + column, column
    return found
