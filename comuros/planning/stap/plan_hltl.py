"""Planning a grid mission (STAP form) from its formulas to checked steps.

The CLI's `comuros plan --hltl` calls it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comuros.core.errors import InputError, InvariantBroken
from comuros.core.plan import PlanningStatus
from comuros.planning.stap.answer import HltlAnswer, HltlObjective, Served
from comuros.planning.stap.cautions import cautions
from comuros.planning.stap.cell_map import Cell, CellMap
from comuros.planning.stap.checker import check_answer
from comuros.planning.stap.choices import Option, Order, options_of
from comuros.planning.stap.cover import MAX_PARTS, SetPrices, cheapest, cheapest_soonest, shortest
from comuros.planning.stap.leaf_part import LeafPart, parts_of
from comuros.planning.stap.leaf_service import LeafService, Price
from comuros.planning.stap.ordered import ordered_routes
from comuros.planning.stap.routes import Routes
from comuros.planning.stap.sequencing import scheduled
from comuros.planning.stap.tables import ServiceTables
from comuros.planning.stap.walks import Walks, walks_of
from comuros.spec.ltlf import is_satisfiable
from comuros.spec.published import PublishedSpecification, published

UNIT = 1 << 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best routes of one option."""

    option: Option
    routes: Routes


def plan_stap(
    levels: Sequence[Mapping[str, str]],
    *,
    grid: CellMap,
    starts: Sequence[Cell],
    objective: HltlObjective = HltlObjective.COST,
    time_limit_s: float = 60.0,
    compat: bool = False,
) -> HltlAnswer:
    """Plan a mission of leaves over one robot's trace each, all robots alike.

    Optimal over all plans in which a robot serves one part at a time, parts being whole leaves or their
    top-level
    `<>` conjuncts. `compat` leaves out the warnings about what the published semantics permits.

    Raises:
        InputError: a start cell is not free, or the formulas do not form a hierarchy.
        BudgetExceeded: the hierarchy has too many alternatives.
    """
    began = time.monotonic()
    _check_starts(starts, grid)
    spec = published(levels)
    mission = _Mission(spec, grid, tuple(starts), objective, began + time_limit_s)
    found = mission.best()
    if not found:
        return HltlAnswer(mission.status, objective, wall_s=time.monotonic() - began, reason=mission.reason)
    reasons: tuple[str, ...] = ()
    for candidate in found:
        answer = mission.answer(candidate, compat=compat)
        reasons = check_answer(answer, levels, grid=grid, starts=starts)
        if not reasons:
            return replace(answer, wall_s=time.monotonic() - began)
        if not all(reason.startswith("the root") for reason in reasons):
            raise InvariantBroken(f"the grid planner made an invalid plan: {'; '.join(reasons)}")
    unmet = (
        f"{reasons[0]}: its formulas count steps, or hold of what is never served, in a way not planned for"
    )
    wall_s = time.monotonic() - began
    return HltlAnswer(PlanningStatus.UNSUPPORTED, objective, wall_s=wall_s, reason=unmet)


class _Mission:
    """One mission: the parts of all options share one set of tables."""

    def __init__(
        self,
        spec: PublishedSpecification,
        grid: CellMap,
        starts: tuple[Cell, ...],
        objective: HltlObjective,
        ends: float,
    ) -> None:
        self.status = PlanningStatus.INFEASIBLE
        self.reason = ""
        self._spec = spec
        self._grid = grid
        self._ends = ends
        self._objective = objective
        self._options = options_of(spec)
        leaves = list(dict.fromkeys(leaf for option in self._options for leaf in option.leaves))
        self._parts: list[LeafPart] = [
            part for leaf in leaves for part in parts_of(leaf, spec.entry(leaf).formula)
        ]
        steps_first = objective is HltlObjective.MAKESPAN
        price = Price(1, UNIT) if steps_first else Price(UNIT, 1)
        services = [LeafService(part.formula, grid, price) for part in self._parts]
        self._tables = ServiceTables(services, starts, grid, price)

    def best(self) -> list[Candidate]:
        """The routes of every option, the best first; where there are none, `status` and `reason` say why."""
        found: list[Candidate] = []
        timed_out = False
        for option in self._options:
            routes = self._routes(option)
            if routes is not None:
                found.append(Candidate(option, routes))
            timed_out = timed_out or (routes is None and bool(option.order) and time.monotonic() > self._ends)
        if found:
            self._bound = 0 if timed_out else min(candidate.routes.bound for candidate in found)
            self.status = PlanningStatus.SOLVED
            return sorted(found, key=lambda candidate: candidate.routes.value)
        self.status, self.reason = self._why_none()
        if timed_out:
            self.status, self.reason = PlanningStatus.TIMED_OUT, "no plan was found in time"
        return []

    def _routes(self, option: Option) -> Routes | None:
        ids = [i for i, part in enumerate(self._parts) if part.leaf in option.leaves]
        if not set(ids) <= {leaving.part for leaving in self._tables.exits}:
            return None
        order, strict = self._part_order(option.order), self._part_order(option.strict)
        steps_first = self._objective is HltlObjective.MAKESPAN
        if len(ids) <= MAX_PARTS and not (order and steps_first):
            prices = SetPrices(self._tables, ids)
            solve = shortest if steps_first else cheapest_soonest if not order else cheapest
            routes = solve(prices, self._tables.start_count, UNIT)
            placed = (
                scheduled(routes, self._tables, order, UNIT, strict=strict) if routes is not None else None
            )
            if routes is None or placed is not None:
                return placed
        return ordered_routes(
            self._tables,
            ids,
            order,
            strict=strict,
            steps_first=steps_first,
            unit=UNIT,
            time_limit_s=max(0.1, self._ends - time.monotonic()),
        )

    def _part_order(self, order: Order) -> list[tuple[int, int]]:
        return [
            (i, j)
            for i, one in enumerate(self._parts)
            for j, other in enumerate(self._parts)
            if (one.leaf, other.leaf) in order
        ]

    def _why_none(self) -> tuple[PlanningStatus, str]:
        if self._options:
            return PlanningStatus.INFEASIBLE, self._stuck()
        inner = [entry for entry in self._spec.entries if not entry.is_leaf]
        never = [entry.id for entry in inner if not is_satisfiable(entry.formula)]
        if never:
            return PlanningStatus.INFEASIBLE, f"nothing satisfies {', '.join(never)}, whatever is done"
        reason = "formulas above the leaves count steps, or ask for several things in one step"
        return PlanningStatus.UNSUPPORTED, f"{reason}, which is not planned for"

    def _stuck(self) -> str:
        columns = {leaving.part for leaving in self._tables.exits}
        stuck = [part.name for i, part in enumerate(self._parts) if i not in columns]
        return f"no robot can serve {', '.join(stuck) or 'all leaves'} on this map from these starts"

    def answer(self, found: Candidate, *, compat: bool) -> HltlAnswer:
        """The answer that routes mean."""
        walks: Walks = walks_of(found.routes, self._tables)
        parts = [part for part in self._parts if part.leaf in found.option.leaves]
        warned = () if compat else cautions(parts, found.option.order, self._grid.machine)
        value = walks.cost if self._objective is HltlObjective.COST else walks.horizon
        bound = min(self._bound, value)
        status = PlanningStatus.SOLVED if bound >= value else PlanningStatus.TIMED_OUT
        return HltlAnswer(
            status=status,
            objective=self._objective,
            cost=walks.cost,
            horizon=walks.horizon,
            lower_bound=bound,
            plan=walks.steps,
            serving=tuple(
                Served(self._parts[s.part].leaf, s.robot, s.first, s.last, self._parts[s.part].name)
                for s in sorted(walks.serving, key=lambda s: (s.first, s.part))
            ),
            warnings=warned,
        )


def _check_starts(starts: Sequence[Cell], grid: CellMap) -> None:
    if not starts:
        raise InputError("no start cells are given; expected one for each robot")
    for start in starts:
        if start not in grid.neighbours:
            raise InputError(f"start {start} is not a free cell of the map")
