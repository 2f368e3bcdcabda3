"""Checks of names: skills this robot has, failures, variables that are set before they are used. Used by the
checker.
"""

from __future__ import annotations

from collections.abc import Set

from comuros.core.errors import ProgramError
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.execution.program.failures import FAILURES
from comuros.execution.program.limits import Limits
from comuros.execution.program.syntax import (
    Assign,
    Block,
    Call,
    Compare,
    For,
    If,
    Program,
    Statement,
    Try,
    Variable,
    While,
    expressions,
    statements,
)


def check_names(program: Program, *, robot: Robot, scenario: Scenario, limits: Limits) -> None:
    """Refuse unknown skills, wrong numbers of arguments, and variables that may be unset.

    Raises:
        ProgramError: with the line and what was expected.
    """
    for statement in statements(program.body):
        for expression in expressions(statement):
            if isinstance(expression, Call):
                _check_call(expression, robot, scenario)
    _check_variables(program, scenario, limits)
    _check_assigned(program.body, frozenset())


def _check_call(call: Call, robot: Robot, scenario: Scenario) -> None:
    skills = {skill.name: skill for skill in scenario.skills if skill.name in robot.type.skills}
    skill = skills.get(call.skill)
    if skill is None:
        known = ", ".join(sorted(skills)) or "none"
        raise ProgramError(
            f"{robot.name} has no skill {call.skill!r}; expected one of {known}", line=call.line
        )
    if len(call.arguments) != len(skill.parameters):
        names = ", ".join(parameter.name.lstrip("?") for parameter in skill.parameters) or "nothing"
        raise ProgramError(
            f"{call.skill} is called with {len(call.arguments)} arguments; "
            f"expected {len(skill.parameters)} ({names})",
            line=call.line,
        )


def _check_variables(program: Program, scenario: Scenario, limits: Limits) -> None:
    reserved = {skill.name for skill in scenario.skills} | FAILURES.keys() | {"range"}
    names: set[str] = set()
    for statement in statements(program.body):
        if not isinstance(statement, (Assign, For)):
            continue
        if statement.name in reserved:
            raise ProgramError(
                f"{statement.name!r} is a word of the language; take another name", line=statement.line
            )
        names.add(statement.name)
        if len(names) > limits.variables:
            raise ProgramError(f"more than {limits.variables} variables", line=statement.line)


def _check_assigned(block: Block, known: Set[str]) -> frozenset[str]:
    """Variables surely set after the block; refuses the use of one that may be unset."""
    for statement in block:
        known = _after(statement, frozenset(known))
    return frozenset(known)


def _after(statement: Statement, known: frozenset[str]) -> frozenset[str]:
    _check_used(statement, known)
    if isinstance(statement, Assign):
        return known | {statement.name}
    if isinstance(statement, If):
        return _check_assigned(statement.body, known) & _check_assigned(statement.otherwise, known)
    if isinstance(statement, For):
        _check_assigned(statement.body, known | {statement.name})
    if isinstance(statement, While):
        _check_assigned(statement.body, known)
    if isinstance(statement, Try):
        surely = _check_assigned(statement.body, known)
        for handler in statement.handlers:
            surely &= _check_assigned(handler.body, known)
        return surely
    return known


def _check_used(statement: Statement, known: frozenset[str]) -> None:
    for expression in expressions(statement):
        parts: tuple[object, ...] = ()
        if isinstance(expression, Variable):
            parts = (expression,)
        elif isinstance(expression, Call):
            parts = expression.arguments
        elif isinstance(expression, Compare):
            parts = (expression.left, expression.right)
        for part in parts:
            if isinstance(part, Variable) and part.name not in known:
                raise ProgramError(
                    f"{part.name!r} is unknown here, or not set on every way to this line", line=part.line
                )
