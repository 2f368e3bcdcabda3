"""Formulas in words, normal forms and simplification."""

from __future__ import annotations

from random import Random

import pytest

from comuros.spec.ltlf import (
    Op,
    are_equivalent,
    in_english,
    negation_normal_form,
    owed_in_english,
    parse,
    postorder,
    simplified,
)
from comuros.spec.ltlf.sampling import random_formula


def said(name: str, *, holds: bool) -> str:
    """A caller's phrasing, as the scenario would give it."""
    return f"the {name} is {'in' if holds else 'out of'} the box"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("F ball", "at some point the ball is in the box"),
        ("!F ball", "it is never the case that the ball is in the box"),
        ("!G ball", "at some point the ball is out of the box"),
        (
            "!cup U ball",
            "at some point the ball is in the box, and until then"
            " it is never the case that the cup is in the box",
        ),
        (
            "G (ball -> X (cup | pen))",
            "at every step (if the ball is in the box, then in the next step, (either the cup is in the box"
            " or the pen is in the box))",
        ),
        ("X true", "there is a further step"),
    ],
)
def test_a_formula_in_words(text: str, words: str) -> None:
    assert in_english(parse(text), said) == words


def test_a_debt_in_words() -> None:
    assert owed_in_english(parse("true")) == "Nothing more is owed."
    assert owed_in_english(parse("false")) == "It can no longer be satisfied."
    assert (
        owed_in_english(parse("F a & G b")) == "Still owed: at every step 'b' holds; at some point 'a' holds."
    )


def test_every_formula_has_words_and_different_formulas_different_ones() -> None:
    random = Random(41)
    words: dict[str, str] = {}
    for _ in range(300):
        formula = negation_normal_form(
            random_formula(random, operators=random.randint(1, 8), propositions=("a", "b"))
        )
        sentence = in_english(formula)
        assert words.setdefault(sentence, str(formula)) == str(formula)


def test_a_normal_form_is_equivalent_and_has_negations_at_the_bottom_only() -> None:
    random = Random(42)
    for _ in range(200):
        formula = random_formula(random, operators=random.randint(1, 10), propositions=("a", "b", "c"))
        normal = negation_normal_form(formula)
        assert are_equivalent(formula, normal), str(formula)
        denied = [node.args[0].op for node in postorder(normal) if node.op is Op.NOT]
        assert set(denied) <= {Op.PROPOSITION, Op.LAST}


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("F a & F (a & F b) & F b", "F (a & F b)"),
        ("G a & G b & a", "G (a & b)"),
        ("F a | F b", "F (a | b)"),
        ("(a U c) & (b U c)", "(a & b) U c"),
        ("F a & G !a", "false"),
        ("a U F b", "F b"),
        ("F last", "true"),
    ],
)
def test_simplification_finds_the_shorter_form(text: str, shorter: str) -> None:
    assert are_equivalent(parse(text), parse(shorter))
    assert simplified(parse(text)) is parse(shorter)


def test_simplification_keeps_the_meaning_and_never_lengthens() -> None:
    random = Random(43)
    for _ in range(150):
        formula = random_formula(random, operators=random.randint(1, 10), propositions=("a", "b", "c"))
        shorter = simplified(formula)
        assert are_equivalent(formula, shorter), str(formula)
        assert shorter.order[0] <= formula.order[0]
