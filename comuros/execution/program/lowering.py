"""From the syntax tree to instructions. The parser bounds its depth, so recursion here is bounded too."""

from __future__ import annotations

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
from comuros.execution.program.syntax import (
    Assign,
    Block,
    Call,
    CallStatement,
    Comparator,
    Compare,
    Connective,
    Constant,
    Expression,
    For,
    If,
    Junction,
    Not,
    Program,
    Statement,
    Try,
    Variable,
    While,
)


def lower(program: Program) -> tuple[Instruction, ...]:
    """The instructions of a program; running off their end is success."""
    lowering = _Lowering()
    lowering.block(program.body)
    return tuple(lowering.code)


class _Lowering:
    def __init__(self) -> None:
        self.code: list[Instruction] = []

    def block(self, block: Block) -> None:
        for statement in block:
            self.statement(statement)

    def statement(self, statement: Statement) -> None:
        if isinstance(statement, CallStatement):
            self.call(statement.call)
        elif isinstance(statement, Assign):
            self.expression(statement.value)
            self.code.append(Store(statement.name))
        elif isinstance(statement, If):
            self.branch(statement)
        elif isinstance(statement, For):
            self.for_loop(statement)
        elif isinstance(statement, While):
            self.while_loop(statement)
        elif isinstance(statement, Try):
            self.guarded(statement)

    def branch(self, statement: If) -> None:
        self.expression(statement.test)
        skip = self.hole()
        self.block(statement.body)
        if statement.otherwise:
            leave = self.hole()
            self.code[skip] = JumpUnless(len(self.code))
            self.block(statement.otherwise)
            self.code[leave] = Jump(len(self.code))
        else:
            self.code[skip] = JumpUnless(len(self.code))

    def for_loop(self, statement: For) -> None:
        self.code.append(EnterLoop(statement.values, statement.line))
        head = self.hole()
        self.block(statement.body)
        self.code.append(Jump(head))
        self.code[head] = NextValue(statement.name, len(self.code))
        self.code.append(LeaveLoop())

    def while_loop(self, statement: While) -> None:
        self.code.append(EnterLoop(None, statement.line))
        head = len(self.code)
        self.expression(statement.test)
        leave = self.hole()
        self.code.append(CountPass())
        self.block(statement.body)
        self.code.append(Jump(head))
        self.code[leave] = JumpUnless(len(self.code))
        self.code.append(LeaveLoop())

    def guarded(self, statement: Try) -> None:
        enter = self.hole()
        self.block(statement.body)
        self.code.append(LeaveTry())
        exits = [self.hole()]
        handlers = []
        for handler in statement.handlers:
            handlers.append((handler.causes, len(self.code)))
            self.block(handler.body)
            exits.append(self.hole())
        self.code[enter] = EnterTry(tuple(handlers))
        for leave in exits:
            self.code[leave] = Jump(len(self.code))

    def expression(self, expression: Expression) -> None:
        if isinstance(expression, Constant):
            self.code.append(Push(expression.value))
        elif isinstance(expression, Variable):
            self.code.append(Load(expression.name))
        elif isinstance(expression, Call):
            self.call(expression)
        elif isinstance(expression, Compare):
            self.comparison(expression)
        elif isinstance(expression, Not):
            self.expression(expression.operand)
            self.code.append(Negate())
        else:
            self.junction(expression)

    def junction(self, junction: Junction) -> None:
        holes = []
        for operand in junction.operands[:-1]:
            self.expression(operand)
            holes.append(self.hole())
        self.expression(junction.operands[-1])
        for hole in holes:
            self.code[hole] = ShortCircuit(junction.connective is Connective.OR, len(self.code))

    def comparison(self, compare: Compare) -> None:
        self.expression(compare.left)
        if isinstance(compare.right, tuple):
            self.code.append(Contains(compare.right, compare.comparator is Comparator.NOT_IN))
            return
        self.expression(compare.right)
        self.code.append(Contrast(compare.comparator))

    def call(self, call: Call) -> None:
        for argument in call.arguments:
            self.expression(argument)
        self.code.append(Invoke(call.skill, len(call.arguments), call.raises, call.line))

    def hole(self) -> int:
        """A place to be filled in once its target is known."""
        self.code.append(Jump(-1))
        return len(self.code) - 1
