"""An explicit deterministic automaton over a symbolic alphabet, complete, for non-empty finite traces.

The transition functions of all states share one decision diagram, given as three parallel tuples. A reference
is the index of an inner node when it is not negative, and the target state `~reference` when it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from comuros.core.errors import InputError
from comuros.spec.ltlf.formula import Formula

Cube = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Dfa:
    """State 0 is before the first step; whether it accepts only matters where the automaton returns to it.

    Inner nodes come after the nodes they refer to. `owed`, where known, is what the rest of a trace must
    still satisfy from a state on, worked out when it is asked for; the end of the trace is judged by
    `accepting`.
    """

    propositions: tuple[str, ...]
    variable: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    roots: tuple[int, ...]
    accepting: tuple[bool, ...]
    owed: Sequence[Formula] = field(default=(), compare=False, repr=False)

    @property
    def size(self) -> int:
        """The number of states, those before the first step and without hope included."""
        return len(self.roots)

    def step(self, state: int, letter: Collection[str]) -> int:
        """The state after reading one more step, given the propositions true in it."""
        reference = self.roots[state]
        while reference >= 0:
            name = self.propositions[self.variable[reference]]
            reference = self.high[reference] if name in letter else self.low[reference]
        return ~reference

    def run(self, trace: Sequence[Collection[str]]) -> tuple[int, ...]:
        """The state after each step of a trace."""
        states = []
        state = 0
        for letter in trace:
            state = self.step(state, letter)
            states.append(state)
        return tuple(states)

    def accepts(self, trace: Sequence[Collection[str]]) -> bool:
        """Whether the trace is in the language.

        Raises:
            InputError: the trace is empty.
        """
        if not trace:
            raise InputError("an empty trace has no verdict; LTLf here is over traces of at least one step")
        return self.accepting[self.run(trace)[-1]]

    def edges(self, state: int) -> Iterator[tuple[Cube, int]]:
        """Every way out of a state as a conjunction of literals and its target; false branches first."""
        stack: list[tuple[int, Cube]] = [(self.roots[state], ())]
        while stack:
            reference, cube = stack.pop()
            if reference < 0:
                yield cube, ~reference
                continue
            name = self.propositions[self.variable[reference]]
            stack.append((self.high[reference], (*cube, (name, True))))
            stack.append((self.low[reference], (*cube, (name, False))))

    def successors(self, state: int) -> tuple[int, ...]:
        """The states reachable in one step, in ascending order."""
        return self.successor_table[state]

    @property
    def successor_table(self) -> tuple[tuple[int, ...], ...]:
        """For each state the states reachable in one step, in ascending order."""
        below: list[frozenset[int]] = []
        for low, high in zip(self.low, self.high, strict=True):
            below.append(_targets(low, below) | _targets(high, below))
        return tuple(tuple(sorted(_targets(root, below))) for root in self.roots)

    def hopeful_states(self) -> frozenset[int]:
        """States from which acceptance is still possible, the accepting ones included."""
        before: dict[int, list[int]] = {}
        for state, targets in enumerate(self.successor_table):
            for target in targets:
                before.setdefault(target, []).append(state)
        hopeful = {state for state, accepting in enumerate(self.accepting) if accepting}
        waiting = list(hopeful)
        while waiting:
            for state in before.get(waiting.pop(), ()):
                if state not in hopeful:
                    hopeful.add(state)
                    waiting.append(state)
        return frozenset(hopeful)


def _targets(reference: int, below: Sequence[frozenset[int]]) -> frozenset[int]:
    return below[reference] if reference >= 0 else frozenset((~reference,))
