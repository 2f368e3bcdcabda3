"""With which letters a trace may end: a quick answer to "can it still be satisfied?"."""

from __future__ import annotations

from comuros.spec.ltlf.diagram import FALSE_NODE, TRUE_NODE
from comuros.spec.ltlf.formula import Op
from comuros.spec.ltlf.obligations import Obligation, Obligations


class Endings:
    """For diagrams over obligations, diagrams over the letters that, read as the last, satisfy them.

    Unlike whole transition functions these stay small for conjunctions of many goals.
    """

    def __init__(self, obligations: Obligations) -> None:
        self._obligations = obligations
        self._known: dict[int, int] = {FALSE_NODE: FALSE_NODE, TRUE_NODE: TRUE_NODE}

    def of(self, owed: int) -> int:
        """The letters with which a trace that owes `owed` may end."""
        found = self._known.get(owed)
        if found is None:
            diagrams = self._obligations.diagrams
            obligation = self._obligations.plain(diagrams.variable[owed])
            high, low = self.of(diagrams.high[owed]), self.of(diagrams.low[owed])
            found = self._known[owed] = diagrams.choice(self._at_the_end(obligation), high, low)
        return found

    def _at_the_end(self, obligation: Obligation) -> int:
        if obligation.op is Op.PROPOSITION:
            return self._obligations.diagrams.literal(obligation.left)
        return FALSE_NODE if obligation.op is Op.NEXT else self.of(obligation.right)

    def letter(self, owed: int) -> frozenset[str] | None:
        """One letter with which a trace that owes `owed` may end, with few true propositions; or None."""
        node = self.of(owed)
        if node == FALSE_NODE:
            return None
        diagrams = self._obligations.diagrams
        true: list[str] = []
        while node != TRUE_NODE:
            low = diagrams.low[node]
            if low == FALSE_NODE:
                true.append(self._obligations.propositions[diagrams.variable[node]])
            node = low if low != FALSE_NODE else diagrams.high[node]
        return frozenset(true)
