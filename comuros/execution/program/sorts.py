"""Checks of kinds: arguments against the sorts of skills, conditions that are true or false, loops that can
end. Used by the checker.
"""

from __future__ import annotations

from comuros.core.errors import ProgramError
from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.execution.program.syntax import (
    Assign,
    Call,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Junction,
    Not,
    Program,
    Value,
    Variable,
    While,
    expressions,
    statements,
)
from comuros.execution.program.values import Possible, possible_values, values_of


def check_sorts(program: Program, *, scenario: Scenario) -> None:
    """Refuse arguments of the wrong sort, conditions neither true nor false, and loops that cannot end.

    Raises:
        ProgramError: with the line, the value and what was expected.
    """
    possible = possible_values(program)
    for statement in statements(program.body):
        if isinstance(statement, (If, While)):
            _check_condition(statement.test, possible)
        if isinstance(statement, While):
            _check_can_end(statement)
        for expression in expressions(statement):
            _check_expression(expression, possible, scenario)


def _check_expression(expression: Expression, possible: Possible, scenario: Scenario) -> None:
    if isinstance(expression, Call):
        parameters = scenario.skill(expression.skill).parameters
        for argument, parameter in zip(expression.arguments, parameters, strict=True):
            for _, value in sorted(values_of(argument, possible), key=repr):
                _check_value(
                    value,
                    parameter.sort,
                    f"{parameter.name.lstrip('?')} of {expression.skill}",
                    argument.line,
                    scenario,
                )
    elif isinstance(expression, Compare):
        _check_comparison(expression, possible)
    elif isinstance(expression, Not):
        _check_condition(expression.operand, possible)
    elif isinstance(expression, Junction):
        for operand in expression.operands:
            _check_condition(operand, possible)


def _check_value(value: Value, sort: Sort, where: str, line: int, scenario: Scenario) -> None:
    if sort is Sort.NUMBER:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    elif sort is Sort.TEXT:
        fits = isinstance(value, str)
    else:
        actual = scenario.sort_of(value) if isinstance(value, str) else None
        fits = actual is not None and sort.accepts(actual)
    if not fits:
        raise ProgramError(f"{value!r} is no {sort.value}, as {where} must be", line=line)


def _check_condition(expression: Expression, possible: Possible) -> None:
    for kind, value in sorted(values_of(expression, possible), key=repr):
        if kind is not bool:
            raise ProgramError(
                f"{value!r} is neither True nor False, as a condition must be", line=expression.line
            )


def _check_comparison(compare: Compare, possible: Possible) -> None:
    if not compare.comparator.is_ordering or isinstance(compare.right, tuple):
        return
    for side in (compare.left, compare.right):
        for kind, value in sorted(values_of(side, possible), key=repr):
            if kind not in (int, float):
                raise ProgramError(
                    f"{value!r} is no number, as {compare.comparator.value} needs", line=compare.line
                )


def _check_can_end(loop: While) -> None:
    """A condition can change only by a call in it, or by a variable in it that the body sets."""
    changed = {inner.name for inner in statements(loop.body) if isinstance(inner, (Assign, For))}
    for part in _parts(loop.test):
        if isinstance(part, Call) or (isinstance(part, Variable) and part.name in changed):
            return
    raise ProgramError("the condition of this while never changes: an endless loop", line=loop.line)


def _parts(test: Expression) -> list[Expression]:
    waiting: list[Expression] = [test]
    parts: list[Expression] = []
    while waiting:
        part = waiting.pop()
        parts.append(part)
        if isinstance(part, Not):
            waiting.append(part.operand)
        elif isinstance(part, Junction):
            waiting.extend(part.operands)
        elif isinstance(part, Compare):
            waiting.extend(side for side in (part.left, part.right) if isinstance(side, (Constant, Variable)))
    return parts
