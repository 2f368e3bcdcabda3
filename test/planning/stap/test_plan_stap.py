"""Grid missions in the published form: proved optimal plans, orders, choices, warnings, refusals."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import pytest

from comuros.core.errors import InputError
from comuros.core.plan import PlanningStatus
from comuros.planning.stap import HltlAnswer, HltlObjective, check_answer, plan_stap
from comuros.planning.stap.cell_map import Cell, CellMap, load_map, make_map, office_machine
from comuros.planning.stap.choices import options_of
from comuros.spec.case_file import Levels, load_case_file
from comuros.spec.published import published

DATA = Path(__file__).parents[3] / "benchmarks" / "data" / "hltl"
PEER = [row for row in json.loads((DATA / "peer_results.json").read_text())["rows"] if row["robots"] <= 6]
CASES = load_case_file(DATA / "stap_cases.json")


@pytest.fixture(scope="module")
def office() -> CellMap:
    return load_map(DATA / "office_map.json")


def hall() -> CellMap:
    """Seven cells in a row, with regions a, b, c at 2, 4 and 6."""
    free = [(x, 1) for x in range(7)]
    return make_map(free, {"a": [(2, 1)], "b": [(4, 1)], "c": [(6, 1)], "g": [(0, 1)]}, office_machine())


def plan(levels: Levels, starts: list[Cell], objective: HltlObjective = HltlObjective.COST) -> HltlAnswer:
    return plan_stap(levels, grid=hall(), starts=starts, objective=objective)


@pytest.mark.parametrize(
    "row", PEER, ids=lambda row: f"case {row['case']}, {row['robots']} robots, seed {row['seed']}"
)
def test_the_office_cases_are_proved_optimal_at_no_more_than_the_published_cost(
    office: CellMap, row: dict[str, object]
) -> None:
    levels = CASES.only(str(row["case"]))
    starts = [tuple(cell) for cell in row["start_cells"]]  # type: ignore[attr-defined]
    cheap = plan_stap(levels, grid=office, starts=starts)
    soon = plan_stap(levels, grid=office, starts=starts, objective=HltlObjective.MAKESPAN)
    assert cheap.gap == soon.gap == 0.0
    assert cheap.cost <= row["peer_cost"]  # type: ignore[operator]
    assert cheap.cost <= soon.cost
    assert soon.horizon <= cheap.horizon
    for answer in (cheap, soon):
        assert check_answer(answer, levels, grid=office, starts=starts) == ()


@pytest.mark.parametrize(("flat", "hierarchical"), [("15", "12"), ("16", "13")])
def test_a_flat_mission_costs_what_its_hierarchical_form_costs(
    office: CellMap, flat: str, hierarchical: str
) -> None:
    starts = [(18, 3), (19, 3), (3, 2), (12, 6), (25, 6), (25, 3)]
    answers = [plan_stap(CASES.only(c), grid=office, starts=starts) for c in (flat, hierarchical)]
    assert answers[0].cost == answers[1].cost


def test_one_robot_serves_leaves_in_the_cheapest_order() -> None:
    answer = plan([{"p0": "<> p1 && <> p2"}, {"p1": "<> c", "p2": "<> a"}], [(1, 1)])
    assert (answer.cost, answer.horizon) == (5, 5)
    assert [served.leaf for served in answer.serving] == ["p2", "p1"]


def test_the_makespan_objective_spreads_work_that_the_cost_objective_bundles() -> None:
    levels = [{"p0": "<> p1 && <> p2"}, {"p1": "<> b", "p2": "<> c"}]
    starts = [(3, 1), (1, 1)]
    assert plan(levels, starts).cost == 3
    soon = plan(levels, starts, HltlObjective.MAKESPAN)
    assert (soon.horizon, soon.gap) == (3, 0.0)


def test_a_stated_order_is_kept_while_the_later_robot_travels_ahead() -> None:
    levels = [{"p0": "<> (p1 && <> p2)"}, {"p1": "<> c", "p2": "<> a"}]
    answer = plan(levels, [(5, 1), (4, 1)], HltlObjective.MAKESPAN)
    served = {entry.leaf: entry for entry in answer.serving}
    assert served["p2"].first_step >= served["p1"].last_step
    assert answer.horizon == 2


def test_until_between_leaves_is_an_order_too() -> None:
    levels = [{"p0": "<> p1 && <> p2 && !p1 U p2"}, {"p1": "<> a", "p2": "<> c"}]
    served = {entry.leaf: entry for entry in plan(levels, [(1, 1), (3, 1)]).serving}
    assert served["p1"].first_step >= served["p2"].last_step


def test_of_two_alternatives_the_cheaper_is_served_and_the_other_not() -> None:
    answer = plan([{"p0": "<> (p1 || p2)"}, {"p1": "<> c", "p2": "<> a"}], [(1, 1)])
    assert [served.leaf for served in answer.serving] == ["p2"]


def test_conjuncts_of_a_leaf_may_be_served_by_different_robots_with_the_safety_part_copied() -> None:
    levels = [{"p0": "<> p1"}, {"p1": "<> (a && carry) && <> (c && carry) && [] (carry -> !b)"}]
    answer = plan(levels, [(1, 1), (5, 1)])
    assert {served.robot for served in answer.serving} == {0, 1}
    assert sorted(served.part for served in answer.serving) == ["p1.1", "p1.2"]


def test_what_would_have_to_pass_a_forbidden_region_is_infeasible_not_timed_out() -> None:
    levels = [{"p0": "<> p1"}, {"p1": "<> (a && carry U (c && carry)) && [] (carry -> !b)"}]
    answer = plan(levels, [(1, 1)])
    assert answer.status is PlanningStatus.INFEASIBLE
    assert "p1" in answer.reason


def test_using_what_another_leaf_makes_without_an_order_is_warned_about(office: CellMap) -> None:
    levels = CASES.only("12")
    answer = plan_stap(levels, grid=office, starts=[(18, 3)])
    assert any("emptybin" in warning and "p100" in warning for warning in answer.warnings)
    assert plan_stap(levels, grid=office, starts=[(18, 3)], compat=True).warnings == ()


def test_opposite_orders_in_two_leaves_are_warned_about_and_planned(office: CellMap) -> None:
    levels = CASES.only("25")
    answer = plan_stap(levels, grid=office, starts=[(18, 3), (19, 3), (3, 2), (12, 6), (25, 6), (25, 3)])
    assert answer.status is PlanningStatus.SOLVED
    assert any("d3 before d5" in warning for warning in answer.warnings)


def test_a_stated_order_silences_the_warning(office: CellMap) -> None:
    levels = CASES.only("12")
    ordered = [{"p0": "<> (p100 && <> p200)"}, levels[1]]
    assert plan_stap(ordered, grid=office, starts=[(18, 3)]).warnings == ()


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([{"p0": "<> p1", "p1": "<> a"}], "exactly one formula"),
        ([{"p0": "<> a"}, {"p1": "<> a"}], "p1 is defined but no formula above uses it"),
        ([{"p0": "<> p1 && <> p2"}, {"p1": "<> p3", "p2": "<> p3"}, {"p3": "<> a"}], "more than one formula"),
    ],
)
def test_what_is_no_hierarchy_is_refused_with_the_id(levels: Levels, words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan(levels, [(1, 1)])


def test_a_start_in_a_wall_is_refused() -> None:
    with pytest.raises(InputError, match=r"start \(9, 9\) is not a free cell"):
        plan([{"p0": "<> p1"}, {"p1": "<> a"}], [(9, 9)])


def test_options_of_a_formula_are_minimal_sets_with_their_orders() -> None:
    levels = [{"p0": "<> (p1 || p2) && <> (p3 && <> p4)"}, {f"p{n}": "<> a" for n in range(1, 5)}]
    options = options_of(published(levels))
    assert {option.leaves for option in options} == {("p1", "p3", "p4"), ("p2", "p3", "p4")}
    assert all(option.order == {("p3", "p4")} for option in options)


@pytest.mark.parametrize("seed", range(10))
def test_cost_and_makespan_equal_brute_force_on_visits(seed: int) -> None:
    dice = random.Random(seed)
    rooms = {
        name: [cell]
        for name, cell in zip(
            "abcd", dice.sample([(x, y) for x in range(5) for y in range(4)], 4), strict=True
        )
    }
    grid = make_map([(x, y) for x in range(5) for y in range(4)], rooms, office_machine())
    taken = {cells[0] for cells in rooms.values()}
    starts = dice.sample([c for c in grid.cells if c not in taken], 2)
    levels = [
        {"p0": "<> p1 && <> p2 && <> p3 && <> p4"},
        {f"p{n}": f"<> {name}" for n, name in enumerate("abcd", 1)},
    ]
    sums, ends = [], []
    for crew, order in product(product(range(2), repeat=4), permutations(range(4))):
        at, walked = list(starts), [0, 0]
        for room in order:
            cell, robot = rooms["abcd"[room]][0], crew[room]
            walked[robot] += abs(cell[0] - at[robot][0]) + abs(cell[1] - at[robot][1])
            at[robot] = cell
        sums.append(sum(walked))
        ends.append(max(walked))
    assert plan_stap(levels, grid=grid, starts=starts).cost == min(sums)
    assert plan_stap(levels, grid=grid, starts=starts, objective=HltlObjective.MAKESPAN).horizon == min(ends)


def test_the_checker_rejects_corrupted_answers(office: CellMap) -> None:
    levels = CASES.only("13")
    starts = [(18, 3), (19, 3)]
    good = plan_stap(levels, grid=office, starts=starts)
    walk = good.plan[good.serving[0].robot]
    jump = (*walk[:3], ((2, 2), "default"), *walk[4:])
    silent = tuple((cell, "default") for cell, _ in walk)
    first = good.serving[0]
    corrupted = [
        replace(good, cost=good.cost - 1),
        replace(good, horizon=good.horizon - 1),
        replace(good, lower_bound=good.cost + 1),
        replace(good, serving=good.serving[1:]),
        replace(good, serving=(replace(first, last_step=first.last_step - 1), *good.serving[1:])),
        replace(good, serving=(replace(first, leaf="p999"), *good.serving[1:])),
        replace(good, plan=good.plan[::-1]),
        replace(good, plan=tuple(jump if w is walk else w for w in good.plan)),
        replace(good, plan=tuple(silent if w is walk else w for w in good.plan)),
        replace(good, plan=good.plan[:1]),
    ]
    for answer in corrupted:
        assert check_answer(answer, levels, grid=office, starts=starts)
