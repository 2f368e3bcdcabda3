"""The four verdicts of a monitor on a trace that may go on."""

from __future__ import annotations

from enum import Enum


class Verdict4(Enum):
    """`SATISFIED` and `VIOLATED` are for good; the other two say what would hold if the trace ended now."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    SO_FAR_SATISFIED = "so far satisfied"
    SO_FAR_VIOLATED = "so far violated"

    @property
    def is_final(self) -> bool:
        """Whether no continuation of the trace can change it."""
        return self in (Verdict4.SATISFIED, Verdict4.VIOLATED)

    @property
    def holds_now(self) -> bool:
        """Whether the formula holds on the trace seen so far."""
        return self in (Verdict4.SATISFIED, Verdict4.SO_FAR_SATISFIED)
