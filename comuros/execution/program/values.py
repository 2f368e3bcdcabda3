"""Which values a variable can have: finitely many, since the language has no arithmetic. Used by the
checker.
"""

from __future__ import annotations

from collections.abc import Mapping

from comuros.execution.program.syntax import (
    Assign,
    Constant,
    Expression,
    For,
    Program,
    Value,
    Variable,
    statements,
)

_TRUTH = frozenset({(bool, True), (bool, False)})

# True and 1 are equal in Python; the type keeps them apart.
TypedValue = tuple[type, Value]
Possible = Mapping[str, frozenset[TypedValue]]


def possible_values(program: Program) -> Possible:
    """For every variable all values it is ever given, whatever path is taken."""
    found: dict[str, frozenset[TypedValue]] = {}
    copies: list[tuple[str, str]] = []
    for statement in statements(program.body):
        if isinstance(statement, For):
            found[statement.name] = found.get(statement.name, frozenset()) | _typed(*statement.values)
        elif isinstance(statement, Assign):
            name, value = statement.name, statement.value
            found.setdefault(name, frozenset())
            if isinstance(value, Variable):
                copies.append((name, value.name))
            else:
                found[name] |= _typed(value.value) if isinstance(value, Constant) else _TRUTH
    return _with_copies(found, copies)


def values_of(expression: Expression, possible: Possible) -> frozenset[TypedValue]:
    """All values an expression can have."""
    if isinstance(expression, Constant):
        return _typed(expression.value)
    if isinstance(expression, Variable):
        return possible.get(expression.name, frozenset())
    return _TRUTH


def _with_copies(found: dict[str, frozenset[TypedValue]], copies: list[tuple[str, str]]) -> Possible:
    changed = True
    while changed:
        changed = False
        for target, source in copies:
            grown = found[target] | found.get(source, frozenset())
            changed = changed or grown != found[target]
            found[target] = grown
    return found


def _typed(*values: Value) -> frozenset[TypedValue]:
    return frozenset((type(value), value) for value in values)
