"""Plans that would come to a standstill are refused before anything moves."""

from __future__ import annotations

import pytest

from comuros.coordination.meeting_points import standstill
from comuros.core.command import EndMission, StartTask
from comuros.core.mission import MissionOutcome
from comuros.core.plan import Assignment, Certificate, Plan
from comuros.core.tree import Branch, Node, Relation, checked_tree
from support.stage import Stage, goal, of_kind

A, B, C, D = (
    goal(name, f"on({thing}, dock)")
    for name, thing in zip("abcd", ("box", "cup", "crate", "box"), strict=True)
)


def plan(**who: tuple[float, tuple[str, ...]]) -> Plan:
    entries = tuple(Assignment(task, robots, at, at, at + 5.0) for task, (at, robots) in who.items())
    return Plan("m1", 1, entries, Certificate(1.0, 1.0, 0.0, 0.0))


def node(relation: Relation, *children: Node, name: str = "root") -> Branch:
    return Branch(name, relation, children)


@pytest.mark.parametrize(
    ("root", "who"),
    [
        (node(Relation.SEQUENCE, A, B), {"a": (0.0, ("ann",)), "b": (9.0, ("ben",))}),
        (node(Relation.TOGETHER, A, B), {"a": (0.0, ("ann",)), "b": (0.0, ("ben",))}),
        (
            node(Relation.SEQUENCE, node(Relation.TOGETHER, A, B, name="x"), C),
            {"a": (0.0, ("ann",)), "b": (0.0, ("ben",)), "c": (9.0, ("ann",))},
        ),
    ],
)
def test_plans_that_go_on_are_let_pass(root: Branch, who: dict[str, tuple[float, tuple[str, ...]]]) -> None:
    assert standstill(checked_tree(root), plan(**who)) == ""


def test_one_robot_cannot_do_two_things_together() -> None:
    found = standstill(
        checked_tree(node(Relation.TOGETHER, A, B)), plan(a=(0.0, ("ann",)), b=(5.0, ("ann",)))
    )
    assert "wait for one another" in found
    assert "start of a" in found


def test_an_order_within_what_is_done_together_never_ends() -> None:
    inner = node(Relation.SEQUENCE, A, B, name="x")
    found = standstill(
        checked_tree(node(Relation.TOGETHER, inner, C)),
        plan(a=(0.0, ("ann",)), b=(5.0, ("ben",)), c=(0.0, ("cid",))),
    )
    assert "end of a before start of a" in found or "start of a before end of a" in found


def test_two_groups_met_in_opposite_orders_deadlock() -> None:
    tree = checked_tree(
        node(
            Relation.PARALLEL,
            node(Relation.TOGETHER, A, B, name="x"),
            node(Relation.TOGETHER, C, D, name="y"),
        )
    )
    crossed = plan(a=(0.0, ("ann",)), b=(9.0, ("ben",)), c=(9.0, ("ann",)), d=(0.0, ("ben",)))
    assert "wait for one another" in standstill(tree, crossed)
    assert standstill(tree, crossed, done=("a", "b")) == ""


def test_work_that_has_begun_waits_no_more_for_what_was_undone_before_it() -> None:
    tree = checked_tree(node(Relation.SEQUENCE, A, B))
    again = plan(b=(0.0, ("ann",)), a=(9.0, ("ann",)))
    assert "wait for one another" in standstill(tree, again)
    assert standstill(tree, again, begun=("b",)) == ""


def test_a_mission_with_such_a_plan_ends_before_anything_moves() -> None:
    stage = Stage()
    stage.begin(node(Relation.TOGETHER, A, B), {"a": ("ann",), "b": ("ann",)}, in_step=True)
    assert not of_kind(stage.commands, StartTask)
    (end,) = of_kind(stage.commands, EndMission)
    assert end.outcome is MissionOutcome.FAILED
    assert "would wait for one another" in end.reason
