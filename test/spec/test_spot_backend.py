"""Spot beside our own engine: the same languages, sizes, answers; and what is said when it is not there."""

from __future__ import annotations

import sys
from itertools import pairwise
from random import Random
from types import ModuleType

import pytest

from comuros.core.errors import PartMissing
from comuros.spec import spot_backend
from comuros.spec.backend import Backend, equivalent, simplified, translate
from comuros.spec.ltlf import Formula, accepted_trace, are_equivalent, disagreement, parse
from comuros.spec.ltlf.sampling import random_formula

needs_spot = pytest.mark.skipif(
    not spot_backend.is_available(),
    reason="a Spot with from_ltlf is not importable (PyPI's 'spot' is not it)",
)
NAMES = ("a", "b", "alive", "at(x, y)")


def random_cases(seed: int, count: int) -> list[Formula]:
    """Formulas over names that need quoting in Spot, and over Spot's own default for 'the trace lasts'."""
    random = Random(seed)
    return [
        random_formula(random, operators=random.randint(1, 12), propositions=NAMES[: random.randint(1, 4)])
        for _ in range(count)
    ]


@needs_spot
def test_spots_automata_have_our_languages_and_sizes() -> None:
    for formula in (*random_cases(61, 500), parse("G N N false"), parse("last"), parse("false")):
        ours, spots = translate(formula), translate(formula, backend=Backend.SPOT)
        assert accepted_trace(disagreement(ours, spots)) is None, str(formula)
        assert ours.size == spots.size, str(formula)


@needs_spot
def test_spots_equivalence_is_ours() -> None:
    formulas = random_cases(62, 60)
    for left, right in pairwise(formulas):
        assert equivalent(left, right, backend=Backend.SPOT) == equivalent(left, right)
        assert equivalent(left, ~~left & left, backend=Backend.SPOT)


@needs_spot
def test_spots_simplification_is_only_taken_where_it_holds_on_finite_traces() -> None:
    for formula in (*random_cases(63, 200), parse("X a & N a"), parse("G F X a")):
        shorter = simplified(formula, backend=Backend.SPOT)
        assert are_equivalent(shorter, formula), str(formula)
        assert shorter.order[0] <= formula.order[0]


def test_our_own_engine_is_the_default() -> None:
    assert translate(parse("F a")).size == 2
    assert equivalent(parse("!F a"), parse("G !a"))
    assert simplified(parse("F a | F b")) is parse("F (a | b)")


def test_another_package_called_spot_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = ModuleType("spot")
    stranger.__spec__ = type(sys.__spec__)("spot", None)
    monkeypatch.setitem(sys.modules, "spot", stranger)
    assert not spot_backend.is_available()
    with pytest.raises(PartMissing, match="has no from_ltlf"):
        translate(parse("F a"), backend=Backend.SPOT)


def test_without_spot_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(PartMissing, match=r"build Spot 2\.12 or later"):
        equivalent(parse("a"), parse("b"), backend=Backend.SPOT)
