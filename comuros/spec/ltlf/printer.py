"""Formulas to text. Printing and parsing in our own dialect or in Spot's is the identity."""

from __future__ import annotations

from comuros.core.errors import InputError
from comuros.spec.ltlf.dialect import NOTATIONS, Dialect
from comuros.spec.ltlf.formula import Formula, Op, disjunction, negation, release, strong_next, until
from comuros.spec.ltlf.lexer import is_bare

_CONSTANTS = {
    Dialect.COMUROS: {Op.TRUE: "true", Op.FALSE: "false", Op.LAST: "last"},
    Dialect.SPOT: {Op.TRUE: "1", Op.FALSE: "0", Op.LAST: "!X[!] 1"},
    Dialect.LTL2BA: {Op.TRUE: "true", Op.FALSE: "false", Op.LAST: "!X true"},
}
_WORDS_WITH_BLANK = (Op.NEXT, Op.WEAK_NEXT, Op.EVENTUALLY, Op.ALWAYS)
_UNARY_STRENGTH = 9


def to_text(formula: Formula, dialect: Dialect = Dialect.COMUROS) -> str:
    """The formula in a dialect, with as few brackets as stay readable.

    The ltl2ba dialect has no `N`, `W` or `M`; there they are written by what they stand for.

    Raises:
        InputError: a proposition whose name cannot be written in that dialect.
    """
    pieces: list[str] = []
    stack: list[str | tuple[Formula, int]] = [(formula, 0)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        else:
            stack.extend(reversed(_pieces(item[0], item[1], dialect)))
    return "".join(pieces)


def _pieces(node: Formula, least_strength: int, dialect: Dialect) -> list[str | tuple[Formula, int]]:
    """The node as text and operands; in brackets when it binds less than `least_strength`."""
    if dialect is Dialect.LTL2BA:
        node = _without_missing_operators(node)
    if node.op is Op.PROPOSITION:
        return [_name(node.name, dialect)]
    if node.op in _CONSTANTS[dialect]:
        return [_CONSTANTS[dialect][node.op]]
    sign = _sign(node.op, dialect)
    if len(node.args) == 1:
        return [sign + (" " if node.op in _WORDS_WITH_BLANK else ""), (node.args[0], _UNARY_STRENGTH)]
    rule = NOTATIONS[dialect].binary[sign]
    pieces: list[str | tuple[Formula, int]] = []
    for arg in node.args:
        pieces += [f" {sign} ", (arg, rule.strength + 1)] if pieces else [(arg, rule.strength + 1)]
    return ["(", *pieces, ")"] if rule.strength < least_strength else pieces


def _sign(op: Op, dialect: Dialect) -> str:
    """The first spelling that the notation lists for an operator."""
    notation = NOTATIONS[dialect]
    unary = (sign for sign, meaning in notation.unary.items() if meaning is op)
    binary = (sign for sign, rule in notation.binary.items() if rule.op is op)
    return [*unary, *binary][0]


def _name(name: str, dialect: Dialect) -> str:
    if is_bare(name, dialect):
        return name
    if not NOTATIONS[dialect].quotes_names:
        raise InputError(f"{name!r} cannot be written in the {dialect.value} dialect; expected a word")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _without_missing_operators(node: Formula) -> Formula:
    if node.op is Op.WEAK_NEXT:
        return negation(strong_next(negation(node.args[0])))
    if node.op is Op.WEAK_UNTIL:
        return release(node.args[1], disjunction(node.args))
    if node.op is Op.STRONG_RELEASE:
        return until(node.args[1], node.args[0] & node.args[1])
    return node
