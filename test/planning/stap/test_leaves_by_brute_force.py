"""Random leaf formulas on a small map: the planner's least effort is that of a search over every step."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Sequence

import pytest

from comuros.core.plan import PlanningStatus
from comuros.planning.stap import plan_stap
from comuros.planning.stap.cell_map import DEFAULT_ACTION, REST, Cell, make_map, office_machine
from comuros.spec.ltlf import Dialect, Op, parse, translate

CELLS = [(x, y) for x in range(6) for y in (0, 1) if (x, y) != (3, 0)]
GRID = make_map(CELLS, {"a": [(2, 1)], "b": [(4, 1), (4, 0)], "c": [(5, 1)], "g": [(0, 1)]}, office_machine())
ATOMS = ["a", "b", "c", "g", "photo", "carry", "emptybin", "default", "guide", "charge", "camera", "dispose"]


def leaf(dice: random.Random, depth: int) -> str:
    if depth == 0:
        return ("" if dice.random() < 0.8 else "!") + dice.choice(ATOMS)
    one, other = f"({leaf(dice, depth - 1)})", f"({leaf(dice, depth - 1)})"
    return dice.choice(
        [f"<> {one}", f"{one} && {other}", f"{one} || {other}", f"{one} U {other}", f"X {one}", f"[] {one}",
         f"!{one}", f"{one} -> {other}", f"<> ({one} && <> {other})"]
    )  # fmt: skip


def least_effort(text: str, starts: Sequence[Cell]) -> int | None:
    """Dijkstra over cells, modes and the automaton; service may begin at any step."""
    dfa = translate(parse(text, Dialect.LTL2BA))
    tie = itertools.count()
    queue: list[tuple[int, int, tuple[Cell, str, int | None]]] = []
    for start in starts:
        first = dfa.step(0, {*GRID.regions_at[start], DEFAULT_ACTION})
        queue += [(0, next(tie), (start, REST, None)), (0, next(tie), (start, REST, first))]
    heapq.heapify(queue)
    seen = set()
    while queue:
        effort, _, node = heapq.heappop(queue)
        if node in seen:
            continue
        seen.add(node)
        cell, mode, state = node
        if state is not None and dfa.accepting[state]:
            return effort
        for action, target in GRID.machine.edges[mode]:
            for place in (cell, *(GRID.neighbours[cell] if action in GRID.machine.moving else ())):
                if GRID.may(action, place):
                    more = effort + (place != cell) + (action != DEFAULT_ACTION)
                    letter = {*GRID.regions_at[place], action}
                    heapq.heappush(queue, (more, next(tie), (place, target, dfa.step(state or 0, letter))))
                    if state is None:
                        heapq.heappush(queue, (more, next(tie), (place, target, None)))
    return None


@pytest.mark.parametrize("seed", range(50))
def test_a_leaf_costs_what_a_search_over_every_step_finds(seed: int) -> None:
    dice = random.Random(seed)
    text, starts = leaf(dice, dice.randint(1, 3)), dice.sample(CELLS, dice.randint(1, 2))
    formula = parse(text, Dialect.LTL2BA)
    levels = [{"p0": "<> p100"}, {"p100": text}]
    answer = plan_stap(levels, grid=GRID, starts=starts)
    least = least_effort(text, starts)
    if formula.op is Op.AND:
        assert least is None or answer.cost <= least, "its parts may be served apart"
    elif least is None:
        assert answer.status is PlanningStatus.INFEASIBLE
    else:
        assert (answer.status, answer.cost, answer.gap) == (PlanningStatus.SOLVED, least, 0.0)


@pytest.mark.parametrize(
    ("root", "status"),
    [
        ("<> (p100 && X <> p200)", PlanningStatus.SOLVED),
        ("<> (p100 && p200)", PlanningStatus.UNSUPPORTED),
        ("<> (p100 && X X X p200)", PlanningStatus.UNSUPPORTED),
        ("<> p100 && [] !p100 && <> p200", PlanningStatus.INFEASIBLE),
        ("<> p100 && [] !p200", PlanningStatus.SOLVED),
    ],
)
def test_what_is_asked_above_the_leaves_is_planned_or_refused_for_what_it_is(
    root: str, status: PlanningStatus
) -> None:
    levels = [{"p0": root}, {"p100": "<> b", "p200": "<> a"}]
    answer = plan_stap(levels, grid=GRID, starts=[(4, 1), (2, 1)])
    assert answer.status is status, answer.reason
