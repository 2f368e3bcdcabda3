"""Watching a trace step by step: an automaton prepared for fast steps, and a state that can be stored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

from comuros.core.errors import InputError
from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.formula import Formula
from comuros.spec.ltlf.printer import to_text
from comuros.spec.ltlf.translate import translate
from comuros.spec.ltlf.verdict import Verdict4

_MEMO_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Watch:
    """What monitors of one formula share: the automaton, a verdict per state, and steps taken once."""

    formula: Formula
    dfa: Dfa
    verdicts: tuple[Verdict4, ...]
    initial_verdict: Verdict4
    memo: tuple[dict[frozenset[str], int], ...] = field(repr=False)
    relevant: frozenset[str]
    fingerprint: str

    @staticmethod
    def of(formula: Formula, *, budget: Budget = DEFAULT_BUDGET) -> Watch:
        """Translate a formula once for any number of monitors.

        Raises:
            BudgetExceeded: the automaton needs more than `budget` allows.
        """
        dfa = translate(formula, budget=budget)
        return Watch(
            formula=formula,
            dfa=dfa,
            verdicts=_verdicts(dfa),
            initial_verdict=_initial_verdict(dfa),
            memo=tuple({} for _ in range(dfa.size)),
            relevant=frozenset(dfa.propositions),
            fingerprint=hashlib.blake2b(to_text(formula).encode(), digest_size=8).hexdigest(),
        )


class Monitor:
    """One trace being watched. `step` is almost instantaneous and does no I/O."""

    __slots__ = ("_state", "_steps", "_watch")

    def __init__(self, watch: Watch | Formula) -> None:
        self._watch = watch if isinstance(watch, Watch) else Watch.of(watch)
        self._state = 0
        self._steps = 0

    @property
    def formula(self) -> Formula:
        """The formula that is watched."""
        return self._watch.formula

    @property
    def steps(self) -> int:
        """How many steps have been read."""
        return self._steps

    @property
    def verdict(self) -> Verdict4:
        """The verdict on the trace read so far; before the first step never `SO_FAR_SATISFIED`."""
        return self._watch.verdicts[self._state] if self._steps else self._watch.initial_verdict

    @property
    def owed(self) -> Formula:
        """What the rest of the trace, if there is any, must satisfy from its next step on."""
        return self._watch.dfa.owed[self._state]

    def step(self, true_propositions: Collection[str]) -> Verdict4:
        """Read one step, given the propositions true in it; others than the formula's own are ignored."""
        watch = self._watch
        letter = watch.relevant.intersection(true_propositions)
        memo = watch.memo[self._state]
        target = memo.get(letter)
        if target is None:
            target = watch.dfa.step(self._state, letter)
            if len(memo) < _MEMO_LIMIT:
                memo[letter] = target
        self._state = target
        self._steps += 1
        return watch.verdicts[target]

    def preview(self, true_propositions: Collection[str]) -> Verdict4:
        """The verdict that `step` would give, without taking the step."""
        return self._watch.verdicts[self._watch.dfa.step(self._state, true_propositions)]

    def to_state(self) -> dict[str, int | str]:
        """All that is needed to go on after a restart, as plain JSON values."""
        return {"formula": self._watch.fingerprint, "state": self._state, "steps": self._steps}

    @staticmethod
    def from_state(watch: Watch | Formula, stored: Mapping[str, int | str]) -> Monitor:
        """A monitor that goes on where the stored one stopped.

        Raises:
            InputError: the stored state is not one of this formula.
        """
        monitor = Monitor(watch)
        if stored.get("formula") != monitor._watch.fingerprint:
            raise InputError(f"the stored monitor state {dict(stored)!r} is not one of {monitor.formula}")
        state, steps = stored.get("state"), stored.get("steps")
        if not (_is_count(state) and _is_count(steps) and state < monitor._watch.dfa.size):
            raise InputError(f"{dict(stored)!r} is no monitor state; expected numbers 'state' and 'steps'")
        monitor._state, monitor._steps = state, steps
        return monitor


def _is_count(value: int | str | None) -> TypeGuard[int]:
    """A whole number from zero up; JSON's true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _verdicts(dfa: Dfa) -> tuple[Verdict4, ...]:
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


def _initial_verdict(dfa: Dfa) -> Verdict4:
    """Before the first step: decided only if every trace is accepted, or none."""
    verdicts = {_verdicts(dfa)[target] for target in dfa.successors(0)}
    if len(verdicts) == 1 and (only := verdicts.pop()).is_final:
        return only
    return Verdict4.SO_FAR_VIOLATED


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
