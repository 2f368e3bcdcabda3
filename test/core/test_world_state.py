"""Literals are read strictly; world states change by effects alone."""

from __future__ import annotations

import pytest

from comuros.core.errors import FormulaError, InputError
from comuros.core.literal import Atom, parse_literal
from comuros.core.world_state import WorldState


def state(*facts: str, functional: tuple[str, ...] = ("at", "on")) -> WorldState:
    return WorldState(frozenset(parse_literal(fact).atom for fact in facts), frozenset(functional))


def test_a_literal_reads_back_as_it_is_written() -> None:
    for text in ("on(box, table_2)", "!open(door)", "at(?self, ?place)"):
        assert str(parse_literal(text)) == text


@pytest.mark.parametrize(
    "text", ["", "on", "on(", "on(box", "on(box,)", "on(2x, y)", "a(b) & c(d)", "on(box) x"]
)
def test_what_is_not_one_literal_is_refused_by_name(text: str) -> None:
    with pytest.raises(InputError, match=r"literal|name"):
        parse_literal(text)


def test_a_functional_predicate_keeps_one_value() -> None:
    moved = state("at(ann, depot)", "at(ben, depot)").after([parse_literal("at(ann, dock)")])
    assert moved.value("at", "ann") == "dock"
    assert moved.value("at", "ben") == "depot"


def test_deletions_come_before_additions() -> None:
    moved = state("on(box, shelf)").after([parse_literal("on(box, dock)"), parse_literal("!on(box, shelf)")])
    assert moved.facts == {Atom("on", ("box", "dock"))}


def test_unmet_literals_keep_their_order() -> None:
    wanted = [parse_literal(text) for text in ("on(b, x)", "!on(a, x)", "on(a, x)")]
    assert [str(literal) for literal in state("on(a, x)").unmet(wanted)] == ["on(b, x)", "!on(a, x)"]


def test_matching_is_sorted_whatever_the_set_order() -> None:
    facts = state("on(c, x)", "on(a, x)", "on(b, y)")
    assert [atom.arguments[0] for atom in facts.matching("on", None, "x")] == ["a", "c"]


def test_a_formula_error_points_at_the_place() -> None:
    error = FormulaError("expected a formula", text="F a &\nG !!", position=10)
    assert error.caret() == "  G !!\n      ^"
    assert "expected a formula" in str(error)
