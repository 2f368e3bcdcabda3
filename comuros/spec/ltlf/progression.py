"""From a formula to the states it progresses through, one at a time and only when asked.

A state is what the rest of the trace owes, kept as a decision diagram over *obligations* (propositions,
untils and nexts due from the next step on), so that propositionally equal states are one. Its transition
function is a diagram over, from the root down: the propositions of the letter read, whether that letter is
the last, and the obligations it leaves. (The direct construction of A. Duret-Lutz et al., "Engineering an
LTLf synthesis tool", CIAA 2025, with the acceptance of a leaf kept as one more variable.)
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget, Meter
from comuros.spec.ltlf.diagram import FALSE_NODE, TRUE_NODE, Diagrams
from comuros.spec.ltlf.formula import TRUE, Formula, Op, postorder, proposition, strong_next, until


class Progression:
    """The lazily built deterministic automaton of one formula. State 0 is before the first step."""

    def __init__(self, formula: Formula, budget: Budget = DEFAULT_BUDGET) -> None:
        self.formula = formula
        self.meter = Meter(budget, str(formula))
        self.propositions = formula.propositions
        self.diagrams = Diagrams(self.meter)
        self._last = len(self.propositions)
        self._proposition_variable = {name: i for i, name in enumerate(self.propositions)}
        self.obligations: list[Formula] = []
        self._obligation_node: dict[tuple[Op, int, int], int] = {}
        self._obligation_after: list[int] = []
        self._after: dict[int, int] = {FALSE_NODE: FALSE_NODE, TRUE_NODE: TRUE_NODE}
        self._due: dict[Formula, int] = {}
        self._states: dict[tuple[int, bool], int] = {}
        self._leaves: dict[int, int] = {}
        self.transitions: list[int] = []
        self.accepting: list[bool] = []
        self.owed: list[int] = []
        try:
            self._state(self._due_of(formula), accepting=False)
        except RecursionError:
            raise self.meter.too_deep() from None

    def is_leaf(self, node: int) -> bool:
        """Whether no proposition of the letter is left to read at that node of a transition diagram."""
        return self.diagrams.variable[node] >= self._last

    def target(self, leaf: int) -> int:
        """The state that a leaf of a transition diagram stands for."""
        state = self._leaves.get(leaf)
        if state is None:
            owed, accepting = leaf, leaf == TRUE_NODE
            if self.diagrams.variable[leaf] == self._last:
                owed, accepting = self.diagrams.low[leaf], self.diagrams.high[leaf] == TRUE_NODE
            state = self._leaves[leaf] = self._state(owed, accepting=accepting)
        return state

    def step(self, state: int, letter: Collection[str]) -> int:
        """The state after one more step, given the propositions true in it."""
        node = self.transitions[state]
        variable, low, high = self.diagrams.variable, self.diagrams.low, self.diagrams.high
        while variable[node] < self._last:
            node = high[node] if self.propositions[variable[node]] in letter else low[node]
        try:
            return self.target(node)
        except RecursionError:
            raise self.meter.too_deep() from None

    def _state(self, owed: int, *, accepting: bool) -> int:
        """States with one transition diagram and one acceptance are the same state."""
        key = (self._after_of(owed), accepting)
        found = self._states.get(key)
        if found is not None:
            return found
        made = self._states[key] = len(self.transitions)
        self.transitions.append(key[0])
        self.accepting.append(accepting)
        self.owed.append(owed)
        self.meter.check_states(made + 1)
        return made

    def _after_of(self, owed: int) -> int:
        """A state's transition diagram: every obligation replaced by what one letter makes of it."""
        found = self._after.get(owed)
        if found is None:
            diagrams = self.diagrams
            obligation = self._obligation_after[diagrams.variable[owed] - self._last - 1]
            high, low = self._after_of(diagrams.high[owed]), self._after_of(diagrams.low[owed])
            found = self._after[owed] = diagrams.choice(obligation, high, low)
        return found

    def _due_of(self, formula: Formula) -> int:
        """The diagram, over obligations, of a formula due from the next step on."""
        for node in postorder(formula):
            if node not in self._due:
                self._due[node] = _CONNECTIVES[node.op](self, node, [self._due[arg] for arg in node.args])
        return self._due[formula]

    def _obligation(self, op: Op, left: int, right: int, formula: Callable[[], Formula]) -> int:
        """The variable of an obligation, with its own transition diagram made once."""
        key = (op, left, right)
        found = self._obligation_node.get(key)
        if found is not None:
            return found
        variable = self._last + 1 + len(self.obligations)
        literal = self._obligation_node[key] = self.diagrams.literal(variable)
        self.obligations.append(formula())
        self._obligation_after.append(FALSE_NODE)
        self._obligation_after[-1] = self._progress(op, left, right, literal)
        return literal

    def _progress(self, op: Op, left: int, right: int, itself: int) -> int:
        diagrams = self.diagrams
        if op is Op.PROPOSITION:
            return diagrams.literal(left)
        if op is Op.NEXT:
            return diagrams.node(self._last, left, FALSE_NODE)
        again = diagrams.both(self._after_of(left), diagrams.node(self._last, itself, FALSE_NODE))
        return diagrams.either(self._after_of(right), again)

    def due_proposition(self, name: str) -> int:
        """The obligation that a proposition is true in the next step."""
        return self._obligation(
            Op.PROPOSITION, self._proposition_variable[name], 0, lambda: proposition(name)
        )

    def due_next(self, arg: int, formula: Formula) -> int:
        """The obligation `X formula`, where `arg` is the diagram of `formula`."""
        return self._obligation(Op.NEXT, arg, 0, lambda: strong_next(formula))

    def due_until(self, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
        """The obligation `left U right`."""
        if left == FALSE_NODE or right <= TRUE_NODE:
            return right
        return self._obligation(Op.UNTIL, left, right, lambda: until(*formula))


def _next(p: Progression, node: Formula, args: list[int]) -> int:
    return FALSE_NODE if args[0] == FALSE_NODE else p.due_next(args[0], node.args[0])


def _weak_next(p: Progression, node: Formula, args: list[int]) -> int:
    """`N f` is `!X !f`; sharing its obligation with the strong next of the negation."""
    negated = p.diagrams.negated(args[0])
    return TRUE_NODE if negated == FALSE_NODE else p.diagrams.negated(p.due_next(negated, ~node.args[0]))


def _release(p: Progression, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
    """`a R b` is `!(!a U !b)`."""
    negated = p.diagrams.negated
    return negated(p.due_until(negated(left), negated(right), (~formula[0], ~formula[1])))


def _weak_until(p: Progression, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
    """`a W b` is `b R (a | b)`."""
    a, b = formula
    return _release(p, right, p.diagrams.either(left, right), (b, a | b))


def _strong_release(p: Progression, left: int, right: int, formula: tuple[Formula, Formula]) -> int:
    """`a M b` is `b U (a & b)`."""
    a, b = formula
    return p.due_until(right, p.diagrams.both(left, right), (b, a & b))


def _pair(node: Formula) -> tuple[Formula, Formula]:
    return node.args[0], node.args[1]


_CONNECTIVES: dict[Op, Callable[[Progression, Formula, list[int]], int]] = {
    Op.FALSE: lambda _p, _node, _d: FALSE_NODE,
    Op.TRUE: lambda _p, _node, _d: TRUE_NODE,
    Op.LAST: lambda p, _node, _d: p.diagrams.negated(p.due_next(TRUE_NODE, TRUE)),
    Op.PROPOSITION: lambda p, node, _d: p.due_proposition(node.name),
    Op.NOT: lambda p, _node, d: p.diagrams.negated(d[0]),
    Op.AND: lambda p, _node, d: p.diagrams.all_of(d),
    Op.OR: lambda p, _node, d: p.diagrams.any_of(d),
    Op.IMPLIES: lambda p, _node, d: p.diagrams.either(p.diagrams.negated(d[0]), d[1]),
    Op.IFF: lambda p, _node, d: p.diagrams.same(d[0], d[1]),
    Op.NEXT: _next,
    Op.WEAK_NEXT: _weak_next,
    Op.EVENTUALLY: lambda p, node, d: p.due_until(TRUE_NODE, d[0], (TRUE, node.args[0])),
    Op.ALWAYS: lambda p, node, d: _release(p, FALSE_NODE, d[0], (~TRUE, node.args[0])),
    Op.UNTIL: lambda p, node, d: p.due_until(d[0], d[1], _pair(node)),
    Op.RELEASE: lambda p, node, d: _release(p, d[0], d[1], _pair(node)),
    Op.WEAK_UNTIL: lambda p, node, d: _weak_until(p, d[0], d[1], _pair(node)),
    Op.STRONG_RELEASE: lambda p, node, d: _strong_release(p, d[0], d[1], _pair(node)),
}
