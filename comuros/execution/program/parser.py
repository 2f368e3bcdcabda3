"""From text to the syntax tree: everything outside the language is refused by name. Composer and model
programs both come through here.
"""

from __future__ import annotations

import ast

from comuros.core.errors import ProgramError
from comuros.execution.program.expressions import (
    parse_call,
    parse_choices,
    parse_expression,
    parse_variable_name,
)
from comuros.execution.program.failures import ANY_FAILURE, FAILURES
from comuros.execution.program.limits import DEFAULT_LIMITS, Limits
from comuros.execution.program.source import check_source
from comuros.execution.program.syntax import (
    Assign,
    Block,
    CallStatement,
    For,
    Handler,
    If,
    Pass,
    Program,
    Statement,
    Try,
    While,
)

_REFUSED = {
    "FunctionDef": "def", "AsyncFunctionDef": "async def", "ClassDef": "class", "Return": "return",
    "Delete": "del", "AugAssign": "an assignment with an operator", "AnnAssign": "an annotated assignment",
    "AsyncFor": "async for", "With": "with", "AsyncWith": "async with", "Match": "match", "Raise": "raise",
    "TryStar": "except*", "Assert": "assert", "Import": "import", "ImportFrom": "import", "Global": "global",
    "Nonlocal": "nonlocal", "Break": "break", "Continue": "continue", "TypeAlias": "type",
}  # fmt: skip


def parse_program(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Program:
    """The syntax tree of a program text.

    Raises:
        ProgramError: the text is no program of the language, or is larger or deeper than the limits allow.
    """
    check_source(text, limits)
    tree = _python_tree(text)
    _check_size(tree, limits)
    if not tree.body:
        raise ProgramError("the program is empty; expected at least one skill call")
    return Program(text, _block(tree.body, limits, depth=0))


def _python_tree(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise ProgramError(f"not a program: {error.msg}", line=error.lineno or 0) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ProgramError("not a program: it cannot be parsed, or is nested too deeply") from error


def _check_size(tree: ast.Module, limits: Limits) -> None:
    """Count nodes and measure depth without recursion, so that what follows may recurse safely."""
    deepest = 3 * (limits.block_depth + limits.expression_depth)
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > deepest:
            raise ProgramError("the program is nested too deeply", line=getattr(node, "lineno", 0))
        if count > limits.nodes:
            raise ProgramError(f"the program has more than {limits.nodes} parts")
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _block(body: list[ast.stmt], limits: Limits, *, depth: int) -> Block:
    if depth > limits.block_depth:
        raise ProgramError(f"more than {limits.block_depth} blocks inside each other", line=body[0].lineno)
    return tuple(_statement(statement, limits, depth) for statement in body)


def _statement(node: ast.stmt, limits: Limits, depth: int) -> Statement:
    if isinstance(node, ast.Expr):
        return CallStatement(parse_call(node.value, limits, raises=True), node.lineno)
    if isinstance(node, ast.Assign):
        return _assignment(node, limits)
    if isinstance(node, ast.If):
        test = parse_expression(node.test, limits)
        return If(
            test, _block(node.body, limits, depth=depth + 1), _otherwise(node, limits, depth), node.lineno
        )
    if isinstance(node, ast.For):
        return _for(node, limits, depth)
    if isinstance(node, ast.While):
        _refuse_else(node, "while")
        return While(
            parse_expression(node.test, limits), _block(node.body, limits, depth=depth + 1), node.lineno
        )
    if isinstance(node, ast.Try):
        return _try(node, limits, depth)
    if isinstance(node, ast.Pass):
        return Pass(node.lineno)
    kind = type(node).__name__
    raise ProgramError(f"{_REFUSED.get(kind, kind)} is not part of the language", line=node.lineno)


def _otherwise(node: ast.If, limits: Limits, depth: int) -> Block:
    # A chain of elif is one level for its reader, though Python nests it.
    is_elif = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
    return _block(node.orelse, limits, depth=depth if is_elif else depth + 1)


def _assignment(node: ast.Assign, limits: Limits) -> Assign:
    if len(node.targets) != 1:
        raise ProgramError("a chained assignment is not part of the language", line=node.lineno)
    return Assign(parse_variable_name(node.targets[0]), parse_expression(node.value, limits), node.lineno)


def _for(node: ast.For, limits: Limits, depth: int) -> For:
    _refuse_else(node, "for")
    name = parse_variable_name(node.target)
    return For(
        name, parse_choices(node.iter, limits), _block(node.body, limits, depth=depth + 1), node.lineno
    )


def _refuse_else(node: ast.For | ast.While, what: str) -> None:
    if node.orelse:
        raise ProgramError(f"else after {what} is not part of the language", line=node.lineno)


def _try(node: ast.Try, limits: Limits, depth: int) -> Try:
    if node.orelse or node.finalbody:
        word = "else" if node.orelse else "finally"
        raise ProgramError(f"{word} after try is not part of the language", line=node.lineno)
    body = _block(node.body, limits, depth=depth + 1)
    return Try(body, tuple(_handler(handler, limits, depth) for handler in node.handlers), node.lineno)


def _handler(node: ast.ExceptHandler, limits: Limits, depth: int) -> Handler:
    if node.type is None:
        raise ProgramError(
            f"a bare except is not part of the language; name the failure or {ANY_FAILURE}", line=node.lineno
        )
    if node.name is not None:
        raise ProgramError("'as' after except is not part of the language", line=node.lineno)
    named = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    causes = [cause for part in named for cause in FAILURES[_failure(part)]]
    return Handler(tuple(dict.fromkeys(causes)), _block(node.body, limits, depth=depth + 1), node.lineno)


def _failure(node: ast.expr) -> str:
    if not isinstance(node, ast.Name) or node.id not in FAILURES:
        shown = node.id if isinstance(node, ast.Name) else type(node).__name__
        raise ProgramError(
            f"{shown!r} is no skill failure; expected one of {', '.join(FAILURES)}", line=node.lineno
        )
    return node.id
