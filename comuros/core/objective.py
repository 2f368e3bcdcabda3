"""What a plan minimises: criteria in lexicographic order, and the weights of their sum."""

from __future__ import annotations

from enum import Enum


class Criterion(Enum):
    """One quantity of a plan. Every criterion is the smaller the better.

    The makespan counts seconds from now until the last task is done, travel counts metres of all robots.
    The total cost counts seconds in which robots travel, charge or work, summed over robots; waiting is free.
    Balanced load counts the same seconds of the busiest robot. The weighted sum is in seconds: see `WEIGHTS`.
    """

    MAKESPAN = "makespan"
    TRAVEL = "total travel"
    COST = "total cost"
    BALANCE = "balanced load"
    WEIGHTED = "weighted sum"


WEIGHTS: dict[Criterion, float] = {Criterion.MAKESPAN: 1.0, Criterion.COST: 0.1, Criterion.BALANCE: 0.1}
"""Factors of the weighted sum: a plan may end a second later if that saves robots ten seconds of work."""


class Objective(Enum):
    """What a plan minimises: the first criterion, then the next among the plans that are best by the first.

    Penalties (preferences given up, work disturbed) are in seconds and are added to the first criterion, a
    second counting as a metre where that is travel.
    """

    MAKESPAN_THEN_TRAVEL = "makespan, then total travel"
    TRAVEL_THEN_MAKESPAN = "total travel, then makespan"
    MAKESPAN_THEN_COST = "makespan, then total cost"
    COST_THEN_MAKESPAN = "total cost, then makespan"
    MAKESPAN_THEN_BALANCE = "makespan, then balanced load"
    BALANCE_THEN_MAKESPAN = "balanced load, then makespan"
    MAKESPAN_THEN_BALANCE_THEN_TRAVEL = "makespan, then balanced load, then total travel"
    WEIGHTED_THEN_TRAVEL = "weighted sum, then total travel"

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria in order."""
        return tuple(Criterion(words) for words in self.value.split(", then "))
