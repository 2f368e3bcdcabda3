"""Runs a lowered program step by step. It stops at every skill call and goes on when told how the call
ended. Used by checker and agent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comuros.core.errors import BudgetExceeded, InvariantBroken
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause
from comuros.execution.program.instructions import (
    Contains,
    Contrast,
    CountPass,
    EnterLoop,
    EnterTry,
    Instruction,
    Invoke,
    Jump,
    JumpUnless,
    LeaveLoop,
    LeaveTry,
    Load,
    Negate,
    NextValue,
    Push,
    ShortCircuit,
    Store,
)
from comuros.execution.program.limits import DEFAULT_LIMITS, Limits
from comuros.execution.program.syntax import Comparator, Value


@dataclass(frozen=True, slots=True)
class NeedsCall:
    """The program waits for this skill call; `line` is where it stands in the text."""

    call: SkillCall
    line: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The program ran to its end."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The program stopped: a failure nobody caught, or a budget that ran out."""

    cause: Cause
    message: str
    line: int = 0


Step = NeedsCall | Ended | Failed


@dataclass(slots=True)
class _Loop:
    values: tuple[Value, ...] | None
    line: int
    passes: int = 0


@dataclass(frozen=True, slots=True)
class _Guard:
    """The handlers of a `try`, and how deep loops were when it began."""

    handlers: tuple[tuple[tuple[Cause, ...], int], ...]
    loops: int


class Interpreter:
    """One run of one program. It has no threads, no clock and no access to Python; only its answers move it.

    `advance` is almost instantaneous: at most `limits.steps` instructions are executed over the whole run.
    """

    def __init__(self, code: tuple[Instruction, ...], *, limits: Limits = DEFAULT_LIMITS) -> None:
        self._code = code
        self._limits = limits
        self._counter = 0
        self._steps = 0
        self._calls = 0
        self._stack: list[Value] = []
        self._variables: dict[str, Value] = {}
        self._loops: list[_Loop] = []
        self._guards: list[_Guard] = []
        self._pending: tuple[Invoke, NeedsCall] | None = None
        self._failed: Failed | None = None
        self._began_s: float | None = None

    def advance(self, now_s: float) -> Step:
        """Go on until a skill call is needed or the program is over. `now_s` is mission-clock time.

        Asked again before the answer is given, it names the same call again.
        """
        self._began_s = now_s if self._began_s is None else self._began_s
        if self._failed is not None:
            return self._failed
        if now_s - self._began_s > self._limits.duration_s:
            return self._give_up(Cause.TIMEOUT, f"the program ran longer than {self._limits.duration_s:g} s")
        try:
            while self._pending is None and self._counter < len(self._code):
                self._execute(self._code[self._counter])
        except BudgetExceeded as error:
            return self._give_up(Cause.REFUSED, str(error))
        return self._pending[1] if self._pending is not None else Ended()

    def answer(self, cause: Cause = Cause.NONE, message: str = "") -> None:
        """Say how the pending call ended: `Cause.NONE` for success.

        Raises:
            InvariantBroken: no call is pending.
        """
        if self._pending is None:
            raise InvariantBroken("a skill program was answered although it waits for no call")
        invoke, need = self._pending
        self._pending = None
        if cause in (Cause.CANCELLED, Cause.PEER_LOST):
            self._give_up(cause, message)
        elif not invoke.raises:
            self._stack.append(cause is Cause.NONE)
        elif cause is not Cause.NONE:
            self._unwind(cause, message or f"{need.call} failed", invoke.line)

    @property
    def has_failed(self) -> bool:
        """Whether the program is over because a failure was not caught, or a limit was reached."""
        return self._failed is not None

    def replay(self, answers: Iterable[Cause]) -> None:
        """Go to where these answers lead without making the calls again; answers past the end are dropped."""
        for answer in answers:
            if not isinstance(self.advance(0.0), NeedsCall):
                break
            self.answer(answer)
        self._began_s = None

    def _execute(self, instruction: Instruction) -> None:
        self._steps += 1
        if self._steps > self._limits.steps:
            raise BudgetExceeded(f"the program took more than {self._limits.steps} steps")
        self._counter += 1
        match instruction:
            case Push(value):
                self._stack.append(value)
            case Load(name):
                self._stack.append(self._variables[name])
            case Store(name):
                self._variables[name] = self._stack.pop()
            case Invoke():
                self._invoke(instruction)
            case Contrast() | Contains() | Negate():
                self._compute(instruction)
            case Jump() | JumpUnless() | ShortCircuit():
                self._jump(instruction)
            case EnterTry(handlers):
                self._guards.append(_Guard(handlers, len(self._loops)))
            case LeaveTry():
                self._guards.pop()
            case _:
                self._loop(instruction)

    def _invoke(self, invoke: Invoke) -> None:
        self._calls += 1
        if self._calls > self._limits.calls:
            raise BudgetExceeded(f"the program made more than {self._limits.calls} skill calls")
        first = len(self._stack) - invoke.arity
        arguments = tuple(_as_argument(value) for value in self._stack[first:])
        del self._stack[first:]
        self._pending = (invoke, NeedsCall(SkillCall(invoke.skill, arguments), invoke.line))

    def _compute(self, instruction: Contrast | Contains | Negate) -> None:
        top = self._stack.pop()
        if isinstance(instruction, Negate):
            self._stack.append(not top)
        elif isinstance(instruction, Contains):
            found = any(_same(top, value) for value in instruction.values)
            self._stack.append(found is not instruction.negated)
        else:
            self._stack.append(_compared(self._stack.pop(), instruction.comparator, top))

    def _jump(self, instruction: Jump | JumpUnless | ShortCircuit) -> None:
        if isinstance(instruction, Jump):
            self._counter = instruction.target
        elif isinstance(instruction, JumpUnless):
            if not self._stack.pop():
                self._counter = instruction.target
        elif self._stack[-1] is instruction.when:
            self._counter = instruction.target
        else:
            self._stack.pop()

    def _loop(self, instruction: Instruction) -> None:
        if isinstance(instruction, EnterLoop):
            self._loops.append(_Loop(instruction.values, instruction.line))
        elif isinstance(instruction, LeaveLoop):
            self._loops.pop()
        elif isinstance(instruction, CountPass):
            self._count_pass(self._loops[-1])
        elif isinstance(instruction, NextValue):
            self._next_value(self._loops[-1], instruction)

    def _next_value(self, loop: _Loop, instruction: NextValue) -> None:
        values = loop.values or ()
        if loop.passes >= len(values):
            self._counter = instruction.target
            return
        self._variables[instruction.name] = values[loop.passes]
        self._count_pass(loop)

    def _count_pass(self, loop: _Loop) -> None:
        loop.passes += 1
        if loop.passes > self._limits.loop_passes:
            raise BudgetExceeded(
                f"the loop on line {loop.line} ran more than {self._limits.loop_passes} times"
            )

    def _unwind(self, cause: Cause, message: str, line: int) -> None:
        # A statement's call begins with an empty stack, so only loops have to be unwound.
        while self._guards:
            guard = self._guards.pop()
            del self._loops[guard.loops :]
            for causes, target in guard.handlers:
                if cause in causes:
                    self._counter = target
                    return
        self._give_up(cause, message, line)

    def _give_up(self, cause: Cause, message: str, line: int = 0) -> Failed:
        self._failed = Failed(cause, message, line)
        self._pending = None
        return self._failed


def _as_argument(value: Value) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else value


def _same(left: Value, right: Value) -> bool:
    # In Python 1 == True; in this language a number is never a truth value.
    return left == right and isinstance(left, bool) is isinstance(right, bool)


def _compared(left: Value, comparator: Comparator, right: Value) -> bool:
    if comparator in (Comparator.EQUAL, Comparator.NOT_EQUAL):
        return _same(left, right) is (comparator is Comparator.EQUAL)
    if isinstance(left, str) or isinstance(right, str):
        raise InvariantBroken(f"{left!r} {comparator.value} {right!r} passed the checker")
    if comparator is Comparator.LESS:
        return left < right
    if comparator is Comparator.AT_MOST:
        return left <= right
    return left > right if comparator is Comparator.GREATER else left >= right
