"""Confidence intervals: Wilson's for rates, the percentile bootstrap for everything else. 95 % unless said
otherwise.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

SampleT = TypeVar("SampleT")
_Z = 1.959964  # 97.5 % quantile of the standard normal distribution
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the bounds of its 95 % confidence interval; NaN throughout where nothing was
    observed.
    """

    value: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether anything was observed."""
        return not math.isnan(self.value)


UNKNOWN = Interval(math.nan, math.nan, math.nan)


def wilson(successes: int, total: int) -> Interval:
    """Score interval of a rate (Wilson 1927, JASA 22:209). Says something even where all or none succeed.

    Raises:
        ValueError: more successes than trials, or a negative number of either.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}; expected 0 <= successes <= total")
    if total == 0:
        return UNKNOWN
    rate, z2 = successes / total, _Z * _Z
    centre = (rate + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z * math.sqrt(rate * (1 - rate) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    # At 0 and 1 the bound is exact; rounding must not put the rate outside its own interval.
    return Interval(rate, min(rate, max(0.0, centre - half)), max(rate, min(1.0, centre + half)))


def bootstrap(
    samples: Sequence[SampleT], statistic: Callable[[Sequence[SampleT]], float], *, seed: int = 0
) -> Interval:
    """Percentile bootstrap (Efron 1979, Ann. Statist. 7:1) of a statistic over independent samples.

    `statistic` may return NaN for a resample that says nothing (no success to divide by); such are left out.
    """
    if not samples:
        return UNKNOWN
    value = statistic(samples)
    if math.isnan(value):
        return UNKNOWN
    chosen = random.Random(seed)  # noqa: S311 - resampling, not a secret
    drawn = [statistic(chosen.choices(samples, k=len(samples))) for _ in range(_RESAMPLES)]
    known = sorted(estimate for estimate in drawn if not math.isnan(estimate))
    low, high = (known[round(share * (len(known) - 1))] for share in (0.025, 0.975))
    return Interval(value, low, high)


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; NaN for none."""
    return math.fsum(values) / len(values) if values else math.nan
