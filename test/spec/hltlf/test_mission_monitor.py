"""The specification of a tree, and the monitor that accepts plans and watches missions."""

from __future__ import annotations

import pytest

from comuros.core.errors import InvariantBroken
from comuros.core.literal import parse_literal
from comuros.core.plan import Assignment, Certificate, Plan
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, FormulaConstraint, OrderConstraint, Relation, TaskTree, checked_tree
from comuros.spec.hltlf import MissionMonitor, plan_violations, specification, unsatisfiable_nodes


def task(task_id: str) -> Task:
    return Task(task_id, task_id, Goal((parse_literal(f"on({task_id}_box, dock)"),)))


def tree(relation: Relation, *ids: str, **more: object) -> TaskTree:
    return checked_tree(Branch("root", relation, tuple(task(each) for each in ids)), **more)  # type: ignore[arg-type]


def monitor(of: TaskTree) -> MissionMonitor:
    return MissionMonitor(specification(of))


def plan(**times: tuple[float, float]) -> Plan:
    entries = tuple(Assignment(name, ("ann",), start, start, end) for name, (start, end) in times.items())
    return Plan("m", 1, entries, Certificate(10, 10, 0, 0))


@pytest.mark.parametrize(
    ("relation", "formula"),
    [
        (Relation.SEQUENCE, "F a & F b & (!b_starts U a)"),
        (Relation.PARALLEL, "F a & F b"),
        (Relation.ANY, "F a | F b"),
        (Relation.TOGETHER, "F (a & b) & G ((a_starts <-> b_starts))"),
    ],
)
def test_each_relation_has_its_formula(relation: Relation, formula: str) -> None:
    assert specification(tree(relation, "a", "b")).formulas() == (("root", formula),)


def test_a_sequence_is_violated_at_the_instant_its_second_part_starts_too_early() -> None:
    watched = monitor(tree(Relation.SEQUENCE, "a", "b"))
    assert watched.step(started=["a"]).violated == ()
    assert watched.step(started=["b"]).violated == ("root",)
    watched.step(done=["a"])
    watched.step(done=["b"])
    assert not watched.complete


def test_a_successor_may_start_in_the_instant_in_which_its_predecessor_is_done() -> None:
    watched = monitor(tree(Relation.SEQUENCE, "a", "b"))
    watched.step(started=["a"])
    assert watched.step(started=["b"], done=["a"]).violated == ()
    assert watched.step(done=["b"]).accepted == ("b", "root")
    assert watched.complete


def test_one_alternative_is_enough() -> None:
    watched = monitor(tree(Relation.ANY, "a", "b"))
    watched.step(started=["b"])
    watched.step(done=["b"])
    assert watched.complete


def test_parts_that_act_together_must_start_and_end_in_one_instant() -> None:
    watched = monitor(tree(Relation.TOGETHER, "a", "b"))
    assert watched.step(started=["a"]).violated == ("root",)
    watched = monitor(tree(Relation.TOGETHER, "a", "b"))
    watched.step(started=["a", "b"])
    watched.step(done=["a", "b"])
    assert watched.complete


def test_acceptance_rises_through_a_hierarchy_in_one_instant() -> None:
    inner = Branch("inner", Relation.PARALLEL, (task("a"), task("b")))
    watched = monitor(checked_tree(Branch("root", Relation.SEQUENCE, (inner, task("c")))))
    watched.step(started=["a", "b"])
    watched.step(done=["a"])
    assert watched.step(done=["b"], started=["c"]).accepted == ("b", "inner")
    assert watched.step(done=["c"]).accepted == ("c", "root")


def test_an_order_between_nodes_far_apart_is_watched() -> None:
    ordered = tree(Relation.PARALLEL, "a", "b", constraints=(OrderConstraint("o1", "b", "a", "b before a"),))
    assert monitor(ordered).step(started=["a"]).violated == ("o1",)


def test_a_clause_reads_the_world_until_its_scope_ends() -> None:
    clause = FormulaConstraint("quiet", "a", "G !noise")
    scoped = tree(Relation.PARALLEL, "a", "b", constraints=(clause,))
    watched = monitor(scoped)
    watched.step(started=["a", "b"])
    watched.step(done=["a"])
    assert watched.step(facts=frozenset({"noise"})).violated == ()
    watched = monitor(scoped)
    watched.step(started=["a", "b"])
    assert watched.step(facts=frozenset({"noise"})).violated == ("quiet",)


def test_a_task_the_tree_does_not_have_is_a_broken_promise() -> None:
    with pytest.raises(InvariantBroken, match="'ghost'"):
        monitor(tree(Relation.PARALLEL, "a")).step(done=["ghost"])


def test_a_schedule_is_accepted_exactly_when_its_trace_is() -> None:
    spec = specification(tree(Relation.SEQUENCE, "a", "b"))
    assert plan_violations(spec, plan(a=(0, 5), b=(5, 9))) == ()
    assert plan_violations(spec, plan(a=(0, 5), b=(4, 9))) == ("root",)
    assert plan_violations(spec, plan(a=(0, 5))) == ("root",)


def test_a_repaired_plan_is_read_after_what_was_done_and_started_before() -> None:
    spec = specification(tree(Relation.SEQUENCE, "a", "b"))
    assert plan_violations(spec, plan(b=(0, 5)), done=("a",), running=("b",)) == ()
    assert plan_violations(spec, plan(b=(0, 5))) == ("root",)


def test_a_clause_nothing_can_satisfy_is_found_before_planning() -> None:
    clause = FormulaConstraint("never", "root", "F x & G !x")
    assert unsatisfiable_nodes(specification(tree(Relation.PARALLEL, "a", constraints=(clause,)))) == (
        "never",
    )


def test_a_second_monitor_of_a_mission_makes_no_automata(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = specification(tree(Relation.SEQUENCE, "a", "b"))
    MissionMonitor(spec)
    made: list[object] = []
    monkeypatch.setattr("comuros.spec.ltlf.monitor.translate", lambda *given, **_: made.append(given))
    MissionMonitor(spec)
    assert made == []
