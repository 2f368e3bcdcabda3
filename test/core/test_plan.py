"""Certificates and the difference between two revisions of a plan."""

from __future__ import annotations

import pytest

from comuros.core.plan import Assignment, Certificate, Plan, diff_plans


def plan(revision: int, **who: str) -> Plan:
    entries = tuple(Assignment(task, tuple(names.split("+")), 0, 0, 10) for task, names in who.items())
    return Plan("m", revision, entries, Certificate(10, 10, 0, 0))


@pytest.mark.parametrize(
    ("makespan_s", "bound_s", "gap", "optimal"),
    [(10, 10, 0.0, True), (10, 8, 0.2, False), (0, 0, 0.0, True), (10, 12, 0.0, True)],
)
def test_the_gap_is_the_share_that_might_still_be_saved(
    makespan_s: float, bound_s: float, gap: float, optimal: bool
) -> None:
    certificate = Certificate(makespan_s, bound_s, 0.0, 0.0)
    assert certificate.gap == pytest.approx(gap)
    assert certificate.is_optimal is optimal


def test_the_difference_tells_what_moved_and_who_was_disturbed() -> None:
    old, new = plan(1, a="ann", b="ben", c="cid", e="eve"), plan(2, a="cid", b="ben", d="ann")
    diff = diff_plans(old, new, done=("e",), working={"ann", "ben"}, disturbed={"ann"})
    assert (diff.kept, diff.moved, diff.added, diff.removed) == (("b",), ("a",), ("d",), ("c",))
    assert (diff.disturbed, diff.undisturbed) == (("ann",), ("ben",))
    assert diff.undisturbed_share == pytest.approx(0.5)


def test_where_nobody_worked_nobody_was_disturbed() -> None:
    diff = diff_plans(plan(1, a="ann"), plan(2, a="ben"), done=(), working=(), disturbed=())
    assert diff.undisturbed_share == 1.0


def test_a_robots_part_of_the_plan_is_in_order_of_start() -> None:
    entries = (Assignment("late", ("ann",), 5, 6, 7), Assignment("early", ("ann",), 0, 1, 2))
    both = Plan("m", 1, entries, Certificate(7, 7, 0, 0))
    assert [entry.task_id for entry in both.of_robot("ann")] == ["early", "late"]
    assert both.of_robot("ben") == ()
