"""Typed missions: counted and grouped atoms, orders, staying, avoiding, paths without collisions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from comuros.core.errors import InputError
from comuros.core.plan import PlanningStatus
from comuros.planning import plan_hltl, read_starts
from comuros.planning.stap.answer import HltlAnswer
from comuros.planning.stap.cell_map import CellMap, make_map, office_machine
from comuros.planning.typed import TypedRobot, plan_typed
from comuros.planning.typed.checker import check_typed

DATA = Path(__file__).parents[3] / "benchmarks" / "data" / "hltl"
REGIONS = {"p0": [(0, 0), (0, 1)], "p1": [(4, 0)], "p2": [(8, 0)], "p3": [(4, 1), (5, 1)]}


def yard() -> CellMap:
    """Nine by two cells."""
    return make_map([(x, y) for x in range(9) for y in range(2)], REGIONS, office_machine())


def plan(root: str, *robots: tuple[str, int, int], **leaves: str) -> HltlAnswer:
    levels = [{"p0": root}, leaves] if leaves else [{"p0": root}]
    crew = [TypedRobot(kind, (x, y)) for kind, x, y in robots]
    return plan_typed(levels, grid=yard(), robots=crew)


def test_a_count_asks_for_so_many_robots_at_the_same_step() -> None:
    answer = plan("<> p3_1_2_0", ("1", 0, 0), ("1", 2, 0))
    assert (answer.status, answer.horizon) == (PlanningStatus.SOLVED, 5)


def test_robots_of_another_type_do_not_count() -> None:
    assert plan("<> p2_2_1_0", ("1", 7, 0), ("2", 0, 0)).horizon == 8


def test_a_group_is_the_same_robot_throughout() -> None:
    free = plan("<> (p1_1_1_0 && <> p2_1_1_0)", ("1", 3, 0), ("1", 7, 0))
    bound = plan("<> (p1_1_1_1 && <> p2_1_1_1)", ("1", 3, 0), ("1", 7, 0))
    assert free.horizon == 1
    assert bound.horizon == 5


def test_one_robot_waits_where_it_is_until_the_other_comes() -> None:
    answer = plan("<> (p1_1_1_1 && X (p1_1_1_1 U p2_2_1_0))", ("1", 3, 0), ("2", 0, 0))
    waiting = [cell for cell, _ in answer.plan[0]]
    assert answer.horizon == 8
    assert (4, 0) in waiting


def test_what_must_not_be_true_before_is_avoided_on_the_way_too() -> None:
    answer = plan("<> p2_1_1_0 && !p1_1_1_0 U p2_1_1_0", ("1", 0, 0))
    assert (4, 0) not in [cell for cell, _ in answer.plan[0]]
    assert (answer.horizon, answer.lower_bound) == (10, 10)


def test_who_starts_where_its_type_must_never_be_makes_it_impossible() -> None:
    assert plan("<> p2_1_1_0 && [] !p3_2_1_0", ("1", 0, 0), ("2", 4, 1)).status is PlanningStatus.INFEASIBLE


def test_a_robot_with_nothing_to_do_leaves_before_its_region_is_closed() -> None:
    answer = plan("<> (p1_1_1_0 && (!p3_2_1_0 U p2_1_1_0))", ("1", 3, 0), ("2", 4, 1))
    assert answer.status is PlanningStatus.SOLVED
    assert answer.plan[1][0][0] == (4, 1)
    assert answer.plan[1][1][0] not in REGIONS["p3"]


def test_one_of_two_robots_may_stay_where_two_must_not_be() -> None:
    answer = plan("<> (p1_1_1_0 && (!p3_2_2_0 U p2_1_1_0))", ("1", 3, 0), ("2", 4, 1), ("2", 5, 1))
    assert answer.status is PlanningStatus.SOLVED
    assert sum(walk[2][0] in REGIONS["p3"] for walk in answer.plan[1:]) <= 1


def test_what_a_group_must_avoid_is_open_to_others() -> None:
    answer = plan(
        "<> (p2_1_1_1 && <> p3_1_1_1) && !p3_1_1_1 U p2_1_1_1 && <> p3_1_1_0", ("1", 8, 1), ("1", 5, 0)
    )
    assert answer.status is PlanningStatus.SOLVED
    assert answer.horizon == 5


def test_a_specification_is_done_when_those_below_it_are() -> None:
    answer = plan(
        "<> (p10 && <> p2_1_1_0)", ("1", 3, 0), ("2", 5, 0), p10="<> (p20 && <> p1_2_1_0)", p20="<> p3_1_1_0"
    )
    assert answer.status is PlanningStatus.SOLVED
    levels = [
        {"p0": "<> (p100 && <> p2_1_1_0)"},
        {"p100": "<> (p200 && <> p300)"},
        {"p200": "<> p3_1_1_0", "p300": "<> p1_2_1_0"},
    ]
    crew = [TypedRobot("1", (3, 0)), TypedRobot("2", (5, 0))]
    deep = plan_typed(levels, grid=yard(), robots=crew)
    assert deep.status is PlanningStatus.SOLVED
    windows = {served.leaf: (served.first_step, served.last_step) for served in deep.serving}
    assert windows["p100"][1] >= windows["p300"][1] >= windows["p200"][1]


def test_a_specification_waits_for_the_one_before_it() -> None:
    answer = plan("<> (p10 && <> p20)", ("1", 0, 0), ("1", 7, 0), p10="<> p1_1_1_0", p20="<> p2_1_1_0")
    windows = {served.leaf: (served.first_step, served.last_step) for served in answer.serving}
    assert windows["p20"][0] >= windows["p10"][1]
    assert answer.horizon == 4


def test_of_alternatives_the_sooner_is_taken() -> None:
    assert plan("<> (p10 || p20)", ("1", 3, 0), p10="<> p1_1_1_0", p20="<> p2_1_1_0").horizon == 1


def test_two_robots_in_a_lane_pass_at_the_bay() -> None:
    lane = make_map([(x, 0) for x in range(5)] + [(2, 1)], {"p1": [(4, 0)], "p2": [(1, 0)]}, office_machine())
    crew = [TypedRobot("1", (1, 0)), TypedRobot("2", (3, 0))]
    levels = [{"p0": "<> p1_1_1_0 && <> p2_2_1_0"}]
    answer = plan_typed(levels, grid=lane, robots=crew)
    assert check_typed(answer, levels, grid=lane, types=["1", "2"], groups={}) == ()
    assert (answer.horizon, answer.lower_bound) == (5, 3)
    assert answer.status is PlanningStatus.TIMED_OUT


def test_more_robots_than_there_are_is_infeasible() -> None:
    assert plan("<> p1_1_2_0", ("1", 0, 0)).status is PlanningStatus.INFEASIBLE


def test_two_robots_in_one_cell_are_refused_outside_the_dock() -> None:
    with pytest.raises(InputError, match="2 robots start in"):
        plan("<> p1_1_1_0", ("1", 3, 0), ("2", 3, 0))
    assert plan("<> p1_1_1_0", ("1", 0, 0), ("2", 0, 0)).status is PlanningStatus.SOLVED


def test_a_formula_that_cannot_be_unfolded_is_refused_with_its_text() -> None:
    with pytest.raises(InputError, match="cannot be planned"):
        plan("!(<> p1_1_1_0)", ("1", 0, 0))


# Makespan, and a bound on travel: the second criterion has a time limit, which matters in case 5 alone.
@pytest.mark.parametrize(
    ("case", "horizon", "travel"),
    [("0", 30, 30), ("1", 25, 49), ("2", 27, 45), ("3", 37, 88), ("4", 32, 59), ("5", 91, 260)],
)
def test_the_supermarket_cases_are_proved_optimal_and_keep_their_groups(
    case: str, horizon: int, travel: int
) -> None:
    answer = plan_hltl(hltl=DATA / "milp_cases.json", case=case, map_file=DATA / "supermarket_map.json")
    assert answer.status is PlanningStatus.SOLVED
    assert answer.gap == 0.0
    assert answer.horizon == horizon
    assert answer.cost <= travel


def test_the_checker_sees_collisions_and_unmet_specifications() -> None:
    answer = plan("<> p1_1_1_0 && <> p2_2_1_0", ("1", 0, 0), ("2", 1, 0))
    levels = [{"p0": "<> p1_1_1_0 && <> p2_2_1_0"}]
    check = {"grid": yard(), "types": ["1", "2"], "groups": {}}
    assert check_typed(answer, levels, **check) == ()
    one, two = answer.plan
    assert check_typed(replace(answer, plan=(two, two)), levels, **check)
    assert check_typed(replace(answer, plan=((one[0],) * len(one), two)), levels, **check)
    assert check_typed(replace(answer, plan=(one[:1] + one[3:] + one[-1:] * 2, two)), levels, **check)


def test_the_request_answers_with_plain_json(tmp_path: Path) -> None:
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps({"cases": {"7": {"levels": [{"p0": "<> p1"}, {"p1": "<> k"}]}}}))
    answer = plan_hltl(
        hltl=cases, case="7", map_file=DATA / "office_map.json", starts=read_starts("[[12, 3]]")
    )
    told = json.loads(json.dumps(answer.to_json()))
    assert told["status"] == "solved"
    assert told["cost"] == told["horizon"] == told["lower_bound"] == 1
    assert told["plan"] == [[[[12, 3], "default"], [[11, 3], "default"]]]
    assert told["serving"] == [["p1", 0, 1, 1]]


@pytest.mark.parametrize(
    ("starts", "words"), [("[[1, 2, 3]]", r"expected \[x, y\]"), ("12", "list of lists"), ("[[", "not JSON")]
)
def test_bad_starts_are_refused(starts: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan_hltl(
            hltl=DATA / "stap_cases.json",
            case="12",
            map_file=DATA / "office_map.json",
            starts=read_starts(starts),
        )


def test_an_unknown_case_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="expected one of 12, 13"):
        plan_hltl(hltl=DATA / "stap_cases.json", case="99", map_file=DATA / "office_map.json")
