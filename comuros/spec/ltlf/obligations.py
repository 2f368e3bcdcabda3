"""What a formula may come to owe: obligations, and formulas as decision diagrams over them.

An obligation is due from the next step on: a proposition, an until or a next. Progression by whole transition
diagrams and progression letter by letter are both built on this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from comuros.core.errors import InvariantBroken
from comuros.spec.ltlf.budget import Meter
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.diagram import FALSE_NODE, TRUE_NODE, Diagrams
from comuros.spec.ltlf.formula import TRUE, Formula, Op, postorder, proposition, strong_next, until


@dataclass(frozen=True, slots=True)
class Obligation:
    """`left` and `right` are diagrams over obligations, save that a proposition's `left` is its variable.

    A `NEXT` has its operand on the left. `node` is the diagram that is this obligation alone.
    """

    op: Op
    left: int
    right: int
    node: int
    formula: Formula


@dataclass(frozen=True, slots=True)
class StateDue:
    """The obligation that the rest of the trace leads a subformula's automaton from `state` to acceptance.

    `node` is the diagram that is this obligation alone.
    """

    subformula: Formula
    part: Dfa
    state: int
    node: int

    @property
    def formula(self) -> Formula:
        """What that state owes."""
        return self.part.owed[self.state]


class Obligations:
    """The obligations of a formula, made as they are met. Subformulas that are `parts` have an automaton
    already, whose states are then the obligations.

    The variables of the diagrams are, from the root down: the formula's propositions, `last` (the letter read
    is the last one), and the obligations.
    """

    def __init__(
        self,
        formula: Formula,
        meter: Meter,
        parts: Mapping[Formula, Dfa] | None = None,
        order: tuple[str, ...] = (),
    ) -> None:
        self.meter = meter
        self.diagrams = Diagrams(meter)
        self._parts = parts or {}
        self._states: dict[tuple[Formula, int], int] = {}
        self.propositions = order or formula.propositions
        self.last = len(self.propositions)
        self.known: list[Obligation | StateDue] = []
        self._variable = {name: i for i, name in enumerate(self.propositions)}
        self._nodes: dict[tuple[Op, int, int], int] = {}
        self._due: dict[Formula, int] = {}

    def of_variable(self, variable: int) -> Obligation | StateDue:
        """The obligation that a variable below `last` stands for."""
        return self.known[variable - self.last - 1]

    def plain(self, variable: int) -> Obligation:
        """The obligation of a variable, where no subformula is a part.

        Raises:
            InvariantBroken: it is a state of a part.
        """
        found = self.of_variable(variable)
        if isinstance(found, StateDue):
            raise InvariantBroken(f"{found.subformula} is a part where formulas are read without parts")
        return found

    def due(self, formula: Formula) -> int:
        """The diagram, over obligations, of a formula over the same propositions due from now on."""
        for node in postorder(formula, self._parts):
            if node in self._due:
                continue
            if node in self._parts:
                self._due[node] = self.due_state(node, 0)
            else:
                self._due[node] = _CONNECTIVES[node.op](self, node, [self._due[arg] for arg in node.args])
        return self._due[formula]

    def _obligation(self, op: Op, left: int, right: int, formula: Callable[[], Formula]) -> int:
        key = (op, left, right)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = self.diagrams.literal(self.last + 1 + len(self.known))
            self.known.append(Obligation(op, left, right, found, formula()))
        return found

    def due_state(self, subformula: Formula, state: int) -> int:
        """The obligation that a subformula's automaton, now in `state`, accepts with the steps to come."""
        part = self._parts[subformula]
        if part.roots[state] == ~state:
            return TRUE_NODE if part.accepting[state] else FALSE_NODE
        found = self._states.get((subformula, state))
        if found is None:
            found = self.diagrams.literal(self.last + 1 + len(self.known))
            self._states[subformula, state] = found
            self.known.append(StateDue(subformula, part, state, found))
        return found

    def due_proposition(self, name: str) -> int:
        """The obligation that a proposition is true in the next step."""
        return self._obligation(Op.PROPOSITION, self._variable[name], 0, lambda: proposition(name))

    def due_next(self, arg: int, formula: Formula) -> int:
        """The obligation `X formula`, where `arg` is the diagram of `formula`."""
        return self._obligation(Op.NEXT, arg, 0, lambda: strong_next(formula))

    def due_until(self, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
        """The obligation `left U right`."""
        if left == FALSE_NODE or right <= TRUE_NODE:
            return right
        return self._obligation(Op.UNTIL, left, right, lambda: until(*formula))


def _next(o: Obligations, node: Formula, args: list[int]) -> int:
    return FALSE_NODE if args[0] == FALSE_NODE else o.due_next(args[0], node.args[0])


def _weak_next(o: Obligations, node: Formula, args: list[int]) -> int:
    """`N f` is `!X !f`; sharing its obligation with the strong next of the negation."""
    negated = o.diagrams.negated(args[0])
    return TRUE_NODE if negated == FALSE_NODE else o.diagrams.negated(o.due_next(negated, ~node.args[0]))


def _release(o: Obligations, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
    """`a R b` is `!(!a U !b)`."""
    negated = o.diagrams.negated
    return negated(o.due_until(negated(left), negated(right), (~formula[0], ~formula[1])))


def _weak_until(o: Obligations, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
    """`a W b` is `b R (a | b)`."""
    a, b = formula
    return _release(o, right, o.diagrams.either(left, right), (b, a | b))


def _strong_release(o: Obligations, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
    """`a M b` is `b U (a & b)`."""
    a, b = formula
    return o.due_until(right, o.diagrams.both(left, right), (b, a & b))


def _pair(node: Formula) -> tuple[Formula, Formula]:
    return node.args[0], node.args[1]


_CONNECTIVES: dict[Op, Callable[[Obligations, Formula, list[int]], int]] = {
    Op.FALSE: lambda _o, _node, _d: FALSE_NODE,
    Op.TRUE: lambda _o, _node, _d: TRUE_NODE,
    Op.LAST: lambda o, _node, _d: o.diagrams.negated(o.due_next(TRUE_NODE, TRUE)),
    Op.PROPOSITION: lambda o, node, _d: o.due_proposition(node.name),
    Op.NOT: lambda o, _node, d: o.diagrams.negated(d[0]),
    Op.AND: lambda o, _node, d: o.diagrams.all_of(d),
    Op.OR: lambda o, _node, d: o.diagrams.any_of(d),
    Op.IMPLIES: lambda o, _node, d: o.diagrams.either(o.diagrams.negated(d[0]), d[1]),
    Op.IFF: lambda o, _node, d: o.diagrams.same(d[0], d[1]),
    Op.NEXT: _next,
    Op.WEAK_NEXT: _weak_next,
    Op.EVENTUALLY: lambda o, node, d: o.due_until(TRUE_NODE, d[0], (TRUE, node.args[0])),
    Op.ALWAYS: lambda o, node, d: _release(o, FALSE_NODE, d[0], (~TRUE, node.args[0])),
    Op.UNTIL: lambda o, node, d: o.due_until(d[0], d[1], _pair(node)),
    Op.RELEASE: lambda o, node, d: _release(o, d[0], d[1], _pair(node)),
    Op.WEAK_UNTIL: lambda o, node, d: _weak_until(o, d[0], d[1], _pair(node)),
    Op.STRONG_RELEASE: lambda o, node, d: _strong_release(o, d[0], d[1], _pair(node)),
}
