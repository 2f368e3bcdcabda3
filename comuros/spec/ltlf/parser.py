"""Tokens to formulas by operator precedence with stacks of its own, so that no nesting is too deep for it."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.errors import FormulaError
from comuros.spec.ltlf.dialect import NOTATIONS, BinaryRule, Dialect
from comuros.spec.ltlf.formula import FALSE, LAST, TRUE, Formula, Op, build, proposition
from comuros.spec.ltlf.lexer import Token, tokens

_CONSTANTS = {Op.TRUE: TRUE, Op.FALSE: FALSE, Op.LAST: LAST}
_OPERAND = "a proposition, a constant, '(' or a unary operator"


@dataclass(frozen=True, slots=True)
class _Pending:
    """An operator or an opening bracket whose right side is still being read."""

    token: Token
    rule: BinaryRule | None


def parse(text: str, dialect: Dialect = Dialect.COMUROS) -> Formula:
    """Read one formula.

    `! X N F G` bind tightest, then `U R W M` (to the right), `&`, `|`, and `->` `<->` (to the right); Spot's
    dialect is the same with its own spellings. In the ltl2ba dialect, as in that program, `U R` bind
    tighter than `&& || -> <->`, all of which have one strength, and every operator associates to the left.

    Raises:
        FormulaError: with the position, and what was expected there.
    """
    return _Parser(text, dialect).formula()


class _Parser:
    """Two stacks: finished operands, and operators waiting for their right side."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._text = text
        self._dialect = dialect
        self._notation = NOTATIONS[dialect]
        self._operands: list[Formula] = []
        self._pending: list[_Pending] = []

    def formula(self) -> Formula:
        """Read the whole text."""
        operand_due = True
        for token in tokens(self._text, self._dialect):
            operand_due = self._read_operand(token) if operand_due else self._read_operator(token)
        if operand_due:
            raise self._error(f"the formula ends where {_OPERAND} was expected", len(self._text))
        while self._pending:
            if self._pending[-1].token.sign == "(":
                opening = self._pending[-1].token.position
                raise self._error("this '(' is never closed; ')' was expected", opening)
            self._reduce()
        return self._operands.pop()

    def _read_operand(self, token: Token) -> bool:
        """Take a token where an operand may start; say whether one is still due."""
        if token.name:
            self._operands.append(proposition(token.name))
            return False
        if token.sign in self._notation.constants:
            self._operands.append(_CONSTANTS[self._notation.constants[token.sign]])
            return False
        if token.sign == "(" or token.sign in self._notation.unary:
            self._pending.append(_Pending(token, None))
            return True
        raise self._error(f"{token} found where {_OPERAND} was expected", token.position)

    def _read_operator(self, token: Token) -> bool:
        """Take a token after a complete operand; say whether another operand is due."""
        if token.sign == ")":
            self._close(token)
            return False
        rule = self._notation.binary.get(token.sign)
        if rule is None:
            raise self._error(f"{token} found where {self._binary_expected()} was expected", token.position)
        while self._pending and self._binds_first(self._pending[-1], rule):
            self._reduce()
        self._pending.append(_Pending(token, rule))
        return True

    def _binds_first(self, left: _Pending, right: BinaryRule) -> bool:
        """Whether the operator on the stack takes the operand between it and the new one."""
        if left.token.sign == "(":
            return False
        if left.rule is None or left.rule.strength != right.strength:
            return left.rule is None or left.rule.strength > right.strength
        if left.rule.op is right.op and right.op in (Op.AND, Op.OR):
            return False
        return not right.right_associative

    def _close(self, token: Token) -> None:
        while self._pending and self._pending[-1].token.sign != "(":
            self._reduce()
        if not self._pending:
            reason = f"this ')' closes nothing; {self._binary_expected()} or the end was expected"
            raise self._error(reason, token.position)
        self._pending.pop()

    def _reduce(self) -> None:
        """Apply the topmost operator; a run of the same `&` or `|` becomes one n-ary node at once."""
        pending = self._pending.pop()
        if pending.rule is None:
            op = self._notation.unary[pending.token.sign]
            self._operands.append(build(op, (self._operands.pop(),)))
            return
        count = 2
        while pending.rule.op in (Op.AND, Op.OR) and self._pending and self._same_run(pending.rule):
            self._pending.pop()
            count += 1
        args = tuple(self._operands[-count:])
        del self._operands[-count:]
        self._operands.append(build(pending.rule.op, args))

    def _same_run(self, rule: BinaryRule) -> bool:
        top = self._pending[-1].rule
        return top is not None and top.op is rule.op

    def _binary_expected(self) -> str:
        close = "')' or " if any(pending.token.sign == "(" for pending in self._pending) else ""
        return f"{close}a binary operator ({' '.join(self._notation.binary)})"

    def _error(self, reason: str, position: int) -> FormulaError:
        return FormulaError(reason, text=self._text, position=position)
