"""Questions about formulas, answered on the lazily built automaton, with a shortest trace.

No automaton is built further than the shortest answer needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget, Meter
from comuros.spec.ltlf.composition import Composition
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.ending import Endings
from comuros.spec.ltlf.formula import Formula, Op, equivalence_of
from comuros.spec.ltlf.obligations import Obligations
from comuros.spec.ltlf.operations import Trace, trace_to
from comuros.spec.ltlf.progression import Progression
from comuros.spec.ltlf.proposition_order import related_order

_FIRST_NODES = 10_000


def witness(
    formula: Formula,
    *,
    budget: Budget = DEFAULT_BUDGET,
    parts: Mapping[Formula, Dfa] | None = None,
    meter: Meter | None = None,
) -> Trace | None:
    """A shortest non-empty trace on which `formula` holds, with few true propositions; None if there is none.

    `parts` are automata of subformulas where they are known; their product is searched as far as needed. A
    `meter` given is used in place of the budget.

    Raises:
        BudgetExceeded: the search needs more than `budget` allows.
    """
    meter = meter or Meter(budget, str(formula))
    try:
        letter = _single_letter(formula, meter)
    except RecursionError:
        raise meter.too_deep() from None
    if letter is not None:
        return (letter,)
    if parts:
        return _search(formula, meter, parts)
    try:
        return _search(formula, meter.within(_FIRST_NODES))
    except BudgetExceeded:
        meter.check_time()
    return _search(formula, meter, Composition().parts_under_connectives(formula, meter))


def is_satisfiable(formula: Formula, *, budget: Budget = DEFAULT_BUDGET) -> bool:
    """Whether some non-empty trace satisfies `formula`."""
    return witness(formula, budget=budget) is not None


def is_valid(formula: Formula, *, budget: Budget = DEFAULT_BUDGET) -> bool:
    """Whether every non-empty trace satisfies `formula`."""
    return witness(~formula, budget=budget) is None


def inclusion_counterexample(
    left: Formula, right: Formula, *, budget: Budget = DEFAULT_BUDGET
) -> Trace | None:
    """A shortest trace on which `left` holds and `right` does not; None when `left` implies `right`."""
    return witness(left & ~right, budget=budget)


def equivalence_counterexample(
    left: Formula, right: Formula, *, budget: Budget = DEFAULT_BUDGET
) -> Trace | None:
    """A shortest trace on which the two formulas differ; None when they are equivalent."""
    return witness(~equivalence_of(left, right), budget=budget)


def are_equivalent(left: Formula, right: Formula, *, budget: Budget = DEFAULT_BUDGET) -> bool:
    """Whether two formulas hold on exactly the same non-empty traces."""
    return equivalence_counterexample(left, right, budget=budget) is None


def _single_letter(formula: Formula, meter: Meter) -> frozenset[str] | None:
    """A trace of one step, found without any transition function: those of wide formulas are large."""
    obligations = Obligations(formula, meter)
    return Endings(obligations).letter(obligations.due(formula))


def _search(formula: Formula, meter: Meter, parts: Mapping[Formula, Dfa] | None = None) -> Trace | None:
    conjuncts = formula.args if formula.op is Op.AND else (formula,)
    order = related_order(each.propositions for each in conjuncts)
    try:
        return _breadth_first(Progression(formula, parts=parts, meter=meter, order=order))
    except RecursionError:
        raise meter.too_deep() from None


def _breadth_first(progression: Progression) -> Trace | None:
    """A shortest accepted trace; each state keeps the letter that first led to it."""
    came_from: dict[int, tuple[int, frozenset[str]]] = {}
    queue = [0]
    for state in queue:
        for letter, target in _letters(progression, state):
            if target in came_from:
                continue
            came_from[target] = (state, letter)
            if progression.accepting[target]:
                return trace_to(target, came_from)
            if target != 0:
                queue.append(target)
    return None


def _letters(progression: Progression, state: int) -> Iterator[tuple[frozenset[str], int]]:
    """One letter for every state reachable in one step; of several letters one with few true propositions."""
    diagrams = progression.diagrams
    stack: list[tuple[int, tuple[str, ...]]] = [(progression.transitions[state], ())]
    seen: set[int] = set()
    while stack:
        node, true = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if progression.is_leaf(node):
            yield frozenset(true), progression.target(node)
            continue
        name = progression.propositions[diagrams.variable[node]]
        stack.append((diagrams.high[node], (*true, name)))
        stack.append((diagrams.low[node], true))
