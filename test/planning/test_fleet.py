"""Many independent tasks: bounds, the auction baseline, and improvement, against brute force and a second
spanning tree.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from scipy.sparse.csgraph import minimum_spanning_tree

from comuros.core.capability import Capability
from comuros.core.plan import Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.scenario import Scenario
from comuros.planning import SolverSettings, solve, validate
from comuros.planning.candidates import build_instance
from comuros.planning.fleet import auction, fleet_bound, fleet_of, improve, insertion
from comuros.planning.fleet.exact_part import polish
from comuros.planning.fleet.fleet_arrays import Fleet, schedule_of
from comuros.planning.fleet.fleet_bounds import shortest_tree, tree_ways
from comuros.planning.fleet.priced_bound import earns_less_than_asked, priced_bound
from comuros.planning.fleet.route_book import RouteBook
from support.small_building import (
    GridTravel,
    call,
    goal,
    parallel,
    problem,
    scenario,
    sequence,
    skill,
    travel,
)


class Yard(GridTravel):
    """Robots of one type travel alike here."""

    robots_alike = True


def yard(robots: int, tasks: int, seed: int) -> tuple[PlanningProblem, Scenario, Yard]:
    """Robots of two speeds and tasks of 60 to 160 s at random places of a square."""
    dice = random.Random(seed)
    positions = {f"p{n}": (dice.uniform(0, 60), dice.uniform(0, 60)) for n in range(max(8, tasks // 2))}
    skills = tuple(
        skill(f"serve{n}", "?place:place ?order:text", "at(?self, ?place)", "", 60 + 20 * n) for n in range(6)
    )
    names = ("go_to", *(s.name for s in skills))
    kinds = [
        RobotType(f"k{n}", Locomotion.DIFFERENTIAL, 0.3, (Capability("speed_mps", v),), names)
        for n, v in enumerate((1.0, 1.5))
    ]
    team = tuple(Robot(f"r{n}", kinds[n % 2], dice.choice(list(positions))) for n in range(robots))
    base = scenario(team, positions)
    world = replace(base, objects=(), skills=(*base.skills, *skills))
    work = [
        call(f"t{n}", f"serve{dice.randrange(6)}", dice.choice(list(positions)), f"o{n}")
        for n in range(tasks)
    ]
    return problem(parallel("root", *work), world=world, time_limit_s=1.0), world, Yard(positions)


def arrays(robots: int, tasks: int, seed: int) -> Fleet:
    asked, world, ways = yard(robots, tasks, seed)
    fleet = fleet_of(build_instance(asked, scenario=world, travel=ways).instance)
    assert fleet is not None
    return fleet


def best_makespan(fleet: Fleet) -> int:
    """All splits and orders of few tasks over two robots."""
    book = RouteBook(fleet)
    count = len(fleet.tasks)
    best = 1 << 40
    for order in permutations(range(count)):
        for cut in range(count + 1):
            if not (fleet.may[0, list(order[:cut])].all() and fleet.may[1, list(order[cut:])].all()):
                continue
            ends = (book.end_of(0, list(order[:cut])), book.end_of(1, list(order[cut:])))
            best = min(best, max(ends))
    return best


@pytest.mark.parametrize("seed", range(5))
def test_no_bound_exceeds_and_no_route_beats_the_optimum(seed: int) -> None:
    fleet = arrays(2, 6, seed)
    best = best_makespan(fleet)
    found = improve(fleet, insertion(fleet), bound=0, time_limit_s=10.0, seed=seed, rounds=600)
    assert fleet_bound(fleet) <= best
    assert RouteBook(fleet, found).makespan == best
    priced = priced_bound(fleet, upper=best, time_limit_s=10.0, rounds=20)
    assert 0.85 * best < priced.bound <= best
    assert earns_less_than_asked(fleet, priced)


def test_prices_that_ask_for_too_little_prove_nothing() -> None:
    fleet = arrays(2, 6, 0)
    priced = priced_bound(fleet, upper=best_makespan(fleet), time_limit_s=10.0, rounds=5)
    assert not earns_less_than_asked(fleet, replace(priced, bound=4 * priced.bound))


def test_prices_prove_more_than_the_spanning_tree_of_a_larger_fleet() -> None:
    fleet = arrays(10, 60, 1)
    upper = RouteBook(fleet, insertion(fleet)).makespan
    priced = priced_bound(fleet, upper=upper, time_limit_s=10.0, rounds=10)
    assert fleet_bound(fleet) < priced.bound <= upper


def test_a_task_that_ends_elsewhere_and_a_robot_that_may_not_do_it_are_priced_too() -> None:
    fleet = arrays(2, 5, 3)
    moved = replace(fleet, end=np.roll(fleet.begin, 1), may=np.array([[True] * 5, [True] * 3 + [False] * 2]))
    best = best_makespan(moved)
    priced = priced_bound(moved, upper=best, time_limit_s=10.0, rounds=20)
    assert 0 < priced.bound <= best
    assert earns_less_than_asked(moved, priced)


def test_equal_seeds_give_equal_routes() -> None:
    fleet = arrays(10, 60, 1)
    found = [
        improve(fleet, insertion(fleet), bound=0, time_limit_s=60.0, seed=7, rounds=4000) for _ in range(2)
    ]
    assert found[0] == found[1]


def test_two_halves_at_once_keep_every_task_and_never_lose() -> None:
    fleet = arrays(30, 150, 2)
    before = insertion(fleet)
    after = improve(fleet, before, bound=0, time_limit_s=1.0, seed=1, workers=2)
    assert sorted(task for route in after for task in route) == list(range(150))
    assert RouteBook(fleet, after).makespan <= RouteBook(fleet, before).makespan


def test_exact_parts_never_make_a_plan_longer() -> None:
    asked, world, ways = yard(6, 24, 4)
    instance = build_instance(asked, scenario=world, travel=ways).instance
    fleet = fleet_of(instance)
    routes = insertion(fleet)
    better = polish(
        fleet, routes, instance, scenario=world, bound=0, time_limit_s=2.0, seed=1, settings=SolverSettings()
    )
    assert sorted(task for route in better for task in route) == list(range(24))
    assert RouteBook(fleet, better).makespan <= RouteBook(fleet, routes).makespan


def test_the_spanning_tree_is_as_long_as_another_algorithm_finds() -> None:
    fleet = arrays(6, 40, 3)
    between, start = tree_ways(fleet)
    count = len(start)
    full = np.zeros((count + 1, count + 1))
    full[:count, :count] = between + 1
    full[count, :count] = full[:count, count] = start + 1
    np.fill_diagonal(full, 0)
    assert shortest_tree(fleet) == int(minimum_spanning_tree(full).sum()) - count


def test_improvement_is_never_worse_than_the_auction_or_the_insertion_it_starts_from() -> None:
    fleet = arrays(10, 60, 1)
    for routes in (insertion(fleet), auction(fleet)):
        before = RouteBook(fleet, routes).makespan
        after = improve(fleet, routes, bound=0, time_limit_s=5.0, seed=1, rounds=300)
        assert RouteBook(fleet, after).makespan <= before
        assert sorted(task for route in after for task in route) == list(range(60))


def test_ends_kept_while_inserting_are_those_of_the_routes() -> None:
    fleet = arrays(5, 30, 2)
    book = RouteBook(fleet)
    for task in range(30):
        book.insert_best(task)
    assert book.ends.tolist() == [book.end_of(row, route) for row, route in enumerate(book.routes)]


def test_a_fleet_schedule_ends_when_its_routes_do() -> None:
    asked, world, ways = yard(5, 30, 4)
    instance = build_instance(asked, scenario=world, travel=ways).instance
    fleet = fleet_of(instance)
    routes = insertion(fleet)
    assert schedule_of(routes, fleet, instance).makespan(instance) == RouteBook(fleet, routes).makespan


def test_a_large_team_gets_a_valid_plan_with_its_gap_and_improvements_on_the_way() -> None:
    asked, world, ways = yard(30, 120, 5)
    seen: list[Plan] = []
    outcome = solve(asked, scenario=world, travel=ways, on_improvement=seen.append)
    assert outcome.plan is not None
    assert validate(outcome.plan, asked, scenario=world, travel=ways) == ()
    assert seen[0].certificate.makespan_s >= outcome.plan.certificate.makespan_s
    assert 0.0 < outcome.plan.certificate.lower_bound_s <= outcome.plan.certificate.makespan_s


def test_tasks_that_depend_on_each_other_are_no_fleet() -> None:
    asked = problem(sequence("s", goal("a", "clean(hall)"), goal("b", "clean(lab)")))
    assert fleet_of(build_instance(asked, scenario=scenario(), travel=travel()).instance) is None
