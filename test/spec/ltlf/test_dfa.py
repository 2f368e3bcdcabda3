"""Automata against the independent evaluator, their states' debts, and their limits."""

from __future__ import annotations

from random import Random

import pytest

from comuros.core.errors import BudgetExceeded, InputError
from comuros.spec.ltlf import Budget, Formula, holds, parse, translate
from comuros.spec.ltlf.sampling import Trace, all_traces, random_formula, random_trace

PROPOSITIONS = ("a", "b", "c", "d")
SHORT_TRACES = all_traces(up_to_length=3, propositions=("a", "b"))
FORMULAS = 2_000


def sample_traces(random: Random) -> list[Trace]:
    """Short ones of every kind, and longer ones over all propositions."""
    longer = [random_trace(random, length=random.randint(1, 8), propositions=PROPOSITIONS) for _ in range(12)]
    return [*random.sample(SHORT_TRACES, 16), *longer]


def random_case(random: Random) -> Formula:
    names = PROPOSITIONS[: random.randint(1, 4)]
    return random_formula(random, operators=random.randint(1, 12), propositions=names)


def test_two_thousand_random_formulas_agree_with_the_independent_evaluator() -> None:
    random = Random(2026)
    for _ in range(FORMULAS):
        formula = random_case(random)
        dfa = translate(formula)
        for trace in sample_traces(random):
            assert dfa.accepts(trace) == holds(formula, trace), (str(formula), trace)


def test_small_formulas_agree_on_every_short_trace() -> None:
    random = Random(11)
    for _ in range(120):
        formula = random_formula(random, operators=random.randint(1, 5), propositions=("a", "b"))
        dfa = translate(formula)
        assert all(dfa.accepts(trace) == holds(formula, trace) for trace in SHORT_TRACES), str(formula)


def test_what_a_state_owes_is_what_the_rest_of_a_trace_must_satisfy() -> None:
    random = Random(12)
    for _ in range(150):
        formula = random_case(random)
        dfa = translate(formula)
        for trace in (t for t in sample_traces(random) if len(t) > 1):
            cut = random.randint(1, len(trace) - 1)
            owed = dfa.owed[dfa.run(trace[:cut])[-1]]
            assert holds(owed, trace[cut:]) == holds(formula, trace), (str(formula), str(owed))


def test_the_debt_of_a_sequence_shrinks_as_it_is_carried_out() -> None:
    dfa = translate(parse("F a & F b & (!b U a)"))
    states = dfa.run([frozenset(), {"a"}, {"b"}])
    assert [str(dfa.owed[state]) for state in states] == ["F a & F b & !b U a", "F b", "true"]


def test_next_counts_the_end_of_the_trace() -> None:
    strong, weak = translate(parse("X a")), translate(parse("N a"))
    assert not strong.accepts([{"a"}])
    assert weak.accepts([set()])
    assert strong.accepts([set(), {"a"}])
    assert not weak.accepts([set(), set()])


def test_an_empty_trace_has_no_verdict() -> None:
    with pytest.raises(InputError, match="at least one step"):
        translate(parse("true")).accepts([])
    with pytest.raises(InputError, match="at least one step"):
        holds(parse("true"), [])


@pytest.mark.parametrize("length", [4, 8, 12])
def test_a_precedence_chain_has_one_state_per_step(length: int) -> None:
    order = [f"(!p{i + 1} U p{i})" for i in range(1, length)]
    dfa = translate(parse(" & ".join([*order, f"F p{length}"])))
    assert dfa.size == length + 2


def test_a_conjunction_of_goals_has_one_state_per_subset() -> None:
    dfa = translate(parse(" & ".join(f"F a{i}" for i in range(10))))
    assert dfa.size == 1024
    assert len(dfa.variable) == 5120


def test_an_exploding_formula_is_stopped_by_its_budget() -> None:
    window = "X " * 20
    with pytest.raises(BudgetExceeded, match="more than 500 states"):
        translate(parse(f"F (a & {window} b)"), budget=Budget(states=500))
    with pytest.raises(BudgetExceeded, match="more than 5000 decision-diagram nodes"):
        translate(parse(f"F (a & {window} b)"), budget=Budget(nodes=5000))


def test_a_formula_too_deep_for_a_diagram_is_refused_and_not_a_crash() -> None:
    wide = " & ".join(f"F a{i}" for i in range(3000))
    with pytest.raises(BudgetExceeded, match=r"too many propositions|states"):
        translate(parse(wide), budget=Budget(states=100))


def test_edges_describe_exactly_the_steps() -> None:
    dfa = translate(parse("(a | b) U (c & X a)"))
    random = Random(3)
    for state in range(dfa.size):
        for _ in range(20):
            letter = random_trace(random, length=1, propositions=dfa.propositions)[0]
            fitting = [t for cube, t in dfa.edges(state) if all((n in letter) == v for n, v in cube)]
            assert fitting == [dfa.step(state, letter)]
