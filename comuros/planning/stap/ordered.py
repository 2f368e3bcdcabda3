"""Exact allocation where leaves have an order, or are too many for sets: CP-SAT with one route model for
all robots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from comuros.planning.cp_solver import new_solver
from comuros.planning.stap.routes import Routes
from comuros.planning.stap.tables import UNREACHABLE, ServiceTables

MAX_STEPS = 4000


@dataclass(frozen=True, slots=True)
class Leg:
    """Steps and effort of a way."""

    steps: int
    effort: int


class OrderedModel:
    """Visits of exits on one multiple circuit; robots differ only in their first leg."""

    def __init__(
        self,
        tables: ServiceTables,
        parts: Sequence[int],
        order: Sequence[tuple[int, int]],
        strict: Sequence[tuple[int, int]],
        split: tuple[int, bool],
    ) -> None:
        self._tables = tables
        self._unit, self._steps_first = split
        self.model = cp_model.CpModel()
        self.columns = [c for c, leaving in enumerate(tables.exits) if leaving.part in set(parts)]
        self.visited = {c: self.model.new_bool_var(f"visit {c}") for c in self.columns}
        self.begin = {p: self.model.new_int_var(0, MAX_STEPS, f"{p} begins") for p in parts}
        self.end = {p: self.model.new_int_var(0, MAX_STEPS, f"{p} ends") for p in parts}
        self.horizon = self.model.new_int_var(0, MAX_STEPS, "horizon")
        self.arcs: dict[tuple[int, int], cp_model.IntVar] = {}
        self._effort: list[cp_model.LinearExpr] = []
        for part in parts:
            mine = [self.visited[c] for c in self.columns if tables.exits[c].part == part]
            self.model.add_exactly_one(mine)
            self.model.add(self.horizon >= self.end[part])
        for before, after in order:
            self.model.add(self.begin[after] >= self.end[before])
        for before, after in strict:
            self.model.add(self.end[after] >= self.end[before] + 1)
        self._add_circuit()
        self.effort = cp_model.LinearExpr.sum(self._effort)

    def weighted(self, weight: int, steps_first: bool) -> cp_model.LinearExpr:
        """Both objectives in one, the first times the weight."""
        horizon: cp_model.LinearExpr = self.horizon
        return weight * horizon + self.effort if steps_first else weight * self.effort + horizon

    def _add_circuit(self) -> None:
        node = {column: index for index, column in enumerate(self.columns, start=1)}
        circuit: list[tuple[int, int, cp_model.LiteralT]] = []
        leaving: dict[int, list[cp_model.IntVar]] = {}
        arriving: dict[int, list[cp_model.IntVar]] = {c: [] for c in self.columns}
        for (row, column), link in sorted(self._tables.links.items()):
            source = row - self._tables.start_count
            if column not in node or (source >= 0 and source not in node):
                continue
            if self._tables.price[row, column] >= UNREACHABLE:
                continue
            literal = self.arcs[row, column] = self.model.new_bool_var(f"{row} to {column}")
            if source >= 0:
                circuit.append((node[source], node[column], literal))
            else:
                leaving.setdefault(row, []).append(literal)
                arriving[column].append(literal)
            self._time(row, column, self._leg(link.travel), self._leg(link.service), literal)
        for column in self.columns:
            circuit.append((node[column], node[column], self.visited[column].negated()))
            circuit.append((node[column], 0, self.model.new_bool_var("")))
            first = self.model.new_bool_var("")
            circuit.append((0, node[column], first))
            self.model.add(sum(arriving[column]) == first)
        for literals in leaving.values():
            self.model.add_at_most_one(literals)
        self.model.add_multiple_circuit(circuit)

    def _time(self, row: int, column: int, travel: Leg, service: Leg, literal: cp_model.IntVar) -> None:
        part = self._tables.exits[column].part
        source = row - self._tables.start_count
        free = self.end[self._tables.exits[source].part] if source >= 0 else 0
        self.model.add(self.begin[part] >= free + travel.steps).only_enforce_if(literal)
        self.model.add(self.end[part] == self.begin[part] + service.steps).only_enforce_if(literal)
        self._effort.append((travel.effort + service.effort) * literal)

    def _leg(self, price: int) -> Leg:
        high, low = divmod(price, self._unit)
        return Leg(high, low) if self._steps_first else Leg(low, high)


def ordered_routes(
    tables: ServiceTables,
    parts: Sequence[int],
    order: Sequence[tuple[int, int]],
    *,
    strict: Sequence[tuple[int, int]] = (),
    steps_first: bool,
    unit: int,
    time_limit_s: float,
) -> Routes | None:
    """Routes that keep the order, the first objective as good as found in the time; None where none were
    found. Parts of `strict` pairs do not end in one step either.
    """
    build = OrderedModel(tables, parts, order, strict, (unit, steps_first))
    solver = new_solver()
    solver.parameters.max_time_in_seconds = time_limit_s
    solver.parameters.num_workers = 2
    weight = MAX_STEPS * 2
    build.model.minimize(build.weighted(weight, steps_first))
    if solver.solve(build.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    taken = {arc for arc, literal in build.arcs.items() if solver.value(literal)}
    onward = dict(taken)
    routes = []
    for robot in range(tables.start_count):
        exits: list[int] = []
        row = robot
        while row in onward:
            exits.append(onward[row])
            row = tables.start_count + onward[row]
        routes.append(tuple(exits))
    begins = {tables.exits[c].part: c for route in routes for c in route}
    starts = tuple((begins[part], solver.value(build.begin[part])) for part in parts)
    bound = -(-round(solver.best_objective_bound) // weight)
    return Routes(tuple(routes), round(solver.objective_value) // weight, bound, starts)
