"""Tasks that arrive over time: nobody does two things at once, nothing is forgotten, promises are kept."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from comuros.planning.rolling import Arrival, Dispatcher, Policy

PLACES = {f"p{n}": (n * 7 % 50, n * 11 % 40) for n in range(20)}


def way(robot: int, start: str, goal: str) -> float:
    (x, y), (u, v) = PLACES[start], PLACES[goal]
    return float(abs(x - u) + abs(y - v))


def arrivals(seed: int, count: int = 40) -> list[Arrival]:
    dice = random.Random(seed)
    now_s, found = 0.0, []
    for _ in range(count):
        now_s += dice.expovariate(1 / 18)
        found.append(Arrival(now_s, dice.choice(list(PLACES)), dice.uniform(10, 60)))
    return found


@pytest.mark.parametrize("policy", Policy)
def test_every_task_is_completed_and_none_before_it_can_be(policy: Policy) -> None:
    tasks = arrivals(3)
    flows = Dispatcher(tasks, ["p0", "p5", "p9"], way, policy).run()
    assert len(flows) == len(tasks)
    assert all(flow >= task.service_s for flow, task in zip(flows, tasks, strict=True))


@pytest.mark.parametrize("policy", Policy)
def test_one_robot_needs_at_least_the_sum_of_all_work(policy: Policy) -> None:
    tasks = arrivals(4, 12)
    dispatcher = Dispatcher(tasks, ["p0"], way, policy)
    dispatcher.run()
    ends = sorted(dispatcher.completed_s.values())
    gaps = [b - a for a, b in pairwise(ends)]
    by_end = sorted(dispatcher.completed_s, key=dispatcher.completed_s.__getitem__)
    assert all(gap >= tasks[n].service_s - 1e-6 for gap, n in zip(gaps, by_end[1:], strict=True))


def test_the_nearest_idle_robot_is_sent() -> None:
    flows = Dispatcher([Arrival(0.0, "p1", 5.0)], ["p9", "p1"], way, Policy.NEAREST_IDLE).run()
    assert flows == [5.0]


def test_moving_unpromised_tasks_pays_in_the_mean() -> None:
    means = {}
    for policy in (Policy.NEAREST_IDLE, Policy.ROLLING):
        flows = [
            f for seed in range(8) for f in Dispatcher(arrivals(seed), ["p0", "p5", "p9"], way, policy).run()
        ]
        means[policy] = sum(flows) / len(flows)
    assert means[Policy.ROLLING] < means[Policy.NEAREST_IDLE]


def test_a_window_promises_the_next_task() -> None:
    tasks = [Arrival(0.0, "p1", 100.0), Arrival(1.0, "p19", 50.0), Arrival(2.0, "p1", 1.0)]
    free = Dispatcher(tasks, ["p1"], way, Policy.ROLLING)
    bound = Dispatcher(tasks, ["p1"], way, Policy.ROLLING, window_s=500.0)
    free.run()
    bound.run()
    assert free.completed_s[2] < free.completed_s[1]
    assert bound.completed_s[1] < bound.completed_s[2]
