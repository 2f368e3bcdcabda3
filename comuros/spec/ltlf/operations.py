"""Boolean operations on automata, and shortest traces in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget, Meter
from comuros.spec.ltlf.debts import Debts
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.formula import Formula, conjunction, disjunction, equivalence_of
from comuros.spec.ltlf.node_store import NodeStore
from comuros.spec.ltlf.reorder import with_propositions

Trace = tuple[frozenset[str], ...]


def complement(dfa: Dfa) -> Dfa:
    """The automaton of the other non-empty traces."""
    return replace(
        dfa,
        accepting=tuple(not accepting for accepting in dfa.accepting),
        owed=Debts(len(dfa.owed), lambda state: ~dfa.owed[state]),
    )


def intersection(
    left: Dfa, right: Dfa, *, budget: Budget = DEFAULT_BUDGET, meter: Meter | None = None
) -> Dfa:
    """Traces that both accept."""
    return product(
        left, right, lambda a, b: a and b, lambda a, b: conjunction((a, b)), budget=budget, meter=meter
    )


def union(left: Dfa, right: Dfa, *, budget: Budget = DEFAULT_BUDGET, meter: Meter | None = None) -> Dfa:
    """Traces that one of them accepts."""
    return product(
        left, right, lambda a, b: a or b, lambda a, b: disjunction((a, b)), budget=budget, meter=meter
    )


def difference(left: Dfa, right: Dfa, *, budget: Budget = DEFAULT_BUDGET, meter: Meter | None = None) -> Dfa:
    """Traces that the left accepts and the right does not."""
    return product(left, right, lambda a, b: a and not b, lambda a, b: a & ~b, budget=budget, meter=meter)


def disagreement(
    left: Dfa, right: Dfa, *, budget: Budget = DEFAULT_BUDGET, meter: Meter | None = None
) -> Dfa:
    """Traces that exactly one of them accepts."""
    return product(
        left, right, lambda a, b: a is not b, lambda a, b: ~equivalence_of(a, b), budget=budget, meter=meter
    )


def product(
    left: Dfa,
    right: Dfa,
    accepts: Callable[[bool, bool], bool],
    owes: Callable[[Formula, Formula], Formula],
    *,
    budget: Budget = DEFAULT_BUDGET,
    meter: Meter | None = None,
) -> Dfa:
    """The reachable pairs of states; `accepts` and `owes` say what a pair stands for. A `meter` given is used
    in place of the budget.

    Raises:
        BudgetExceeded: more pairs, diagram nodes or seconds than `budget` allows.
    """
    extra = tuple(name for name in right.propositions if name not in left.propositions)
    order = left.propositions + extra
    pairs = _Pairs(
        with_propositions(left, order),
        with_propositions(right, order),
        meter or Meter(budget, "a product of two automata"),
    )
    roots = pairs.explore()
    states = pairs.states
    owed = Debts(len(states), lambda state: owes(left.owed[states[state][0]], right.owed[states[state][1]]))
    return Dfa(
        propositions=order,
        variable=tuple(pairs.store.variable),
        low=tuple(pairs.store.low),
        high=tuple(pairs.store.high),
        roots=roots,
        accepting=tuple(accepts(left.accepting[a], right.accepting[b]) for a, b in states),
        owed=owed if left.owed and right.owed else (),
    )


class _Pairs:
    """Walks two diagrams at once and makes the diagram of the pairs."""

    def __init__(self, left: Dfa, right: Dfa, meter: Meter) -> None:
        self._left, self._right = left, right
        self._meter = meter
        self._number: dict[tuple[int, int], int] = {(0, 0): 0}
        self.states: list[tuple[int, int]] = [(0, 0)]
        self.store = NodeStore()
        self._memo: dict[tuple[int, int], int] = {}

    def explore(self) -> tuple[int, ...]:
        """The roots of all reachable pairs, in the order of `states`."""
        roots: list[int] = []
        while len(roots) < len(self.states):
            a, b = self.states[len(roots)]
            roots.append(self._pair(self._left.roots[a], self._right.roots[b]))
        return tuple(roots)

    def _pair(self, left: int, right: int) -> int:
        if left < 0 and right < 0:
            return ~self._state(~left, ~right)
        key = (left, right)
        found = self._memo.get(key)
        if found is not None:
            return found
        x = self._left.variable[left] if left >= 0 else 1 << 60
        y = self._right.variable[right] if right >= 0 else 1 << 60
        left_low, left_high = (self._left.low[left], self._left.high[left]) if x <= y else (left, left)
        right_low, right_high = (
            (self._right.low[right], self._right.high[right]) if y <= x else (right, right)
        )
        low = self._pair(left_low, right_low)
        high = self._pair(left_high, right_high)
        found = self._memo[key] = self.store.node(min(x, y), low, high)
        self._meter.check_nodes(len(self.store.variable))
        return found

    def _state(self, left: int, right: int) -> int:
        found = self._number.get((left, right))
        if found is None:
            found = self._number[left, right] = len(self.states)
            self.states.append((left, right))
            self._meter.check_states(found + 1)
        return found


def accepted_trace(dfa: Dfa) -> Trace | None:
    """A shortest trace that the automaton accepts, with few true propositions; None if it accepts none."""
    came_from: dict[int, tuple[int, frozenset[str]]] = {}
    queue = [0]
    for state in queue:
        for letter, target in _letters(dfa, state):
            if target in came_from:
                continue
            came_from[target] = (state, letter)
            if dfa.accepting[target]:
                return trace_to(target, came_from)
            if target != 0:
                queue.append(target)
    return None


def _letters(dfa: Dfa, state: int) -> list[tuple[frozenset[str], int]]:
    """One letter for every state reachable in one step."""
    found: list[tuple[frozenset[str], int]] = []
    stack: list[tuple[int, tuple[str, ...]]] = [(dfa.roots[state], ())]
    seen: set[int] = set()
    while stack:
        reference, true = stack.pop()
        if reference in seen:
            continue
        seen.add(reference)
        if reference < 0:
            found.append((frozenset(true), ~reference))
            continue
        name = dfa.propositions[dfa.variable[reference]]
        stack.append((dfa.high[reference], (*true, name)))
        stack.append((dfa.low[reference], true))
    return found


def trace_to(target: int, came_from: dict[int, tuple[int, frozenset[str]]]) -> Trace:
    """The letters from state 0 to the target. State 0 may be the target, but is never passed through."""
    letters: list[frozenset[str]] = []
    state = target
    while not letters or state != 0:
        state, letter = came_from[state]
        letters.append(letter)
    return tuple(reversed(letters))
