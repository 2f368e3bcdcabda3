"""Confidence intervals against published and hand-worked values."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comuros.evaluation.statistics import bootstrap, mean, wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_the_published_one(successes: int, total: int, low: float, high: float) -> None:
    found = wilson(successes, total)
    assert found.value == successes / total
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_rate_lies_in_its_interval_and_the_interval_in_0_to_1(successes: int, total: int) -> None:
    found = wilson(min(successes, total), total)
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0


def test_nothing_observed_is_not_known_and_nonsense_is_refused() -> None:
    assert not wilson(0, 0).is_known
    with pytest.raises(ValueError, match="3 successes of 2"):
        wilson(3, 2)


def test_the_bootstrap_of_a_mean_is_about_as_wide_as_the_normal_interval() -> None:
    drawn = random.Random(1)
    values = [drawn.gauss(10.0, 2.0) for _ in range(400)]
    found = bootstrap(values, mean)
    assert found.value == pytest.approx(10.0, abs=0.3)
    assert found.high - found.low == pytest.approx(2 * 1.96 * 2.0 / math.sqrt(400), rel=0.15)
    assert bootstrap(values, mean) == found, "one seed, one interval"


def test_resamples_that_say_nothing_are_left_out() -> None:
    def cost_per_success(runs: list[tuple[float, bool]]) -> float:
        successes = sum(right for _, right in runs)
        return sum(cost for cost, _ in runs) / successes if successes else math.nan

    found = bootstrap([(1.0, True), (1.0, False)], cost_per_success)  # type: ignore[arg-type]
    assert found.value == 2.0
    assert (found.low, found.high) == (1.0, 2.0)
    assert not bootstrap([(1.0, False)], cost_per_success).is_known  # type: ignore[arg-type]
    assert not bootstrap([], mean).is_known
