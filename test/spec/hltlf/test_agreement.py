"""A tree and a proposed formula are compared; what tells them apart is a course of events, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

import pytest

from comuros.core.errors import BudgetExceeded, FormulaError
from comuros.core.literal import parse_literal
from comuros.core.task import Goal, Task
from comuros.core.tree import (
    Branch,
    FormulaConstraint,
    Node,
    OrderConstraint,
    Relation,
    checked_tree,
    tasks_below,
)
from comuros.spec.hltlf import MissionMonitor, Specification, specification
from comuros.spec.hltlf.agreement import agreement
from comuros.spec.ltlf import Budget, holds, joint, parse


def task(task_id: str) -> Task:
    return Task(task_id, f"fetch {task_id}", Goal((parse_literal(f"on({task_id}_box, dock)"),)))


def node(relation: Relation, *children: Node, name: str = "root") -> Branch:
    return Branch(name, relation, children)


def spec(root: Branch) -> Specification:
    return specification(checked_tree(root))


A, B, C = task("a"), task("b"), task("c")
NESTED = node(Relation.SEQUENCE, node(Relation.PARALLEL, A, B, name="n"), C)
CHOICE = node(Relation.SEQUENCE, node(Relation.ANY, A, B, name="n"), C)


@pytest.mark.parametrize(
    ("root", "formula"),
    [
        (node(Relation.SEQUENCE, A, B), "F a & F b & (!b_starts U a)"),
        (node(Relation.PARALLEL, A, B), "F root"),
        (node(Relation.ANY, A, B), "F a | F b"),
        (node(Relation.TOGETHER, A, B), "F (a & b) & G (a_starts <-> b_starts)"),
        (NESTED, "F c & (!c_starts U a) & (!c_starts U b)"),
        (CHOICE, "F c & (!c_starts U (a | b))"),
    ],
)
def test_what_means_the_same_agrees(root: Branch, formula: str) -> None:
    assert agreement(spec(root), formula).agrees


@pytest.mark.parametrize(
    ("root", "formula", "tree_allows"),
    [
        (node(Relation.SEQUENCE, A, B), "F a & F b", False),
        (node(Relation.SEQUENCE, A, B), "F (a & F b)", False),
        (node(Relation.PARALLEL, A, B), "F b & (!b_starts U a)", True),
        (node(Relation.ANY, A, B), "F a", True),
        (node(Relation.TOGETHER, A, B), "F a & F b", False),
        (NESTED, "F c & (!c_starts U a)", False),
        (CHOICE, "F c & (!c_starts U a)", True),
    ],
)
def test_the_course_of_events_that_tells_them_apart_is_judged_so_by_the_monitors(
    root: Branch, formula: str, tree_allows: bool
) -> None:
    of = spec(root)
    found = agreement(of, formula)
    assert found.trace is not None
    assert found.tree_allows is tree_allows
    assert holds(parse(formula), found.trace) is not tree_allows
    monitor = MissionMonitor(of)
    tasks = [each.id for each in of.tree.tasks()]
    for letter in found.trace:
        monitor.step(
            started=[each for each in tasks if f"{each}_starts" in letter],
            done=[each for each in tasks if each in letter],
        )
    assert monitor.complete is tree_allows


# When a task starts and ends in four instants; 4 stands for never ended, 3 for never started.
SPANS = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (0, 4), (3, 4)]


def courses(of: Specification) -> Iterator[tuple[tuple[frozenset[str], ...], bool]]:
    """Every course of the tasks' events, with what nodes do in it, and whether the tree allows it."""
    tasks = [each.id for each in of.tree.tasks()]
    for spans in product(SPANS, repeat=len(tasks)):
        instants = [(set[str](), set[str]()) for _ in range(4)]
        for each, (start, end) in zip(tasks, spans, strict=True):
            if start < 3:
                instants[start][0].add(each)
            if start < 3 and end < 4:
                instants[end][1].add(each)
        monitor, begun, letters = MissionMonitor(of), set[str](), []
        for started, done in instants:
            accepted = monitor.step(started=sorted(started), done=sorted(done)).accepted
            begun |= started
            under_way = {n.id for n in of.tree.nodes() if any(t.id in begun for t in tasks_below(n))}
            fresh = {f"{n}_starts" for n in under_way if not any(f"{n}_starts" in x for x in letters)}
            letters.append(frozenset({*accepted, *done, *fresh}))
        yield tuple(letters), monitor.complete


TREES = [
    node(Relation.SEQUENCE, A, B, C),
    node(Relation.PARALLEL, A, B, C),
    node(Relation.PARALLEL, node(Relation.SEQUENCE, A, B, name="n"), C),
    NESTED,
    CHOICE,
    node(Relation.TOGETHER, node(Relation.SEQUENCE, A, B, name="n"), C),
    node(Relation.ANY, node(Relation.PARALLEL, A, B, name="n"), C),
]
FORMULAS = [
    "F root",
    "F a & F b & F c & (!b_starts U a) & (!c_starts U b)",
    "F a & F b & F c",
    "F (a & F (b & F c))",
    "F a & F b & F c & (!b_starts U a)",
    "F a & F b & F c & (!c_starts U a) & (!c_starts U b)",
    "F c & (!c_starts U (a | b))",
    "F c | (F a & F b)",
    "F (b & c) & F a & (!b_starts U a) & G (a_starts <-> c_starts)",
    "F a & F b & F c & ((!a_starts U c) | (!c_starts U b))",
    "F root & G !(a_starts & c_starts)",
]


@pytest.mark.parametrize("root", TREES, ids=lambda root: f"{root.relation.value} {len(list(root.children))}")
def test_agreement_is_that_of_all_courses_of_three_tasks(root: Branch) -> None:
    of = spec(root)
    seen = list(dict.fromkeys(courses(of)))
    for formula in map(parse, FORMULAS):
        same = all(holds(formula, course) is allowed for course, allowed in seen)
        assert agreement(of, str(formula)).agrees is same, formula


TEN = [task(f"t{number}") for number in range(10)]
IN_ORDER = [f"(!{later.id}_starts U {earlier.id})" for earlier, later in pairwise(TEN)]
ALL_DONE = [f"F {each.id}" for each in TEN]
HALVES = node(
    Relation.SEQUENCE,
    node(Relation.PARALLEL, *TEN[:5], name="p"),
    node(Relation.PARALLEL, *TEN[5:], name="q"),
)
CROSSWISE = [f"(!{b.id}_starts U {a.id})" for a in TEN[:5] for b in TEN[5:]]


@pytest.mark.parametrize(
    ("root", "demands", "agrees"),
    [
        (node(Relation.SEQUENCE, *TEN), [*ALL_DONE, *IN_ORDER], True),
        (node(Relation.SEQUENCE, *TEN), [*ALL_DONE, *IN_ORDER[:4], *IN_ORDER[5:]], False),
        (node(Relation.PARALLEL, *TEN), ALL_DONE, True),
        (node(Relation.PARALLEL, *TEN), ALL_DONE[1:], False),
        (HALVES, ["F q", "(!q_starts U p)"], True),
        (HALVES, [*ALL_DONE, *CROSSWISE], True),
        (HALVES, [*ALL_DONE, *CROSSWISE[:-1]], False),
    ],
    ids=lambda value: "" if isinstance(value, (list, Branch)) else str(value),
)
def test_ten_tasks_are_compared_without_the_product_of_their_automata(
    root: Branch, demands: list[str], agrees: bool
) -> None:
    of, formula = spec(root), " & ".join(demands)
    found = agreement(of, formula)
    assert found.agrees is agrees
    if found.trace is not None:
        assert not found.tree_allows
        assert holds(parse(formula), found.trace)


def test_a_comparison_that_is_too_large_is_refused_and_not_taken_for_agreement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joint, "ROUNDS", ((Budget(states=2, nodes=50, seconds=None), 1),))
    with pytest.raises(BudgetExceeded, match="whether these can hold together needs more than 50 nodes"):
        agreement(spec(node(Relation.SEQUENCE, A, B, C)), "F (a & F (b & F c))")


def test_the_words_tell_who_allows_what() -> None:
    words = agreement(spec(node(Relation.SEQUENCE, A, B)), "F a & F b").words
    assert words.startswith("the formula allows this and the tree does not: 1. ")
    assert "'fetch b' starts" in words


def test_orders_and_clauses_belong_to_the_tree() -> None:
    constraints = (OrderConstraint("o", "a", "b"), FormulaConstraint("c1", "root", "!c_starts W b"))
    of = specification(checked_tree(node(Relation.PARALLEL, A, B, C), constraints=constraints))
    assert agreement(of, "F a & F b & F c & (!b_starts U a) & (!c_starts U b)").agrees
    assert not agreement(of, "F a & F b & F c & (!b_starts U a)").agrees


def test_a_formula_over_nodes_the_tree_does_not_have_is_refused() -> None:
    with pytest.raises(FormulaError, match="'ghost' names no node of the tree; expected one of a, b, root"):
        agreement(spec(node(Relation.PARALLEL, A, B)), "F ghost")
