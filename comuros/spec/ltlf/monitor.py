"""Watching a trace step by step: an automaton prepared for fast steps, and a state that can be stored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from comuros.core.errors import BudgetExceeded, InputError
from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget
from comuros.spec.ltlf.course import Course, Stored, TableCourse
from comuros.spec.ltlf.formula import Formula
from comuros.spec.ltlf.letter_course import LetterCourse
from comuros.spec.ltlf.printer import to_text
from comuros.spec.ltlf.translate import translate
from comuros.spec.ltlf.verdict import Verdict4

TABLE_BUDGET = Budget(states=2_048, nodes=30_000, seconds=None)
_MEMO_LIMIT = 100_000
Taken = tuple[int, Verdict4]


@dataclass(frozen=True, slots=True)
class Watch:
    """What monitors of one formula share: how to step, and the steps that were taken once."""

    formula: Formula
    course: Course
    memo: dict[tuple[int, frozenset[str]], Taken] = field(repr=False, compare=False)
    relevant: frozenset[str]
    fingerprint: str

    @staticmethod
    def of(formula: Formula, *, table_budget: Budget = TABLE_BUDGET) -> Watch:
        """Prepare a formula for any number of monitors.

        A formula whose automaton needs more than `table_budget` is progressed letter by letter instead, which
        is slower by a factor of ten to a hundred per new step, and may call a verdict final later.
        """
        course: Course
        try:
            course = TableCourse(translate(formula, budget=table_budget))
        except BudgetExceeded:
            course = LetterCourse(formula, DEFAULT_BUDGET)
        described = f"{to_text(formula)} {course.fingerprint()}"
        return Watch(
            formula=formula,
            course=course,
            memo={},
            relevant=frozenset(formula.propositions),
            fingerprint=hashlib.blake2b(described.encode(), digest_size=8).hexdigest(),
        )

    def take(self, state: int, letter: frozenset[str]) -> Taken:
        """The state and verdict after a step that has not been taken before."""
        target = self.course.step(state, letter)
        taken = (target, self.course.verdict(target))
        if len(self.memo) < _MEMO_LIMIT:
            self.memo[state, letter] = taken
        return taken


class Monitor:
    """One trace being watched. `step` is almost instantaneous and does no I/O."""

    __slots__ = ("_memo", "_relevant", "_state", "_steps", "_verdict", "_watch")

    def __init__(self, watch: Watch | Formula) -> None:
        self._watch = watch if isinstance(watch, Watch) else Watch.of(watch)
        self._memo = self._watch.memo
        self._relevant = self._watch.relevant
        self._state = 0
        self._steps = 0
        self._verdict = self._watch.course.initial_verdict()

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
        return self._verdict

    @property
    def owed(self) -> Formula:
        """What the rest of the trace, if there is any, must satisfy from its next step on."""
        return self._watch.course.owed(self._state)

    @property
    def position(self) -> tuple[tuple[str, int | str], ...]:
        """Where the automaton is: two monitors of one formula with equal positions go on alike."""
        return tuple(sorted(self._watch.course.store(self._state).items()))

    def step(self, true_propositions: Collection[str]) -> Verdict4:
        """Read one step, given the propositions true in it; others than the formula's own are ignored."""
        letter = self._relevant.intersection(true_propositions)
        taken = self._memo.get((self._state, letter)) or self._watch.take(self._state, letter)
        self._state, self._verdict = taken
        self._steps += 1
        return self._verdict

    def preview(self, true_propositions: Collection[str]) -> Verdict4:
        """The verdict that `step` would give, without taking the step."""
        return self._watch.take(self._state, self._relevant.intersection(true_propositions))[1]

    def to_state(self) -> Stored:
        """All that is needed to go on after a restart, as plain JSON values."""
        place = self._watch.course.store(self._state)
        return {"formula": self._watch.fingerprint, "steps": self._steps, **place}

    @staticmethod
    def from_state(watch: Watch | Formula, stored: Mapping[str, int | str]) -> Monitor:
        """A monitor that goes on where the stored one stopped.

        Raises:
            InputError: the stored state is not one of this formula.
        """
        monitor = Monitor(watch)
        course = monitor._watch.course
        if stored.get("formula") != monitor._watch.fingerprint:
            raise InputError(f"the stored monitor state {dict(stored)!r} is not one of {monitor.formula}")
        state, steps = course.restore(stored), stored.get("steps")
        if state is None or not isinstance(steps, int) or isinstance(steps, bool) or steps < 0:
            raise InputError(f"{dict(stored)!r} is no monitor state; expected what to_state() gives")
        if steps:
            monitor._state, monitor._steps, monitor._verdict = state, steps, course.verdict(state)
        return monitor
