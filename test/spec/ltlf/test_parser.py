"""Reading and writing formulas in the three dialects."""

from __future__ import annotations

import copy
import pickle
from random import Random

import pytest

from comuros.core.errors import FormulaError, InputError
from comuros.spec.ltlf import (
    FALSE,
    LAST,
    TRUE,
    Dialect,
    are_equivalent,
    parse,
    proposition,
    strong_next,
    to_text,
    weak_next,
)
from comuros.spec.ltlf.sampling import random_formula

OWN, SPOT, LTL2BA = Dialect.COMUROS, Dialect.SPOT, Dialect.LTL2BA


@pytest.mark.parametrize(
    ("loose", "bracketed"),
    [
        ("a | b & c", "a | (b & c)"),
        ("a & b U c", "a & (b U c)"),
        ("a U b U c", "a U (b U c)"),
        ("a -> b -> c", "a -> (b -> c)"),
        ("a <-> b -> c", "a <-> (b -> c)"),
        ("! a U b", "(!a) U b"),
        ("F a & b", "(F a) & b"),
        ("X a W b M c", "(X a) W (b M c)"),
        ("a -> b | c", "a -> (b | c)"),
    ],
)
def test_operators_bind_as_documented(loose: str, bracketed: str) -> None:
    assert parse(loose) is parse(bracketed)
    assert parse(loose, SPOT) is parse(bracketed, SPOT)


def test_the_ltl2ba_dialect_binds_as_the_ltl2ba_program_does() -> None:
    assert parse("a || b && c", LTL2BA) is parse("(a | b) & c")
    assert parse("a -> b || c", LTL2BA) is parse("(a -> b) | c")
    assert parse("a U b U c", LTL2BA) is parse("(a U b) U c")
    assert parse("<> a && !b U c", LTL2BA) is parse("F a & (!b U c)")
    assert parse("[](a -> !b)", LTL2BA) is parse("G (a -> !b)")


def test_next_is_strong_in_our_dialect_and_weak_in_spots() -> None:
    assert parse("X a") is strong_next(proposition("a"))
    assert parse("X a", SPOT) is weak_next(proposition("a"))
    assert parse("X[!] a", SPOT) is strong_next(proposition("a"))
    assert parse("X [ ! ] a", SPOT) is strong_next(proposition("a"))
    assert parse("!X[!]1", SPOT) is LAST
    assert to_text(parse("last & N a"), SPOT) == "!X[!] 1 & X a"


def test_spots_dialect_reads_glued_prefix_operators() -> None:
    assert parse("GFa", SPOT) is parse("G F a")
    assert parse("(a)Ub", SPOT) is parse("a U b")
    assert parse("F0 & Up", SPOT) is parse("F0 & Up")
    assert parse('"true" & "a b"', SPOT) is (proposition("true") & proposition("a b"))
    assert parse("GFa").propositions == ("GFa",)


def test_structured_names_have_one_spelling() -> None:
    assert parse("at( robot,dock )") is parse("at(robot, dock)") is proposition("at(robot,dock)")
    assert to_text(parse("at(robot,dock)")) == "at(robot, dock)"
    assert to_text(parse("at(robot,dock)"), SPOT) == '"at(robot, dock)"'


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "the formula ends where a proposition"),
        ("a &", 3, "the formula ends where a proposition"),
        ("(a | b", 0, "'(' is never closed"),
        ("a | b)", 5, "')' closes nothing"),
        ("a b", 2, "'b' found where a binary operator"),
        ("a & (b U )", 9, "')' found where a proposition"),
        ("F (a & \n  @ b)", 10, "unexpected character '@'"),
        ("at(a,, b)", 2, "the arguments of 'at' are not names"),
        ('a & "b', 4, "never closed"),
        ('a & ""', 4, "cannot name a proposition"),
        ("a <> b", 2, "unexpected character '<'"),
        ("a -> -> b", 5, "'->' found where a proposition"),
    ],
)
def test_an_error_points_at_its_place_and_says_what_was_expected(
    text: str, position: int, expected: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.position == position
    assert expected in caught.value.reason
    caret_line = str(caught.value).splitlines()[-1]
    assert caret_line.strip() == "^"


def test_a_caret_stands_under_the_offending_character() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("a &\n(b | * c)")
    assert caught.value.caret() == "  (b | * c)\n       ^"


def test_words_of_the_dialect_are_no_propositions() -> None:
    for text in ("X", "a & U", "last last"):
        with pytest.raises(FormulaError):
            parse(text)
    assert parse("lastly & Xa & U2").propositions == ("U2", "Xa", "lastly")


def test_conjunctions_and_disjunctions_are_canonical() -> None:
    assert parse("a & (b & c) & a") is parse("c & b & a")
    assert parse("a & !a") is FALSE
    assert parse("F b | a | !F b") is TRUE
    assert parse("!!a") is parse("a")
    assert str(parse("F zebra & F apple & b")) == "b & F apple & F zebra"


def test_a_formula_cannot_be_changed_and_copies_are_itself() -> None:
    formula = parse("a U (b & X c)")
    with pytest.raises(AttributeError):
        formula.name = "b"
    assert copy.deepcopy(formula) is formula
    assert pickle.loads(pickle.dumps(formula)) is formula


def test_printing_and_parsing_is_the_identity_on_random_formulas() -> None:
    random = Random(7)
    for _ in range(500):
        formula = random_formula(random, operators=random.randint(0, 14), propositions=("a", "b", "p(x, y)"))
        assert parse(to_text(formula)) is formula
        assert parse(to_text(formula, SPOT), SPOT) is formula


def test_the_ltl2ba_dialect_writes_the_operators_it_lacks_by_what_they_mean() -> None:
    random = Random(8)
    for _ in range(100):
        formula = random_formula(random, operators=random.randint(1, 7), propositions=("a", "b"))
        assert are_equivalent(parse(to_text(formula, LTL2BA), LTL2BA), formula)
    with pytest.raises(InputError, match="cannot be written in the ltl2ba dialect"):
        to_text(proposition("two words"), LTL2BA)


def test_ten_thousand_nested_brackets_and_operators_are_read_and_written() -> None:
    depth = 10_000
    assert parse("(" * depth + "a" + ")" * depth) is proposition("a")
    nested = parse("! X (" * depth + "a" + ")" * depth)
    assert parse(to_text(nested)) is nested
    leaning = parse("(" * depth + "a" + " U b)" * depth)
    assert parse(to_text(leaning)) is leaning


def test_a_text_beyond_the_stated_length_is_refused() -> None:
    with pytest.raises(FormulaError, match="at most 1000000 are read"):
        parse("a & " * 300_000 + "a")
