"""Many formulas at once: a trace, or a conflict among them, without their conjunction."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf import Budget, conjunction, holds, is_satisfiable, joint, parse
from comuros.spec.ltlf.facts import refuted_at_sight
from comuros.spec.ltlf.guided import guided_trace
from comuros.spec.ltlf.joint import jointly
from comuros.spec.ltlf.sampling import random_formula


def test_a_trace_or_a_conflict_is_found_exactly_as_the_conjunction_is_satisfiable() -> None:
    random = Random(8)
    names = ("a", "b", "c", "d")
    conflicts = 0
    for _ in range(150):
        formulas = [
            random_formula(random, operators=random.randint(1, 5), propositions=names) for _ in range(5)
        ]
        found = jointly(formulas)
        if found.trace is not None:
            assert all(holds(formula, found.trace) for formula in formulas)
        else:
            conflicts += 1
            assert not is_satisfiable(conjunction(formulas[number] for number in found.conflict))
    assert 20 < conflicts < 130


def test_twenty_goals_in_order_are_met_in_a_course_of_single_steps() -> None:
    names = [f"t{number}" for number in range(20)]
    formulas = [parse(f"F {name}") for name in names]
    formulas += [parse(f"!{after} U ({before} & !{after})") for before, after in pairwise(names)]
    trace = jointly(formulas).trace
    assert trace is not None
    assert [name for letter in trace for name in sorted(letter)] == names


def test_what_does_not_bear_on_a_conflict_is_no_part_of_it() -> None:
    others = [parse(f"F (u{number} & X v{number})") for number in range(40)]
    found = jointly([parse("G !a"), *others, parse("c U a")])
    assert found.trace is None
    assert set(found.conflict) == {0, 41}


def test_a_disjunction_of_which_facts_leave_nothing_is_refuted_at_sight() -> None:
    formulas = [parse(text) for text in ("F a", "F b & F c", "!F a | !F b | F d", "F e", "!F d")]
    assert set(refuted_at_sight(formulas)) == {0, 1, 2, 4}
    assert refuted_at_sight(formulas[:-1]) == ()


def test_a_walk_that_finds_nothing_says_so() -> None:
    assert guided_trace([parse("F a"), parse("G !a")], visits=50) is None


def test_a_question_beyond_the_budget_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "ROUNDS", ((Budget(states=2, nodes=20, seconds=None), 1),))
    with pytest.raises(BudgetExceeded, match="whether these can hold together needs more than 20 nodes"):
        jointly([parse("F (a & X F (b & X F c))"), parse("G (a -> N !b)"), parse("!c U b"), parse("F !a")])
