"""The syntax tree of skill programs: all that the language has. Parser makes it, checker and lowering read
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from comuros.core.task_status import Cause

Value = str | int | float | bool


class Comparator(Enum):
    """The comparisons of the language."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    IN = "in"
    NOT_IN = "not in"

    @property
    def is_ordering(self) -> bool:
        """Whether only numbers can be compared so."""
        return self in (Comparator.LESS, Comparator.AT_MOST, Comparator.GREATER, Comparator.AT_LEAST)


class Connective(Enum):
    """The Boolean connectives, both short-circuiting."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal."""

    value: Value
    line: int


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of a variable."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a skill. Standing alone it must succeed (`raises`); where its value is used it is True or
    False.
    """

    skill: str
    arguments: tuple[Constant | Variable, ...]
    raises: bool
    line: int


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of two plain operands."""

    left: Constant | Variable
    comparator: Comparator
    right: Constant | Variable | tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    operand: Expression
    line: int


@dataclass(frozen=True, slots=True)
class Junction:
    """Two or more expressions joined by one connective."""

    connective: Connective
    operands: tuple[Expression, ...]
    line: int


Expression = Constant | Variable | Call | Compare | Not | Junction


@dataclass(frozen=True, slots=True)
class CallStatement:
    """A skill call on a line of its own."""

    call: Call
    line: int


@dataclass(frozen=True, slots=True)
class Assign:
    """`name = expression`."""

    name: str
    value: Expression
    line: int


@dataclass(frozen=True, slots=True)
class If:
    """`if`, with `elif` nested in `otherwise`."""

    test: Expression
    body: Block
    otherwise: Block
    line: int


@dataclass(frozen=True, slots=True)
class For:
    """A loop over values written in the program; `range` is already spelled out."""

    name: str
    values: tuple[Value, ...]
    body: Block
    line: int


@dataclass(frozen=True, slots=True)
class While:
    """A loop bounded by the loop budget."""

    test: Expression
    body: Block
    line: int


@dataclass(frozen=True, slots=True)
class Handler:
    """`except` with the causes it catches."""

    causes: tuple[Cause, ...]
    body: Block
    line: int


@dataclass(frozen=True, slots=True)
class Try:
    """`try` with its handlers, the first that fits is taken."""

    body: Block
    handlers: tuple[Handler, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pass:
    """`pass`."""

    line: int


Statement = CallStatement | Assign | If | For | While | Try | Pass
Block = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A parsed program with the text people read."""

    text: str
    body: Block


def statements(block: Block) -> Iterator[Statement]:
    """Every statement of a block and below, in the order of the text."""
    waiting = list(reversed(block))
    while waiting:
        statement = waiting.pop()
        yield statement
        for inner in reversed(inner_blocks(statement)):
            waiting.extend(reversed(inner))


def inner_blocks(statement: Statement) -> tuple[Block, ...]:
    """The blocks directly inside a statement."""
    if isinstance(statement, If):
        return (statement.body, statement.otherwise)
    if isinstance(statement, (For, While)):
        return (statement.body,)
    if isinstance(statement, Try):
        return (statement.body, *(handler.body for handler in statement.handlers))
    return ()


def expressions(statement: Statement) -> Iterator[Expression]:
    """Every expression of a statement itself (not of its blocks), parents before children."""
    waiting: list[Expression] = []
    if isinstance(statement, CallStatement):
        waiting.append(statement.call)
    elif isinstance(statement, Assign):
        waiting.append(statement.value)
    elif isinstance(statement, (If, While)):
        waiting.append(statement.test)
    while waiting:
        expression = waiting.pop()
        yield expression
        if isinstance(expression, Not):
            waiting.append(expression.operand)
        elif isinstance(expression, Junction):
            waiting.extend(reversed(expression.operands))
