"""A fleet and its routes as plain arrays, with the arithmetic of routes. The compiled loops work on them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comuros.planning.fleet.compiled import compiled
from comuros.planning.fleet.fleet_arrays import NEVER, Fleet, Ints


class FleetTable(NamedTuple):
    """The arrays of a `Fleet`; `work` is the least ticks of each task, `near` the tasks close to it."""

    kind: Ints
    ready: Ints
    legs: Ints
    first: Ints
    ticks: Ints
    may: NDArray[np.bool_]
    begin: Ints
    end: Ints
    work: NDArray[np.float64]
    near: Ints


class RouteTable(NamedTuple):
    """Routes as rows of task numbers, of which `lengths` count, with their `ends`; `owner` is the row of each
    task.
    """

    routes: Ints
    lengths: Ints
    ends: Ints
    owner: Ints


def fleet_table(fleet: Fleet, *, near: int) -> FleetTable:
    """The arrays of a fleet, with so many near tasks each."""
    ends, which = np.unique(fleet.end, return_inverse=True)
    from_ends = fleet.legs.min(axis=0)[ends][:, fleet.begin]
    closest = np.argsort(from_ends, axis=1, kind="stable")[:, : min(near, len(fleet.tasks))][which]
    return FleetTable(
        fleet.kind, fleet.ready, fleet.legs, fleet.first, np.ascontiguousarray(fleet.ticks),
        np.ascontiguousarray(fleet.may), fleet.begin, fleet.end,
        fleet.cost.min(axis=0).astype(np.float64), np.ascontiguousarray(closest.astype(np.int64)),
    )  # fmt: skip


def route_table(fleet: FleetTable, routes: list[list[int]], *, spare: int) -> RouteTable:
    """Routes with room for twice as many tasks each, and `spare` more."""
    width = 2 * max((len(route) for route in routes), default=0) + spare
    table = RouteTable(
        np.full((len(routes), width), -1, dtype=np.int64),
        np.array([len(route) for route in routes], dtype=np.int64),
        np.zeros(len(routes), dtype=np.int64),
        np.zeros(len(fleet.begin), dtype=np.int64),
    )
    for row, route in enumerate(routes):
        table.routes[row, : len(route)] = route
        table.owner[route] = row
        table.ends[row] = route_end(fleet, table, row)
    return table


@compiled
def route_end(fleet: FleetTable, table: RouteTable, row: int) -> int:
    """The tick at which a robot ends its route."""
    now, place, kind = fleet.ready[row], -1, fleet.kind[row]
    for index in range(table.lengths[row]):
        task = table.routes[row, index]
        goal = fleet.begin[task]
        now += fleet.first[row, goal] if place < 0 else fleet.legs[kind, place, goal]
        now += fleet.ticks[kind, task]
        place = fleet.end[task]
    return int(now)


@compiled
def best_place(fleet: FleetTable, table: RouteTable, row: int, task: int) -> tuple[int, int]:
    """The least ticks a task adds to a route, and the position for it."""
    kind, goal, leaves = fleet.kind[row], fleet.begin[task], fleet.end[task]
    length = table.lengths[row]
    best, position, place = NEVER, length, -1
    for index in range(length):
        following = table.routes[row, index]
        head = fleet.begin[following]
        there = fleet.first[row, goal] if place < 0 else fleet.legs[kind, place, goal]
        straight = fleet.first[row, head] if place < 0 else fleet.legs[kind, place, head]
        extra = there + fleet.legs[kind, leaves, head] - straight
        if extra < best:
            best, position = extra, index
        place = fleet.end[following]
    there = fleet.first[row, goal] if place < 0 else fleet.legs[kind, place, goal]
    if there < best:
        best, position = there, length
    return best + fleet.ticks[kind, task], position


@compiled
def insert_at(table: RouteTable, row: int, position: int, task: int, added: int) -> None:
    """Put a task into a route."""
    for index in range(table.lengths[row], position, -1):
        table.routes[row, index] = table.routes[row, index - 1]
    table.routes[row, position] = task
    table.lengths[row] += 1
    table.ends[row] += added


@compiled
def latest(table: RouteTable) -> int:
    """The makespan."""
    most = table.ends[0]
    for end in table.ends:
        most = max(most, end)
    return int(most)


@compiled
def copy_row(source: RouteTable, row: int, target: RouteTable, into: int) -> None:
    """Copy a route with its end."""
    target.lengths[into], target.ends[into] = source.lengths[row], source.ends[row]
    for index in range(source.lengths[row]):
        target.routes[into, index] = source.routes[row, index]


@compiled
def copy_all(source: RouteTable, target: RouteTable) -> None:
    """Copy every route."""
    for row in range(source.ends.shape[0]):
        copy_row(source, row, target, row)
