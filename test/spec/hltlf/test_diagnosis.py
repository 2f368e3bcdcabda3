"""Contradictory, unreachable and vacuous instructions are found before planning, each with the smallest set
of parts behind it, in words.
"""

from __future__ import annotations

from itertools import product

import pytest

from comuros.core.literal import parse_literal
from comuros.core.task import FormulaGoal, Goal, Task
from comuros.core.tree import (
    Branch,
    Constraint,
    FormulaConstraint,
    Node,
    OrderConstraint,
    Relation,
    TaskTree,
    checked_tree,
)
from comuros.scenario import load_scenario
from comuros.spec.hltlf import Finding, FindingKind, contradictions, diagnose, specification
from comuros.spec.hltlf.scoped import ended_by
from comuros.spec.ltlf import Budget, holds, joint, parse

SCENARIO = load_scenario("food_court").scenario
TEA = Task("tea", "bring the tea to table 1", Goal((parse_literal("on(tea, table_1)"),)))
SOUP = Task("soup", "bring the soup to table 2", Goal((parse_literal("on(soup, table_2)"),)))
WAIT_1 = Task("here", "wait at table 1", Goal((parse_literal("at(waiter, table_1)"),)))
WAIT_2 = Task("there", "wait at table 2", Goal((parse_literal("at(waiter, table_2)"),)))


def tree(relation: Relation, tasks: tuple[Node, ...], *constraints: Constraint) -> TaskTree:
    return checked_tree(Branch("root", relation, tasks), constraints=constraints)


def clause(formula: str, words: str, *, name: str = "c", scope: str = "root") -> FormulaConstraint:
    return FormulaConstraint(name, scope, formula, words)


def found(of: TaskTree) -> tuple[Finding, ...]:
    return diagnose(specification(of), SCENARIO)


IMPOSSIBLE = Task("odd", "stay and leave", FormulaGoal("G at(waiter, table_1) & F !at(waiter, table_1)"))
CASES = [
    (
        "a rule forbids a result",
        tree(Relation.PARALLEL, (TEA, SOUP), clause("G !on(tea, table_1)", "nothing on table 1")),
        FindingKind.CONTRADICTORY,
        ("tea", "c"),
        "“nothing on table 1”",
    ),
    (
        "a rule contradicts itself",
        tree(Relation.PARALLEL, (TEA,), clause("F open(x) & G !open(x)", "open it and leave it shut")),
        FindingKind.CONTRADICTORY,
        ("c",),
        "can never be met",
    ),
    (
        "two rules order the same tasks both ways",
        tree(
            Relation.PARALLEL,
            (TEA, SOUP),
            clause("!tea_starts W soup", "soup first", name="c1"),
            clause("!soup_starts W tea", "tea first", name="c2"),
        ),
        FindingKind.CONTRADICTORY,
        ("c1", "c2"),
        "“soup first”",
    ),
    (
        "together, but one after the other",
        tree(Relation.TOGETHER, (TEA, SOUP), OrderConstraint("o", "tea", "soup", "tea first")),
        FindingKind.CONTRADICTORY,
        ("root", "o"),
        "are done together",
    ),
    (
        "one robot at two places at once",
        tree(Relation.TOGETHER, (WAIT_1, WAIT_2)),
        FindingKind.CONTRADICTORY,
        ("here", "there", "root"),
        "at(waiter, table_2)",
    ),
    (
        "a goal of two places",
        tree(
            Relation.PARALLEL,
            (Task("two", "be everywhere", Goal((*WAIT_1.work.literals, *WAIT_2.work.literals))), SOUP),  # type: ignore[union-attr]
        ),
        FindingKind.CONTRADICTORY,
        ("two",),
        "can never be met",
    ),
    (
        "a goal no robot can satisfy",
        tree(Relation.PARALLEL, (IMPOSSIBLE, SOUP)),
        FindingKind.CONTRADICTORY,
        ("odd",),
        "no robot can ever satisfy",
    ),
    (
        "a sequence against a rule",
        tree(Relation.SEQUENCE, (TEA, SOUP), clause("!tea_starts W soup", "soup first")),
        FindingKind.CONTRADICTORY,
        ("root", "c"),
        "comes after",
    ),
    (
        "staying against going elsewhere",
        tree(Relation.PARALLEL, (WAIT_2, SOUP), clause("G at(waiter, table_1)", "stay at table 1")),
        FindingKind.CONTRADICTORY,
        ("there", "c"),
        "“stay at table 1”",
    ),
    (
        "an alternative that a rule forbids",
        tree(Relation.ANY, (TEA, SOUP), clause("G !on(tea, table_1)", "nothing on table 1")),
        FindingKind.UNREACHABLE,
        ("tea", "c"),
        "can never be done",
    ),
    (
        "a rule that asks for nothing",
        tree(Relation.PARALLEL, (TEA,), clause("F a(x) | G !a(x)", "do it or not")),
        FindingKind.VACUOUS,
        (),
        "every course of events",
    ),
    (
        "a rule that follows from the world",
        tree(
            Relation.PARALLEL,
            (TEA,),
            clause("G !(at(waiter, table_1) & at(waiter, table_2))", "not at two tables at once"),
        ),
        FindingKind.VACUOUS,
        (),
        "asks for nothing",
    ),
    (
        "a rule that a task implies",
        tree(Relation.PARALLEL, (TEA, SOUP), clause("F on(tea, table_1)", "the tea must get there")),
        FindingKind.VACUOUS,
        ("tea",),
        "it follows from (1) 'bring the tea to table 1'",
    ),
]


@pytest.mark.parametrize(
    ("of", "kind", "because", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_is_explained_by_its_smallest_set_of_parts(
    of: TaskTree, kind: FindingKind, because: tuple[str, ...], words: str
) -> None:
    (finding,) = found(of)
    assert finding.kind is kind
    assert {part.id for part in finding.because} == set(because)
    assert words in finding.words


def test_leaving_out_any_part_of_a_contradiction_dissolves_it() -> None:
    of = tree(
        Relation.PARALLEL,
        (TEA, SOUP),
        clause("G !on(tea, table_1)", "nothing on table 1", name="c1"),
        clause("G !at(waiter, table_9)", "keep away", name="c2"),
    )
    (finding,) = contradictions(specification(of), SCENARIO)
    assert {part.id for part in finding.because} == {"tea", "c1"}
    without = tree(Relation.PARALLEL, (TEA, SOUP), of.constraints[1])
    assert contradictions(specification(without), SCENARIO) == ()


def numbered(count: int) -> tuple[Task, ...]:
    return tuple(
        Task(f"t{n}", f"bring cup {n}", Goal((parse_literal(f"on(cup_{n}, table_1)"),))) for n in range(count)
    )


def test_a_conflict_of_many_parts_far_apart_is_found_among_sixteen_tasks() -> None:
    circle = [clause(f"!t{n}_starts W t{n + 3}", f"{n} waits", name=f"c{n}") for n in (0, 3, 6)]
    back = clause("!t9_starts W t0", "9 waits", name="c9")
    (finding,) = found(tree(Relation.PARALLEL, numbered(16), *circle, back))
    assert {part.id for part in finding.because} == {"c0", "c3", "c6", "c9"}
    assert found(tree(Relation.PARALLEL, numbered(16), *circle)) == ()


@pytest.mark.parametrize("relation", [Relation.SEQUENCE, Relation.PARALLEL])
def test_thirty_tasks_are_shown_to_fit_together(relation: Relation) -> None:
    rule = clause("!(on(cup_3, table_1) & on(cup_9, table_1)) W on(cup_5, table_1)", "cup 5 before both")
    assert found(tree(relation, numbered(30), rule)) == ()


def test_what_the_budget_ended_is_said_and_is_no_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "ROUNDS", ((Budget(states=2, nodes=20, seconds=None), 1),))
    of = tree(
        Relation.SEQUENCE, (TEA, SOUP), clause("F (on(tea, table_1) & X F on(soup, table_2))", "in turn")
    )
    findings = found(of)
    assert {finding.kind for finding in findings} == {FindingKind.UNDECIDED}
    assert "whether all parts can be met together was not decided" in findings[0].words
    assert contradictions(specification(of), SCENARIO) == ()


@pytest.mark.parametrize("relation", list(Relation))
def test_ordinary_missions_have_no_finding(relation: Relation) -> None:
    assert (
        found(tree(relation, (TEA, SOUP), clause("G !holding(waiter, noodles)", "leave the noodles"))) == ()
    )


def test_what_a_scoped_rule_forbids_may_happen_after_its_scope() -> None:
    rule = clause("G !on(soup, table_2)", "no soup before the tea is there", scope="tea")
    assert found(tree(Relation.SEQUENCE, (TEA, SOUP), rule)) == ()
    (finding,) = found(tree(Relation.SEQUENCE, (SOUP, TEA), rule))
    assert {part.id for part in finding.because} >= {"soup", "c"}


@pytest.mark.parametrize(
    "text", ["F a", "G a", "a U b", "a W b", "a R b", "a M b", "X a", "N a", "F (a & last)", "G (a -> X b)"]
)
def test_a_formula_ended_by_an_event_reads_the_trace_up_to_it(text: str) -> None:
    formula = parse(text)
    letters = [frozenset(c) for c in ("", "a", "b", "ab", "e", "ae", "be", "abe")]
    for trace in (t for n in (1, 2, 3) for t in product(letters, repeat=n)):
        end = next((i for i, letter in enumerate(trace) if "e" in letter), len(trace) - 1)
        assert holds(ended_by(formula, "e"), trace) == holds(formula, trace[: end + 1]), trace
