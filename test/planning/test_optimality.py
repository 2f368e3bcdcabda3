"""Small instances against brute force: every assignment and every order tried."""

from __future__ import annotations

import random
from itertools import permutations, product

import pytest

from comuros.core.plan import PlanningStatus
from comuros.planning import solve
from support.small_building import POSITIONS, goal, parallel, problem, scenario, sequence, travel

PLACES = [place for place in POSITIONS if place != "roof"]
SPEED = {"carrier_1": 1.0, "carrier_2": 1.0}
START = {"carrier_1": "dock", "carrier_2": "hall"}


def distance(start: str, end: str) -> float:
    (x, y), (u, v) = POSITIONS[start], POSITIONS[end]
    return abs(x - u) + abs(y - v)


def best_by_brute_force(moves: list[tuple[str, str]], edges: list[tuple[int, int]]) -> tuple[float, float]:
    """Least (makespan, travel) over all crews and orders; pick and place take 2 s each."""
    best = (float("inf"), float("inf"))
    for order in permutations(range(len(moves))):
        if any(order.index(a) > order.index(b) for a, b in edges):
            continue
        for crew in product(START, repeat=len(moves)):
            free = dict.fromkeys(START, 0.0)
            place = dict(START)
            end = [0.0] * len(moves)
            travelled = 0.0
            for task in order:
                source, target = moves[task]
                robot = crew[task]
                way = distance(place[robot], source)
                begin = max([free[robot] + way] + [end[a] for a, b in edges if b == task])
                end[task] = begin + 4.0 + distance(source, target)
                travelled += way + distance(source, target)
                free[robot], place[robot] = end[task], target
            best = min(best, (max(end), travelled))
    return best


@pytest.mark.parametrize("seed", range(20))
def test_makespan_then_travel_equals_brute_force(seed: int) -> None:
    dice = random.Random(seed)
    targets = {"cup": ("kitchen", dice.choice(PLACES[2:])), "mug": ("store", dice.choice(PLACES[:3]))}
    moves = list(targets.values())
    tasks = [goal(thing, f"on({thing}, {target})") for thing, (_, target) in targets.items()]
    ordered = dice.random() < 0.5
    root = sequence("s", *tasks[:2]) if ordered else parallel("p", *tasks[:2])
    asked = problem(root, team=problem(root).team[:2])
    outcome = solve(asked, scenario=scenario(), travel=travel())
    assert outcome.status is PlanningStatus.SOLVED
    found = (outcome.plan.certificate.makespan_s, outcome.plan.certificate.total_travel_m)
    assert found == pytest.approx(best_by_brute_force(moves, [(0, 1)] if ordered else []))
    assert outcome.plan.certificate.is_optimal
