"""Progression letter by letter, for monitors of formulas whose automaton is too large for a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from comuros.core.errors import BudgetExceeded, FormulaError
from comuros.spec.ltlf.budget import Budget, Meter
from comuros.spec.ltlf.course import Stored
from comuros.spec.ltlf.diagram import FALSE_NODE, TRUE_NODE
from comuros.spec.ltlf.ending import Endings
from comuros.spec.ltlf.formula import Formula, Op
from comuros.spec.ltlf.obligations import Obligation, Obligations
from comuros.spec.ltlf.owed import Owed
from comuros.spec.ltlf.parser import parse
from comuros.spec.ltlf.printer import to_text
from comuros.spec.ltlf.search import is_satisfiable
from comuros.spec.ltlf.verdict import Verdict4

_FINALITY_BUDGET = Budget(states=500, nodes=50_000, seconds=None)


class LetterCourse:
    """States are made as they are met; a step takes time in the size of what is owed.

    A verdict is reported as final only if that is seen at once or within a small budget. For a formula too
    wide for a table it may therefore stay `so far` longer than a table's would.
    """

    def __init__(self, formula: Formula, budget: Budget) -> None:
        self._formula = formula
        self._obligations = Obligations(formula, Meter(replace(budget, seconds=None), str(formula)))
        self._diagrams = self._obligations.diagrams
        self._endings = Endings(self._obligations)
        self._debts = Owed(self._obligations)
        self._states: list[tuple[int, bool]] = []
        self._numbers: dict[tuple[int, bool], int] = {}
        self._verdicts: dict[int, Verdict4] = {}
        self._state(self._obligations.due(formula), accepting=False)

    def fingerprint(self) -> str:
        """See Course."""
        return "letter by letter"

    def _state(self, owed: int, *, accepting: bool) -> int:
        number = self._numbers.setdefault((owed, accepting), len(self._states))
        if number == len(self._states):
            self._states.append((owed, accepting))
        return number

    def step(self, state: int, letter: Collection[str]) -> int:
        """See Course."""
        node = self._after(self._states[state][0], letter, {FALSE_NODE: FALSE_NODE, TRUE_NODE: TRUE_NODE})
        if self._diagrams.variable[node] == self._obligations.last:
            return self._state(self._diagrams.low[node], accepting=self._diagrams.high[node] == TRUE_NODE)
        return self._state(node, accepting=node == TRUE_NODE)

    def _after(self, owed: int, letter: Collection[str], known: dict[int, int]) -> int:
        found = known.get(owed)
        if found is None:
            obligation = self._obligations.plain(self._diagrams.variable[owed])
            high = self._after(self._diagrams.high[owed], letter, known)
            low = self._after(self._diagrams.low[owed], letter, known)
            found = known[owed] = self._diagrams.choice(self._progress(obligation, letter, known), high, low)
        return found

    def _progress(self, obligation: Obligation, letter: Collection[str], known: dict[int, int]) -> int:
        """What a given letter makes of an obligation."""
        if obligation.op is Op.PROPOSITION:
            return TRUE_NODE if self._obligations.propositions[obligation.left] in letter else FALSE_NODE
        last = self._obligations.last
        if obligation.op is Op.NEXT:
            return self._diagrams.node(last, obligation.left, FALSE_NODE)
        itself = self._diagrams.node(last, obligation.node, FALSE_NODE)
        again = self._diagrams.both(self._after(obligation.left, letter, known), itself)
        return self._diagrams.either(self._after(obligation.right, letter, known), again)

    def verdict(self, state: int) -> Verdict4:
        """See Course."""
        found = self._verdicts.get(state)
        if found is None:
            accepting = self._states[state][1]
            if accepting:
                found = Verdict4.SATISFIED if self._is_decided(state) else Verdict4.SO_FAR_SATISFIED
            else:
                found = Verdict4.VIOLATED if self._is_decided(state) else Verdict4.SO_FAR_VIOLATED
            self._verdicts[state] = found
        return found

    def _is_decided(self, state: int) -> bool:
        """Whether no continuation changes acceptance."""
        owed, accepting = self._states[state]
        if self._endings.of(owed) != (TRUE_NODE if accepting else FALSE_NODE):
            return False
        change = ~self.owed(state) if accepting else self.owed(state)
        try:
            return not is_satisfiable(change, budget=_FINALITY_BUDGET)
        except BudgetExceeded:
            return False

    def initial_verdict(self) -> Verdict4:
        """See Course."""
        start = self._states[0][0]
        for accepting, verdict in ((True, Verdict4.SATISFIED), (False, Verdict4.VIOLATED)):
            if self._is_decided(self._state(start, accepting=accepting)):
                return verdict
        return Verdict4.SO_FAR_VIOLATED

    def owed(self, state: int) -> Formula:
        """See Course."""
        return self._debts.formula(self._states[state][0])

    def store(self, state: int) -> Stored:
        """See Course."""
        return {"owed": to_text(self.owed(state)), "accepting": int(self._states[state][1])}

    def restore(self, stored: Mapping[str, int | str]) -> int | None:
        """See Course."""
        text, accepting = stored.get("owed"), stored.get("accepting")
        if not isinstance(text, str) or accepting not in (0, 1):
            return None
        try:
            formula = parse(text)
        except FormulaError:
            return None
        if not set(formula.propositions) <= set(self._formula.propositions):
            return None
        return self._state(self._obligations.due(formula), accepting=bool(accepting))
