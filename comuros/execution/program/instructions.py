"""Instructions a program is lowered to: jumps instead of nesting, so that it can stop anywhere and go on.
Lowering makes them, the interpreter runs them.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.task_status import Cause
from comuros.execution.program.syntax import Comparator, Value


@dataclass(frozen=True, slots=True)
class Push:
    """Put a value on the stack."""

    value: Value


@dataclass(frozen=True, slots=True)
class Load:
    """Put a variable's value on the stack."""

    name: str


@dataclass(frozen=True, slots=True)
class Store:
    """Give the top of the stack to a variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Invoke:
    """Ask for a skill call with the top `arity` values. Where it `raises`, failure unwinds; else True or
    False is pushed.
    """

    skill: str
    arity: int
    raises: bool
    line: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """Compare the two top values."""

    comparator: Comparator


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether the top value is one of these; the opposite where `negated`."""

    values: tuple[Value, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Negate:
    """Boolean negation of the top value."""


@dataclass(frozen=True, slots=True)
class Jump:
    """Go on at `target`."""

    target: int


@dataclass(frozen=True, slots=True)
class JumpUnless:
    """Take the top value; go on at `target` where it is false."""

    target: int


@dataclass(frozen=True, slots=True)
class ShortCircuit:
    """Where the top value equals `when`, keep it and go on at `target`; else drop it."""

    when: bool
    target: int


@dataclass(frozen=True, slots=True)
class EnterLoop:
    """Begin a loop, over these values where given."""

    values: tuple[Value, ...] | None
    line: int


@dataclass(frozen=True, slots=True)
class NextValue:
    """Give the next value of the loop to a variable, or leave the loop for `target`."""

    name: str
    target: int


@dataclass(frozen=True, slots=True)
class CountPass:
    """Count one pass of a while loop against its budget."""


@dataclass(frozen=True, slots=True)
class LeaveLoop:
    """Forget the innermost loop."""


@dataclass(frozen=True, slots=True)
class EnterTry:
    """Failures from here to `LeaveTry` go to the first handler that names their cause, given as (causes,
    target).
    """

    handlers: tuple[tuple[tuple[Cause, ...], int], ...]


@dataclass(frozen=True, slots=True)
class LeaveTry:
    """Forget the innermost handlers."""


Instruction = (
    Push
    | Load
    | Store
    | Invoke
    | Contrast
    | Contains
    | Negate
    | Jump
    | JumpUnless
    | ShortCircuit
    | EnterLoop
    | NextValue
    | CountPass
    | LeaveLoop
    | EnterTry
    | LeaveTry
)
