"""Automata of formulas from the minimal automata of their operands.

A formula whose own automaton is small may owe many more combinations of obligations than it has states, as
nested `<->` under untils do. Minimising after every operator keeps them few, as MONA does (J. Henriksen et
al., "Mona: monadic second-order logic in practice", TACAS 1995).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf.budget import Meter
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.exploration import explored
from comuros.spec.ltlf.formula import Formula, Op, postorder
from comuros.spec.ltlf.minimize import minimized
from comuros.spec.ltlf.operations import complement, disagreement, intersection, union
from comuros.spec.ltlf.progression import Progression

Join = Callable[[Dfa, Dfa, Meter], Dfa]
_CONNECTIVES = (Op.NOT, Op.AND, Op.OR, Op.IMPLIES, Op.IFF)


class Composition:
    """Attempts at a formula; what one found out about subformulas is kept for the next."""

    def __init__(self) -> None:
        self._known: dict[Formula, Dfa] = {}

    def attempt(self, formula: Formula, meter: Meter) -> Dfa:
        """The minimal automaton of the formula.

        Raises:
            BudgetExceeded: the automata of its subformulas together need more nodes than the meter allows,
                or one of them more states.
        """
        return self._composed(formula, _Purse(meter))

    def _composed(self, formula: Formula, purse: _Purse) -> Dfa:
        parts = self._parts(formula, purse)
        for node in postorder(formula, parts):
            if node not in parts:
                parts[node] = self._known[node] = _joined(node, parts, purse)
        return parts[formula]

    def parts_under_connectives(self, formula: Formula, meter: Meter) -> dict[Formula, Dfa]:
        """Automata of the largest subformulas below the outermost connectives, as far as half of the meter's
        nodes suffice; for a search over their product, built on the fly.
        """
        purse = _Purse(meter.within(max(2, meter.budget.nodes // 2)))
        found: dict[Formula, Dfa] = {}
        for node in _under_connectives(formula):
            dfa = self._tried(node, purse)
            if dfa is not None:
                found[node] = dfa
        return found

    def _tried(self, node: Formula, purse: _Purse) -> Dfa | None:
        try:
            return self._composed(node, purse)
        except BudgetExceeded:
            purse.meter.check_time()
            return None

    def _parts(self, formula: Formula, purse: _Purse) -> dict[Formula, Dfa]:
        """The largest proper subformulas that one progression has little trouble with, and their automata."""
        found: dict[Formula, Dfa] = {}
        waiting = list(formula.args)
        seen: set[Formula] = set()
        for node in waiting:
            if node in seen:
                continue
            seen.add(node)
            dfa = self._of_part(node, purse)
            if dfa is not None:
                found[node] = dfa
            else:
                waiting += node.args
        return found

    def _of_part(self, node: Formula, purse: _Purse) -> Dfa | None:
        dfa = self._known.get(node)
        if dfa is None:
            try:
                dfa = self._known[node] = purse.spend(lambda small: _progressed(node, {}, small), share=4)
            except BudgetExceeded:
                purse.meter.check_time()
        return dfa


def _under_connectives(formula: Formula) -> Iterator[Formula]:
    seen: set[Formula] = set()
    waiting = [formula]
    for node in waiting:
        if node.op in _CONNECTIVES:
            waiting += [arg for arg in node.args if arg not in seen]
            seen.update(node.args)
        elif node.args:
            yield node


class _Purse:
    """What is left of a meter's nodes after several automata were built with it one by one."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self._left = meter.budget.nodes

    def spend(self, build: Callable[[Meter], Dfa], *, share: int = 1) -> Dfa:
        """Build one automaton with at most a share of what is left.

        Raises:
            BudgetExceeded: it needs more.
        """
        meter = self.meter.within(max(2, self._left // share))
        try:
            dfa = build(meter)
        finally:
            self._left -= meter.nodes_seen
        self._left -= len(dfa.variable)
        return dfa


def _progressed(node: Formula, parts: dict[Formula, Dfa], meter: Meter) -> Dfa:
    return minimized(explored(Progression(node, parts=parts, meter=meter)), meter=meter)


def _joined(node: Formula, parts: dict[Formula, Dfa], purse: _Purse) -> Dfa:
    """The minimal automaton of a formula from those of its operands; of many operands smallest first."""
    if node.op not in _JOINS:
        return purse.spend(lambda meter: _progressed(node, parts, meter))
    join, operands = _JOINS[node.op], [parts[arg] for arg in node.args]
    if len(operands) == 2:
        return _pair(join, operands[0], operands[1], purse)
    number = count()
    smallest = [(dfa.size, next(number), dfa) for dfa in operands]
    heapify(smallest)
    while len(smallest) > 1:
        dfa = _pair(join, heappop(smallest)[2], heappop(smallest)[2], purse)
        heappush(smallest, (dfa.size, next(number), dfa))
    return smallest[0][2]


def _pair(join: Join, one: Dfa, other: Dfa, purse: _Purse) -> Dfa:
    return purse.spend(lambda meter: minimized(join(one, other, meter), meter=meter))


_JOINS: dict[Op, Join] = {
    Op.AND: lambda one, other, meter: intersection(one, other, meter=meter),
    Op.OR: lambda one, other, meter: union(one, other, meter=meter),
    Op.IMPLIES: lambda one, other, meter: union(complement(one), other, meter=meter),
    Op.IFF: lambda one, other, meter: complement(disagreement(one, other, meter=meter)),
}
