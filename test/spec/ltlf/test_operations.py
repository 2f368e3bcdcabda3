"""Boolean operations, minimisation and shortest traces."""

from __future__ import annotations

from random import Random

import pytest

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf import (
    Budget,
    Formula,
    accepted_trace,
    are_equivalent,
    complement,
    difference,
    disagreement,
    equivalence_counterexample,
    equivalence_of,
    holds,
    inclusion_counterexample,
    intersection,
    is_satisfiable,
    is_valid,
    minimized,
    parse,
    translate,
    union,
    witness,
)
from comuros.spec.ltlf.reorder import with_propositions
from comuros.spec.ltlf.sampling import all_traces, random_formula

TRACES = all_traces(up_to_length=3, propositions=("a", "b"))


def pairs(seed: int, count: int) -> list[tuple[Formula, Formula]]:
    """Random pairs over two propositions, named in different orders."""
    random = Random(seed)
    return [
        (
            random_formula(random, operators=random.randint(1, 6), propositions=("a", "b")),
            random_formula(random, operators=random.randint(1, 6), propositions=("b", "a")),
        )
        for _ in range(count)
    ]


def test_operations_mean_what_the_connectives_mean() -> None:
    for left, right in pairs(31, 120):
        a, b = translate(left), translate(right)
        cases = (
            (intersection(a, b), left & right),
            (union(a, b), left | right),
            (difference(a, b), left & ~right),
            (disagreement(a, b), ~equivalence_of(left, right)),
            (complement(a), ~left),
        )
        for dfa, formula in cases:
            assert accepted_trace(disagreement(dfa, translate(formula))) is None, (str(left), str(right))


def test_minimisation_keeps_the_language_and_reaches_one_size_from_anywhere() -> None:
    for left, right in pairs(32, 120):
        from_product = minimized(intersection(translate(left), translate(right)))
        directly = translate(left & right)
        raw = translate(left & right, minimal=False)
        assert from_product.size == directly.size <= raw.size
        assert all(directly.accepts(trace) == raw.accepts(trace) for trace in TRACES[::3])


def test_minimal_automata_have_the_sizes_known_by_hand() -> None:
    for text, size in (("true", 1), ("false", 1), ("F a", 2), ("G a", 2), ("a", 3), ("X a", 4), ("last", 3)):
        assert translate(parse(text)).size == size, text


def test_a_witness_is_shortest_and_exists_exactly_when_satisfiable() -> None:
    for left, right in pairs(33, 80):
        formula = left & right
        found = witness(formula)
        satisfying = [trace for trace in TRACES if holds(formula, trace)]
        assert is_satisfiable(formula) == (found is not None)
        if found is not None:
            assert holds(formula, found)
        if satisfying:
            assert found is not None
            assert len(found) == len(satisfying[0])
        assert accepted_trace(translate(formula)) == found or len(accepted_trace(translate(formula))) == len(
            found
        )


def test_counterexamples_tell_two_formulas_apart() -> None:
    for left, right in pairs(34, 80):
        split = equivalence_counterexample(left, right)
        assert are_equivalent(left, right) == (split is None)
        if split is not None:
            assert holds(left, split) != holds(right, split)
        excess = inclusion_counterexample(left, right)
        if excess is not None:
            assert holds(left, excess)
            assert not holds(right, excess)
        else:
            assert not any(holds(left, trace) and not holds(right, trace) for trace in TRACES)


def test_shortest_answers_by_hand() -> None:
    assert witness(parse("F a & F b")) == (frozenset({"a", "b"}),)
    assert witness(parse("F (a & X X b) & G !(a & b)")) == (frozenset({"a"}), frozenset(), frozenset({"b"}))
    assert witness(parse("G F a & G F !a")) is None
    assert inclusion_counterexample(parse("F a"), parse("a")) == (frozenset(), frozenset({"a"}))
    assert is_valid(parse("F last"))
    assert are_equivalent(parse("G F a"), parse("F (last & a)"))


def test_a_search_is_stopped_by_its_budget() -> None:
    window = "X " * 25
    with pytest.raises(BudgetExceeded, match="more than 300 states"):
        witness(
            parse(f"F (a & {window} b) & G (a -> N !b) & G F !b & F (b & {window} (a & !last))"),
            budget=Budget(states=300),
        )


def test_the_order_of_propositions_does_not_change_a_language() -> None:
    for left, _ in pairs(35, 60):
        dfa = translate(left)
        turned = with_propositions(dfa, ("z", *reversed(dfa.propositions)))
        assert all(turned.accepts(trace) == dfa.accepts(trace) for trace in TRACES)


def test_a_wide_formula_is_satisfied_in_one_step_without_building_its_automaton() -> None:
    wide = parse(" & ".join(f"F a{i}" for i in range(60)))
    assert witness(wide, budget=Budget(nodes=10_000)) == (frozenset(f"a{i}" for i in range(60)),)
    assert equivalence_counterexample(wide, wide & parse("F b"), budget=Budget(nodes=20_000)) is not None
