"""Parsing of the language's few expressions and literal lists. Used by the parser."""

from __future__ import annotations

import ast

from comuros.core.errors import ProgramError
from comuros.execution.program.limits import Limits
from comuros.execution.program.syntax import (
    Call,
    Comparator,
    Compare,
    Connective,
    Constant,
    Expression,
    Junction,
    Not,
    Value,
    Variable,
)

_COMPARATORS: dict[type[ast.cmpop], Comparator] = {
    ast.Eq: Comparator.EQUAL,
    ast.NotEq: Comparator.NOT_EQUAL,
    ast.Lt: Comparator.LESS,
    ast.LtE: Comparator.AT_MOST,
    ast.Gt: Comparator.GREATER,
    ast.GtE: Comparator.AT_LEAST,
    ast.In: Comparator.IN,
    ast.NotIn: Comparator.NOT_IN,
}

_REFUSED = {
    "Lambda": "lambda", "ListComp": "a comprehension", "SetComp": "a comprehension",
    "DictComp": "a comprehension", "GeneratorExp": "a comprehension", "Await": "await", "Yield": "yield",
    "YieldFrom": "yield from",
    "JoinedStr": "an f-string", "TemplateStr": "a template string", "FormattedValue": "an f-string",
    "Attribute": "access to an attribute", "Subscript": "an index", "Starred": "a starred expression",
    "NamedExpr": "an assignment inside an expression (:=)", "BinOp": "arithmetic", "UnaryOp": "arithmetic",
    "IfExp": "a conditional expression", "Dict": "a dictionary", "Set": "a set", "List": "a list here",
    "Tuple": "a tuple here", "Slice": "an index",
}  # fmt: skip


def refused(node: ast.expr) -> ProgramError:
    """The error for an expression the language does not have."""
    kind = type(node).__name__
    return ProgramError(f"{_REFUSED.get(kind, kind)} is not part of the language", line=node.lineno)


def parse_expression(node: ast.expr, limits: Limits, *, depth: int = 0) -> Expression:
    """An expression whose value is used.

    Raises:
        ProgramError: it is not part of the language or too deep.
    """
    if depth > limits.expression_depth:
        raise ProgramError(f"an expression is deeper than {limits.expression_depth}", line=node.lineno)
    if isinstance(node, ast.Call):
        return parse_call(node, limits, raises=False)
    if isinstance(node, ast.BoolOp):
        connective = Connective.AND if isinstance(node.op, ast.And) else Connective.OR
        operands = tuple(parse_expression(value, limits, depth=depth + 1) for value in node.values)
        return Junction(connective, operands, node.lineno)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Not(parse_expression(node.operand, limits, depth=depth + 1), node.lineno)
    if isinstance(node, ast.Compare):
        return _comparison(node, limits)
    return _operand(node, limits)


def parse_call(node: ast.expr, limits: Limits, *, raises: bool) -> Call:
    """A call of a plain name with plain positional arguments.

    Raises:
        ProgramError: it is anything else.
    """
    if not isinstance(node, ast.Call):
        if isinstance(node, (ast.Name, ast.Constant, ast.Compare, ast.BoolOp)):
            raise ProgramError("a statement without effect; expected a skill call", line=node.lineno)
        raise refused(node)
    if not isinstance(node.func, ast.Name):
        raise (
            refused(node.func)
            if not isinstance(node.func, ast.Call)
            else ProgramError("a call of a call's result is not part of the language", line=node.lineno)
        )
    if node.keywords:
        raise ProgramError("arguments by keyword are not part of the language", line=node.lineno)
    arguments = tuple(_operand(argument, limits) for argument in node.args)
    return Call(node.func.id, arguments, raises, node.lineno)


def parse_variable_name(node: ast.expr) -> str:
    """The name on the left of an assignment or of `in`.

    Raises:
        ProgramError: something else stands there, or the name starts with an underscore.
    """
    if not isinstance(node, ast.Name):
        raise refused(node)
    return _public_name(node)


def parse_choices(node: ast.expr, limits: Limits) -> tuple[Value, ...]:
    """The values of a literal tuple, a literal list, or `range` of literal whole numbers.

    Raises:
        ProgramError: it is none of these, or longer than the limits allow.
    """
    if isinstance(node, (ast.Tuple, ast.List)):
        if len(node.elts) > limits.choices:
            raise ProgramError(
                f"{len(node.elts)} values; at most {limits.choices} are allowed", line=node.lineno
            )
        return tuple(_constant(part, limits).value for part in node.elts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        return _range(node, limits)
    raise ProgramError("expected values written out, as in (1, 2) or range(3)", line=node.lineno)


def _range(node: ast.Call, limits: Limits) -> tuple[Value, ...]:
    bounds = [_constant(argument, limits).value for argument in node.args]
    numbers = [bound for bound in bounds if isinstance(bound, int) and not isinstance(bound, bool)]
    if node.keywords or len(numbers) != len(bounds) or not 1 <= len(numbers) <= 3:
        raise ProgramError("range takes one to three whole numbers written out", line=node.lineno)
    if len(numbers) == 3 and numbers[2] == 0:
        raise ProgramError("range with a step of 0 never ends", line=node.lineno)
    values = range(*numbers)
    if len(values) > limits.loop_passes:
        raise ProgramError(
            f"range of {len(values)} values; at most {limits.loop_passes} are allowed", line=node.lineno
        )
    return tuple(values)


def _comparison(node: ast.Compare, limits: Limits) -> Compare:
    if len(node.ops) != 1:
        raise ProgramError("a chained comparison is not part of the language", line=node.lineno)
    comparator = _COMPARATORS.get(type(node.ops[0]))
    if comparator is None:
        raise ProgramError("'is' is not part of the language; use ==", line=node.lineno)
    left = _operand(node.left, limits)
    if comparator in (Comparator.IN, Comparator.NOT_IN):
        return Compare(left, comparator, parse_choices(node.comparators[0], limits), node.lineno)
    return Compare(left, comparator, _operand(node.comparators[0], limits), node.lineno)


def _operand(node: ast.expr, limits: Limits) -> Constant | Variable:
    if isinstance(node, ast.Name):
        return Variable(_public_name(node), node.lineno)
    if isinstance(node, ast.Call):
        raise ProgramError("a call inside a call or comparison is not part of the language", line=node.lineno)
    return _constant(node, limits)


def _constant(node: ast.expr, limits: Limits) -> Constant:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    if not isinstance(inner, ast.Constant):
        raise refused(node)
    value = inner.value
    if negative and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise ProgramError("a minus sign needs a number", line=node.lineno)
    if isinstance(value, (int, float)):
        return Constant(_bounded(-value if negative else value, node, limits), node.lineno)
    if not isinstance(value, str):
        raise ProgramError(f"a {type(value).__name__} literal is not part of the language", line=node.lineno)
    return Constant(_short(value, node, limits), node.lineno)


def _bounded(value: float, node: ast.expr, limits: Limits) -> int | float | bool:
    if not abs(value) <= limits.largest_number:
        raise ProgramError(f"a number is larger than {limits.largest_number}", line=node.lineno)
    return value


def _short(text: str, node: ast.expr, limits: Limits) -> str:
    if len(text) > limits.text_chars:
        raise ProgramError(
            f"a text of {len(text)} characters; at most {limits.text_chars} are allowed", line=node.lineno
        )
    if not text.isprintable():
        raise ProgramError("a text holds characters that cannot be shown", line=node.lineno)
    return text


def _public_name(node: ast.Name) -> str:
    if node.id.startswith("_"):
        raise ProgramError(f"name {node.id!r} starts with an underscore", line=node.lineno)
    return node.id
