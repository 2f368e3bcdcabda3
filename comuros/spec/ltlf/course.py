"""How a monitor gets from state to state: by a table, or letter by letter where a table is too large."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.formula import Formula
from comuros.spec.ltlf.verdict import Verdict4

Stored = dict[str, int | str]


class Course(Protocol):
    """States are small integers, 0 before the first step; they mean nothing outside one course."""

    def step(self, state: int, letter: Collection[str]) -> int:
        """The state after one more step."""
        ...

    def fingerprint(self) -> str:
        """What a stored state depends on besides the formula."""
        ...

    def verdict(self, state: int) -> Verdict4:
        """The verdict in a state that has been stepped into."""
        ...

    def initial_verdict(self) -> Verdict4:
        """The verdict before the first step: decided only if every trace satisfies the formula, or none."""
        ...

    def owed(self, state: int) -> Formula:
        """What the rest of the trace must satisfy."""
        ...

    def store(self, state: int) -> Stored:
        """The state as JSON values that mean the same in another process."""
        ...

    def restore(self, stored: Mapping[str, int | str]) -> int | None:
        """The state that was stored; None if these are not values that `store` gives."""
        ...


class TableCourse:
    """All states and their verdicts are known beforehand."""

    def __init__(self, dfa: Dfa) -> None:
        self.dfa = dfa
        self._verdicts = _table_verdicts(dfa)
        self.step = dfa.step

    def fingerprint(self) -> str:
        """See Course."""
        return repr((self.dfa.propositions, self.dfa.roots, self.dfa.variable, self.dfa.low, self.dfa.high))

    def verdict(self, state: int) -> Verdict4:
        """See Course."""
        return self._verdicts[state]

    def initial_verdict(self) -> Verdict4:
        """See Course."""
        verdicts = {self._verdicts[target] for target in self.dfa.successors(0)}
        if len(verdicts) == 1 and (only := verdicts.pop()).is_final:
            return only
        return Verdict4.SO_FAR_VIOLATED

    def owed(self, state: int) -> Formula:
        """See Course."""
        return self.dfa.owed[state]

    def store(self, state: int) -> Stored:
        """See Course."""
        return {"state": state}

    def restore(self, stored: Mapping[str, int | str]) -> int | None:
        """See Course."""
        state = stored.get("state")
        known = isinstance(state, int) and not isinstance(state, bool) and 0 <= state < self.dfa.size
        return state if known and isinstance(state, int) else None


def _table_verdicts(dfa: Dfa) -> tuple[Verdict4, ...]:
    """A verdict is for good when acceptance is the same in every state that can still be reached."""
    table = dfa.successor_table
    can_accept = _can_reach(table, {s for s in range(dfa.size) if dfa.accepting[s]})
    can_reject = _can_reach(table, {s for s in range(dfa.size) if not dfa.accepting[s]})
    verdicts = []
    for state, accepting in enumerate(dfa.accepting):
        if accepting:
            verdicts.append(Verdict4.SO_FAR_SATISFIED if state in can_reject else Verdict4.SATISFIED)
        else:
            verdicts.append(Verdict4.SO_FAR_VIOLATED if state in can_accept else Verdict4.VIOLATED)
    return tuple(verdicts)


def _can_reach(table: tuple[tuple[int, ...], ...], goals: set[int]) -> frozenset[int]:
    """The states from which a goal is reachable, the goals included."""
    sources: list[list[int]] = [[] for _ in table]
    for state, targets in enumerate(table):
        for target in targets:
            sources[target].append(state)
    reached = set(goals)
    stack = sorted(goals)
    while stack:
        for source in sources[stack.pop()]:
            if source not in reached:
                reached.add(source)
                stack.append(source)
    return frozenset(reached)
