"""Which engine answers: our own, or Spot where it is importable. The answers are interchangeable."""

from __future__ import annotations

from enum import Enum

from comuros.spec import ltlf, spot_backend
from comuros.spec.ltlf import DEFAULT_BUDGET, Budget, Dfa, Formula, Trace, accepted_trace, disagreement


class Backend(Enum):
    """`OWN` is always there and is the default everywhere."""

    OWN = "own"
    SPOT = "spot"


def require(backend: Backend) -> None:
    """Find out before any work whether an engine is there.

    Raises:
        PartMissing: Spot is chosen and not there.
    """
    if backend is Backend.SPOT:
        spot_backend.require()


def translate(formula: Formula, *, backend: Backend = Backend.OWN, budget: Budget = DEFAULT_BUDGET) -> Dfa:
    """The minimal automaton of a formula. Only our own engine says what each state still owes.

    Raises:
        PartMissing: Spot is chosen and not there.
        BudgetExceeded: more is needed than `budget` allows.
    """
    if backend is Backend.SPOT:
        return spot_backend.translate(formula, budget=budget)
    return ltlf.translate(formula, budget=budget)


def simplified(formula: Formula, *, backend: Backend = Backend.OWN) -> Formula:
    """An equivalent formula that is no longer. The two engines may find different ones.

    Raises:
        PartMissing: Spot is chosen and not there.
        BudgetExceeded: Spot's proposal could not be checked within the default budget.
    """
    if backend is Backend.SPOT:
        return spot_backend.simplified(formula)
    return ltlf.simplified(formula)


def equivalent(left: Formula, right: Formula, *, backend: Backend = Backend.OWN) -> bool:
    """Whether two formulas hold on the same non-empty traces.

    Raises:
        PartMissing: Spot is chosen and not there.
        BudgetExceeded: our own engine needs more than its default budget.
    """
    if backend is Backend.SPOT:
        return spot_backend.equivalent(left, right)
    return ltlf.are_equivalent(left, right)


def equivalence_counterexample(
    left: Formula, right: Formula, *, backend: Backend = Backend.OWN
) -> Trace | None:
    """A shortest trace on which two formulas differ; None where they hold on the same non-empty traces.

    Raises:
        PartMissing: Spot is chosen and not there.
        BudgetExceeded: the search needs more than the default budget.
    """
    if backend is Backend.OWN:
        return ltlf.equivalence_counterexample(left, right)
    if spot_backend.equivalent(left, right):
        return None
    return accepted_trace(disagreement(spot_backend.translate(left), spot_backend.translate(right)))
