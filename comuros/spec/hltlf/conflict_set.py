"""Smallest sets of parts that cannot hold together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from comuros.core.errors import BudgetExceeded
from comuros.spec.hltlf.part import Part
from comuros.spec.ltlf import Formula, Op
from comuros.spec.ltlf.joint import jointly

_SUBSETS_AT_MOST = 60
Theory = Callable[[Sequence[Part]], Formula]


def conflict_among(parts: Sequence[Part], theory: Formula) -> tuple[Part, ...] | None:
    """Parts that cannot hold together under the theory; None where a trace shows that all of them can.

    Raises:
        BudgetExceeded: neither was found.
    """
    formulas = (*_conjuncts(theory), *(part.formula for part in parts))
    known = len(formulas) - len(parts)
    found = jointly(formulas, first=range(known, len(formulas))[-1:], likely=True)
    if found.trace is not None:
        return None
    return tuple(parts[number - known] for number in sorted(found.conflict) if number >= known)


def smallest_conflict(parts: Sequence[Part], theory: Theory) -> tuple[Part, ...] | None:
    """A set of parts of smallest size that cannot hold together under the theory; None if all of them can.

    One part after the other is left out first, which gives a set that cannot be made smaller by leaving out;
    then all smaller sets are tried, up to a limit. A question too large to answer counts as satisfiable, so
    that what is reported is certain.
    """
    kept = _conflict(parts, theory)
    if kept is None:
        return None
    for part in kept:
        fewer = _conflict([each for each in kept if each is not part], theory) if part in kept else None
        kept = kept if fewer is None else fewer
    return _smaller(parts, len(kept), theory) or kept


def _smaller(parts: Sequence[Part], size: int, theory: Theory) -> tuple[Part, ...] | None:
    tried = 0
    for count in range(size):
        for subset in combinations(parts, count):
            tried += 1
            if tried > _SUBSETS_AT_MOST:
                return None
            if _conflict(subset, theory) is not None:
                return subset
    return None


def _conflict(parts: Sequence[Part], theory: Theory) -> tuple[Part, ...] | None:
    try:
        found = conflict_among(parts, theory(parts))
    except BudgetExceeded:
        return None
    # Under the theory of fewer parts those found may be able to hold together.
    return found if found is None or len(found) == len(parts) else _conflict(found, theory) or tuple(parts)


def _conjuncts(formula: Formula) -> tuple[Formula, ...]:
    return formula.args if formula.op is Op.AND else (formula,)
