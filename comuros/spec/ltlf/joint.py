"""Can many formulas hold together? A trace, or formulas among them that cannot; their conjunction is never
translated.

Few formulas are looked at first. A trace of these that violates others brings one of them in; so what the
answer does not depend on never enters an automaton.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf.budget import Budget, Meter
from comuros.spec.ltlf.evaluate import holds
from comuros.spec.ltlf.facts import refuted_at_sight
from comuros.spec.ltlf.formula import Formula, Op, conjunction
from comuros.spec.ltlf.guided import guided_trace, small_part
from comuros.spec.ltlf.operations import Trace
from comuros.spec.ltlf.search import witness

ROUNDS = (
    (Budget(states=500, nodes=6_000, seconds=None), 200),
    (Budget(states=5_000, nodes=40_000, seconds=None), 1_000),
)


_ALL_ROUNDS_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Joint:
    """Either a trace on which all formulas hold, or the places of some that cannot hold together."""

    trace: Trace | None
    conflict: tuple[int, ...] = ()


def jointly(formulas: Sequence[Formula], *, first: Sequence[int] = (0,), likely: bool = False) -> Joint:
    """Whether formulas can hold together on one non-empty trace; `first` are those to begin with. Where it is
    `likely` a trace is looked for before a conflict.

    The trace need not be a shortest one. What limits the work is counted in states and diagram nodes, so the
    answer is the same on every machine.

    Raises:
        BudgetExceeded: neither a trace nor a conflict was found within the budget.
    """
    return _Question(formulas, tuple(first)).answer(likely=likely)


class _Question:
    def __init__(self, formulas: Sequence[Formula], first: tuple[int, ...]) -> None:
        self._formulas = formulas
        self._chosen = list(first)
        hops = _hops(formulas, first)
        order = sorted(
            range(len(formulas)), key=lambda n: (hops[n], _is_goal(formulas[n]), formulas[n].order)
        )
        self._others = [number for number in order if number not in first]

    def answer(self, *, likely: bool) -> Joint:
        """See jointly."""
        refuted = refuted_at_sight(self._formulas)
        if refuted:
            return Joint(None, refuted)
        walked = self._by_a_walk(ROUNDS[0][1]) if likely else None
        if walked is not None:
            return walked
        for budget, visits in ROUNDS:
            found = self._by_conflicts(budget) or self._by_a_walk(visits)
            if found is not None:
                return found
        shown = "; ".join(str(self._formulas[number]) for number in self._chosen)
        raise BudgetExceeded(f"whether these can hold together needs more than {budget.nodes} nodes: {shown}")

    def _by_conflicts(self, budget: Budget) -> Joint | None:
        """Brings in one violated formula after the other; None where the budget ends it."""
        nodes_left = _ALL_ROUNDS_TOGETHER * budget.nodes
        while nodes_left > 0:
            chosen = [self._formulas[number] for number in self._chosen]
            parts = {each: part.dfa for each in chosen if (part := small_part(each)) is not None}
            meter = Meter(budget, "formulas that may not hold together")
            try:
                trace = witness(conjunction(chosen), parts=parts, meter=meter)
            except BudgetExceeded:
                return None
            if trace is None:
                return Joint(None, tuple(self._chosen))
            violated = next((n for n in self._others if not holds(self._formulas[n], trace)), None)
            if violated is None:
                return Joint(trace)
            self._chosen.append(violated)
            self._others.remove(violated)
            nodes_left -= meter.nodes_seen
        return None

    def _by_a_walk(self, visits: int) -> Joint | None:
        trace = guided_trace(self._formulas, visits=visits)
        return None if trace is None else Joint(trace)


def _hops(formulas: Sequence[Formula], first: Sequence[int]) -> list[int]:
    """How many shared propositions away each formula is from the first ones."""
    hops = [0 if number in first else len(formulas) for number in range(len(formulas))]
    reached = {name for number in first for name in formulas[number].propositions}
    names = [frozenset(formula.propositions) for formula in formulas]
    for distance in range(1, len(formulas)):
        near = [n for n, hop in enumerate(hops) if hop == len(formulas) and not reached.isdisjoint(names[n])]
        if not near:
            break
        for number in near:
            hops[number] = distance
        reached.update(*(names[number] for number in near))
    return hops


def _is_goal(formula: Formula) -> bool:
    """Goals come after rules: a few of them make many states, which rules between them would exclude."""
    return formula.op is Op.EVENTUALLY
