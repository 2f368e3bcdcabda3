"""Smallest sets of parts that cannot hold together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from comuros.core.errors import BudgetExceeded
from comuros.spec.hltlf.part import Part
from comuros.spec.ltlf import Budget, Formula, conjunction, is_satisfiable

QUESTION_BUDGET = Budget(states=500, nodes=40_000, seconds=None)
_SUBSETS_AT_MOST = 300
Theory = Callable[[Sequence[Part]], Formula]


def smallest_conflict(parts: Sequence[Part], theory: Theory) -> tuple[Part, ...] | None:
    """A set of parts of smallest size that cannot hold together under the theory; None if all of them can.

    One part after the other is left out first, which gives a set that cannot be made smaller by leaving out;
    then all smaller sets are tried, up to a limit. A question too large to answer counts as satisfiable, so
    that what is reported is certain.
    """
    if _can_hold(parts, theory):
        return None
    kept = list(parts)
    for part in parts:
        fewer = [each for each in kept if each is not part]
        if not _can_hold(fewer, theory):
            kept = fewer
    return _smaller(parts, len(kept), theory) or tuple(kept)


def _smaller(parts: Sequence[Part], size: int, theory: Theory) -> tuple[Part, ...] | None:
    tried = 0
    for count in range(size):
        for subset in combinations(parts, count):
            tried += 1
            if tried > _SUBSETS_AT_MOST:
                return None
            if not _can_hold(subset, theory):
                return subset
    return None


def _can_hold(parts: Sequence[Part], theory: Theory) -> bool:
    formula = conjunction((theory(parts), *(part.formula for part in parts)))
    try:
        return is_satisfiable(formula, budget=QUESTION_BUDGET)
    except BudgetExceeded:
        return True
