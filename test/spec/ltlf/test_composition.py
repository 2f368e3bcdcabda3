"""Automata from the automata of their operands: the same languages, sizes and debts; when they are needed."""

from __future__ import annotations

from random import Random

import pytest

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf import Budget, Formula, Progression, holds, parse, translate, witness
from comuros.spec.ltlf.budget import Meter
from comuros.spec.ltlf.composition import Composition
from comuros.spec.ltlf.exploration import explored
from comuros.spec.ltlf.sampling import random_formula, random_trace
from comuros.spec.ltlf.search import is_satisfiable

NAMES = ("a", "b", "c")
NESTED = (
    "F (X (a <-> d) U X G N c) U "
    "(!F (((b | c) W G N N (b M N N !c)) M (a <-> (F b <-> F (d R b)))) R (b W X d))"
)


def formulas(seed: int, count: int) -> list[Formula]:
    random = Random(seed)
    return [random_formula(random, operators=random.randint(1, 14), propositions=NAMES) for _ in range(count)]


def test_automata_of_parts_give_the_language_and_size_of_one_progression() -> None:
    random = Random(4)
    for formula in formulas(3, 250):
        at_once = translate(formula)
        from_parts = Composition().attempt(formula, Meter(Budget(), str(formula)))
        assert from_parts.size == at_once.size, str(formula)
        for _ in range(12):
            trace = random_trace(random, length=random.randint(1, 7), propositions=NAMES)
            assert from_parts.accepts(trace) == holds(formula, trace), (str(formula), trace)


def test_parts_of_parts_give_the_same_automata_where_nodes_are_few() -> None:
    few = Budget(nodes=120)
    joined = 0
    for formula in formulas(7, 250):
        try:
            found = Composition().attempt(formula, Meter(few, str(formula)))
        except BudgetExceeded:
            continue
        joined += 1
        assert found.size == translate(formula).size, str(formula)
    assert joined > 150


def test_states_of_a_composed_automaton_say_what_they_owe() -> None:
    random = Random(6)
    for formula in formulas(5, 120):
        dfa = Composition().attempt(formula, Meter(Budget(), str(formula)))
        for _ in range(6):
            trace = random_trace(random, length=random.randint(2, 7), propositions=NAMES)
            cut = random.randint(1, len(trace) - 1)
            owed = dfa.owed[dfa.run(trace[:cut])[-1]]
            assert holds(owed, trace[cut:]) == holds(formula, trace), (str(formula), str(owed))


def test_a_formula_whose_obligations_multiply_is_translated_through_its_parts() -> None:
    formula = parse(NESTED)
    few = Budget(nodes=10_000)
    with pytest.raises(BudgetExceeded):
        explored(Progression(formula, few))
    assert translate(formula, budget=few).size == 23


def test_satisfiability_is_searched_on_the_product_of_the_parts_where_one_progression_is_too_large() -> None:
    satisfiable = parse(f"({NESTED}) & X F (a & X G !b)")
    trace = witness(satisfiable, budget=Budget(nodes=60_000))
    assert trace is not None
    assert holds(satisfiable, trace)
    contradiction = parse(f"({NESTED}) & G (X X true) & F (a & !a)")
    assert not is_satisfiable(contradiction, budget=Budget(nodes=60_000))


def test_parts_that_exceed_the_budget_are_refused_with_the_formula_and_the_limit() -> None:
    wide = parse(" & ".join(f"F (a{i} & X b{i})" for i in range(20)))
    with pytest.raises(BudgetExceeded, match=r"F \(a0 & X b0\).* more than 40000 decision-diagram nodes"):
        translate(wide, budget=Budget(nodes=40_000))
