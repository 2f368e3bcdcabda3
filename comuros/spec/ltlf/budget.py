"""The limits under which automata are built: a formula whose automaton explodes is stopped, and says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from comuros.core.errors import BudgetExceeded

_NODES_BETWEEN_CLOCK_READINGS = 2048


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many states, decision-diagram nodes and seconds for one question to the engine.

    States and nodes count alike on every machine; seconds are the backstop, which `None` lifts.
    """

    states: int = 50_000
    nodes: int = 2_000_000
    seconds: float | None = 60.0

    def __post_init__(self) -> None:
        if self.states < 1 or self.nodes < 2 or (self.seconds is not None and self.seconds <= 0):
            raise ValueError(f"a budget needs positive limits, not {self}")


DEFAULT_BUDGET = Budget()


@dataclass(slots=True)
class Meter:
    """What has been used of a budget for one question."""

    budget: Budget
    about: str
    _deadline: float | None = field(init=False)
    _next_reading: int = field(init=False, default=_NODES_BETWEEN_CLOCK_READINGS)
    nodes_seen: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        seconds = self.budget.seconds
        self._deadline = None if seconds is None else time.monotonic() + seconds

    def within(self, nodes: int) -> Meter:
        """A meter for a part of the question: fewer diagram nodes, the same end in time."""
        part = Meter(replace(self.budget, nodes=min(nodes, self.budget.nodes)), self.about)
        part._deadline = self._deadline
        return part

    @contextmanager
    def allowing(self, *, used: int, nodes: int) -> Iterator[None]:
        """So many nodes more than are used, whatever the time, for a question to what is already built."""
        before = self.budget, self._deadline
        self.budget, self._deadline = Budget(self.budget.states, used + nodes, seconds=None), None
        try:
            yield
        finally:
            self.budget, self._deadline = before

    def check_nodes(self, count: int) -> None:
        """Called with the number of diagram nodes made so far; reads the clock now and then."""
        self.nodes_seen = count
        if count > self.budget.nodes:
            raise self._exceeded(f"more than {self.budget.nodes} decision-diagram nodes")
        if count >= self._next_reading:
            self._next_reading = count + _NODES_BETWEEN_CLOCK_READINGS
            self.check_time()

    def check_states(self, count: int) -> None:
        """Called with the number of states found so far."""
        if count > self.budget.states:
            raise self._exceeded(f"more than {self.budget.states} states")
        self.check_time()

    def check_time(self) -> None:
        """Raise when the seconds are used up."""
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise self._exceeded(f"more than {self.budget.seconds} s")

    def too_deep(self) -> BudgetExceeded:
        """The error for a diagram over more variables than the interpreter's stack has room for."""
        return self._exceeded("a decision diagram over too many propositions and subformulas at once")

    def _exceeded(self, what: str) -> BudgetExceeded:
        shown = self.about if len(self.about) <= 200 else self.about[:200] + " …"
        advice = "state a larger budget or split the formula"
        return BudgetExceeded(f"the automaton of {shown!r} needs {what}; {advice}")
