"""Barriers as such, and the check that a set of them cannot deadlock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comuros.core.errors import InputError
from comuros.core.itinerary import Itinerary, deadlock
from comuros.execution.barrier import (
    Barrier,
    BarrierState,
    base_barrier_id,
    stage_barrier_id,
)


def test_a_barrier_opens_when_everybody_is_ready() -> None:
    barrier = Barrier("b", ("ann", "ben")).with_ready("ann")
    assert barrier.tick(1.0).state is BarrierState.GATHERING
    assert barrier.waiting_for == ("ben",)
    opened = barrier.with_ready("ben").tick(2.0)
    assert (opened.state, opened.at_s) == (BarrierState.RELEASED, 2.0)


def test_saying_ready_twice_changes_nothing() -> None:
    barrier = Barrier("b", ("ann", "ben")).with_ready("ann")
    assert barrier.with_ready("ann") == barrier


def test_a_stranger_cannot_be_ready() -> None:
    with pytest.raises(InputError, match="'cid' is not a member of barrier 'b'; expected ann, ben"):
        Barrier("b", ("ann", "ben")).with_ready("cid")


def test_past_its_deadline_a_barrier_aborts_and_names_the_missing() -> None:
    barrier = Barrier("b", ("ann", "ben", "cid"), deadline_s=10.0).with_ready("ben")
    assert barrier.tick(9.9).state is BarrierState.GATHERING
    late = barrier.tick(10.0)
    assert (late.state, late.reason) == (BarrierState.ABORTED, "ann, cid did not come in time")


def test_an_aborted_barrier_is_never_released() -> None:
    aborted = Barrier("b", ("ann",)).aborted(reason="ann failed")
    assert aborted.with_ready("ann").tick(1.0).state is BarrierState.ABORTED
    assert aborted.released(at_s=1.0) == aborted
    assert aborted.aborted(reason="another").reason == "ann failed"


def test_a_released_coalition_can_still_be_aborted() -> None:
    released = Barrier("b", ("ann",)).with_ready("ann").tick(1.0)
    assert released.aborted(reason="ben failed").state is BarrierState.ABORTED


def test_the_ids_of_stages_lead_back_to_their_task() -> None:
    assert stage_barrier_id("m1/t1/1", 2) == "m1/t1/1#2"
    assert base_barrier_id("m1/t1/1#2") == base_barrier_id("m1/t1/1") == "m1/t1/1"


def test_robots_that_meet_barriers_in_opposite_orders_deadlock() -> None:
    circle = deadlock([Itinerary("ann", ("a", "b")), Itinerary("ben", ("b", "a"))])
    assert circle[0] == circle[-1]
    assert set(circle) == {"a", "b"}


def test_a_circle_through_three_robots_is_found() -> None:
    tours = [Itinerary("ann", ("a", "b")), Itinerary("ben", ("b", "c")), Itinerary("cid", ("c", "a"))]
    assert set(deadlock(tours)) == {"a", "b", "c"}


def test_a_circle_through_a_precedence_is_found() -> None:
    assert deadlock([Itinerary("ann", ("a", "b"))], before=[("b", "a")]) != ()


def test_a_barrier_met_twice_by_one_robot_deadlocks() -> None:
    assert deadlock([Itinerary("ann", ("a", "b", "a"))]) != ()


def _can_finish(tours: list[Itinerary]) -> bool:
    """Play it: a barrier opens once every robot that has it stands before it."""
    left = {tour.robot: list(tour.barriers) for tour in tours}
    while any(left.values()):
        heads = {robot: rest[0] for robot, rest in left.items() if rest}
        open_now = [
            barrier
            for barrier in sorted(set(heads.values()))
            if all(heads.get(robot) == barrier for robot, rest in left.items() if barrier in rest)
        ]
        if not open_now:
            return False
        for rest in left.values():
            if rest and rest[0] == open_now[0]:
                rest.pop(0)
    return True


@given(st.lists(st.permutations("abcde").map(lambda order: order[:3]), min_size=1, max_size=5))
def test_the_check_agrees_with_playing_it(orders: list[list[str]]) -> None:
    tours = [Itinerary(f"r{number}", tuple(order)) for number, order in enumerate(orders)]
    assert (deadlock(tours) == ()) is _can_finish(tours)
