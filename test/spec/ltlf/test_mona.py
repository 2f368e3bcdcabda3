"""Our automata against MONA's, an independent translation of the same formulas."""

from __future__ import annotations

import shutil
from random import Random

import pytest

from comuros.spec.ltlf import Formula, accepted_trace, disagreement, minimized, parse, translate
from comuros.spec.ltlf.mona import mona_text, run_mona
from comuros.spec.ltlf.sampling import random_formula

needs_mona = pytest.mark.skipif(
    shutil.which("mona") is None, reason="the program mona is not installed (apt-get install mona)"
)


def assert_same_as_mona(formula: Formula) -> None:
    """Both accept the same non-empty traces, with equally many states once MONA's are minimised."""
    ours = translate(formula)
    theirs = minimized(run_mona(formula).dfa)
    assert accepted_trace(disagreement(ours, theirs)) is None, str(formula)
    assert ours.size == theirs.size, str(formula)


@needs_mona
def test_five_hundred_random_formulas_have_monas_language_and_size() -> None:
    random = Random(500)
    for _ in range(500):
        names = ("a", "b", "c", "d")[: random.randint(1, 4)]
        assert_same_as_mona(random_formula(random, operators=random.randint(1, 12), propositions=names))


@needs_mona
@pytest.mark.parametrize(
    "text",
    [
        " & ".join([*(f"(!p{i + 1} U p{i})" for i in range(1, 12)), "F p12"]),
        " & ".join(f"F a{i}" for i in range(6)),
        "G (at(r, lift) -> N !at(q, lift)) & F done(t)",
        "last",
        "true",
        "false",
    ],
)
def test_known_shapes_have_monas_language_and_size(text: str) -> None:
    assert_same_as_mona(parse(text))


def test_the_text_for_mona_is_the_first_order_meaning() -> None:
    assert mona_text(parse("F (a & X b)")) == (
        "m2l-str;\nvar2 P0, P1;\n"
        "(ex1 x0: 0 <= x0 & ((x0 in P0) & (ex1 x1: (x0 < max $ & x1 = x0 + 1) & (x1 in P1))));\n"
    )
