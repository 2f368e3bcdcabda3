"""From a formula to the states it progresses through, one at a time and only when asked.

A state is what the rest of the trace owes, kept as a decision diagram over obligations, so that
propositionally equal states are one. Its transition function is a diagram over, from the root down: the
propositions of the letter read, whether that letter is the last, and the obligations it leaves. (The direct
construction of A. Duret-Lutz et al., "Engineering an LTLf synthesis tool", CIAA 2025, with the acceptance
of a leaf kept as one more variable.)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget, Meter
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.diagram import FALSE_NODE, TRUE_NODE
from comuros.spec.ltlf.formula import Formula, Op
from comuros.spec.ltlf.obligations import Obligation, Obligations, StateDue


class Progression:
    """The lazily built deterministic automaton of one formula. State 0 is before the first step."""

    def __init__(
        self,
        formula: Formula,
        budget: Budget = DEFAULT_BUDGET,
        *,
        parts: Mapping[Formula, Dfa] | None = None,
        meter: Meter | None = None,
        order: tuple[str, ...] = (),
    ) -> None:
        self.formula = formula
        self.meter = meter or Meter(budget, str(formula))
        self.obligations = Obligations(formula, self.meter, parts, order)
        self._images: dict[Formula, list[int]] = {}
        self.propositions = self.obligations.propositions
        self.diagrams = self.obligations.diagrams
        self._last = self.obligations.last
        self._after: dict[int, int] = {FALSE_NODE: FALSE_NODE, TRUE_NODE: TRUE_NODE}
        self._obligation_after: dict[int, int] = {}
        self._states: dict[tuple[int, bool], int] = {}
        self._leaves: dict[int, int] = {}
        self.transitions: list[int] = []
        self.accepting: list[bool] = []
        self.owed: list[int] = []
        try:
            self._state(self.obligations.due(formula), accepting=False)
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
            variable = diagrams.variable[owed]
            obligation = self._obligation_after.get(variable)
            if obligation is None:
                obligation = self._progress(self.obligations.of_variable(variable))
                self._obligation_after[variable] = obligation
            high, low = self._after_of(diagrams.high[owed]), self._after_of(diagrams.low[owed])
            found = self._after[owed] = diagrams.choice(obligation, high, low)
        return found

    def _progress(self, obligation: Obligation | StateDue) -> int:
        """What one letter makes of an obligation."""
        diagrams = self.diagrams
        if isinstance(obligation, StateDue):
            return self._image(obligation, obligation.part.roots[obligation.state])
        if obligation.op is Op.PROPOSITION:
            return diagrams.literal(obligation.left)
        if obligation.op is Op.NEXT:
            return diagrams.node(self._last, obligation.left, FALSE_NODE)
        itself = diagrams.node(self._last, obligation.node, FALSE_NODE)
        again = diagrams.both(self._after_of(obligation.left), itself)
        return diagrams.either(self._after_of(obligation.right), again)

    def _image(self, due: StateDue, reference: int) -> int:
        """A reference of a part's automaton as a transition diagram of this one."""
        images = self._images.get(due.subformula)
        if images is None:
            images = self._images[due.subformula] = self._images_of(due)
        return images[reference]

    def _images_of(self, due: StateDue) -> list[int]:
        """The images of a part's nodes in their order, then those of its states, the last state first."""
        part, diagrams = due.part, self.diagrams
        position = [self.propositions.index(name) for name in part.propositions]
        targets = [
            diagrams.node(
                self._last,
                self.obligations.due_state(due.subformula, state),
                TRUE_NODE if accepting else FALSE_NODE,
            )
            for state, accepting in enumerate(part.accepting)
        ]
        images: list[int] = []
        for variable, low, high in zip(part.variable, part.low, part.high, strict=True):
            below = [images[each] if each >= 0 else targets[~each] for each in (low, high)]
            images.append(diagrams.choice(diagrams.literal(position[variable]), below[1], below[0]))
        return images + targets[::-1]
