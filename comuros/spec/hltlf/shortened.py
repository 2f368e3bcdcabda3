"""A course of events without what it does not need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comuros.spec.ltlf import Formula, Trace, holds


def shortened(trace: Trace, formulas: Sequence[Formula]) -> Trace:
    """A trace on which the same formulas hold, with steps left out or drawn together while that can be."""
    for shorter in _shorter(trace):
        if all(holds(formula, shorter) for formula in formulas):
            return shortened(shorter, formulas)
    return trace


def _shorter(trace: Trace) -> Iterator[Trace]:
    for place in range(len(trace) if len(trace) > 1 else 0):
        yield (*trace[:place], *trace[place + 1 :])
    for place in range(len(trace) - 1):
        yield (*trace[:place], trace[place] | trace[place + 1], *trace[place + 2 :])
