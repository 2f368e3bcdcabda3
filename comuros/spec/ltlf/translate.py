"""Formulas to explicit minimal automata, by one progression or from the automata of their parts."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget, Meter
from comuros.spec.ltlf.composition import Composition
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.exploration import explored
from comuros.spec.ltlf.formula import Formula
from comuros.spec.ltlf.minimize import minimized
from comuros.spec.ltlf.progression import Progression

_FIRST_NODES = 10_000
_MORE_EACH_TIME = 16
Attempt = Callable[[Formula, Meter], Dfa]


def translate(formula: Formula, *, budget: Budget = DEFAULT_BUDGET, minimal: bool = True) -> Dfa:
    """The automaton of all non-empty traces on which `formula` holds, with what each state still owes.

    Progression of the whole formula and composition of its parts' automata are tried in turn, with more and
    more diagram nodes: each is quick where the other is not, and which it is shows only on the way.

    Raises:
        BudgetExceeded: the automaton needs more states, diagram nodes or seconds than `budget` allows.
    """
    meter = Meter(budget, str(formula))
    if not minimal:
        return explored(Progression(formula, meter=meter))
    composition = Composition()
    nodes, attempts = _FIRST_NODES, (_at_once, composition.attempt)
    while nodes < budget.nodes:
        for attempt in attempts:
            dfa = _tried(attempt, formula, meter, nodes)
            if dfa is not None:
                return dfa
        nodes, attempts = nodes * _MORE_EACH_TIME, (composition.attempt, _at_once)
    dfa = _tried(composition.attempt, formula, meter, budget.nodes)
    return _at_once(formula, meter) if dfa is None else dfa


def _tried(attempt: Attempt, formula: Formula, meter: Meter, nodes: int) -> Dfa | None:
    """None where the attempt needs more nodes than it has; an end in time is final."""
    try:
        return attempt(formula, meter.within(nodes))
    except BudgetExceeded:
        meter.check_time()
        return None


def _at_once(formula: Formula, meter: Meter) -> Dfa:
    return minimized(explored(Progression(formula, meter=meter)), meter=meter)
