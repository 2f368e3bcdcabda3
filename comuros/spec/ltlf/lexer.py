"""Text to tokens, for the parser. Each token keeps its place in the text, so that errors can point at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from comuros.core.errors import FormulaError, InputError
from comuros.spec.ltlf.dialect import NOTATIONS, Dialect
from comuros.spec.ltlf.names import ARGUMENTS, WORD, is_structured, joined, normal_name

MAX_TEXT_LENGTH = 1_000_000
_SPACE = re.compile(r"\s*")
_SPOT_OPERATOR_LETTER = re.compile(r"[URVWM]")
_SPOT_WORD = re.compile(r"[FGX](?![0-9\[])|[URVWM](?![A-Za-z0-9_.])|[A-Za-z_][A-Za-z0-9_.]*")
_SPOT_STRONG_NEXT = re.compile(r"X\s*\[\s*!\s*\]")
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Token:
    """`sign` is an operator, constant or bracket of the notation; `name` is a proposition."""

    sign: str
    name: str
    position: int
    end: int

    def __str__(self) -> str:
        return repr(self.sign or self.name)


def tokens(text: str, dialect: Dialect) -> Iterator[Token]:
    """The tokens of `text`.

    Raises:
        FormulaError: a character that starts no token, or a text longer than `MAX_TEXT_LENGTH` characters.
    """
    if len(text) > MAX_TEXT_LENGTH:
        reason = f"the formula has {len(text)} characters; at most {MAX_TEXT_LENGTH} are read"
        raise FormulaError(reason, text=text[:80], position=0)
    position = _skip_space(text, 0)
    after_operand = False
    while position < len(text):
        token = _token_at(text, position, dialect, after_operand)
        yield token
        after_operand = bool(token.name) or token.sign == ")" or token.sign in NOTATIONS[dialect].constants
        position = _skip_space(text, token.end)


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _token_at(text: str, position: int, dialect: Dialect, after_operand: bool) -> Token:
    if dialect is Dialect.SPOT and (strong := _SPOT_STRONG_NEXT.match(text, position)):
        return Token("X[!]", "", position, strong.end())
    if text[position] == '"' and NOTATIONS[dialect].quotes_names:
        return _quoted_token(text, position)
    if word := _word_at(text, position, dialect, after_operand):
        return _word_token(word, text, dialect)
    for sign in _signs(dialect):
        if text.startswith(sign, position):
            return Token(sign, "", position, position + len(sign))
    operators = " ".join(operator_signs(dialect))
    reason = f"unexpected character {text[position]!r}; {dialect.value} operators are {operators}"
    raise FormulaError(reason, text=text, position=position)


def _word_at(text: str, position: int, dialect: Dialect, after_operand: bool) -> re.Match[str] | None:
    """The longest word, save that Spot reads `GFa` as `G F a`, and `(a)Ub` as `a U b`."""
    if dialect is not Dialect.SPOT:
        return WORD.match(text, position)
    letter = _SPOT_OPERATOR_LETTER.match(text, position) if after_operand else None
    return letter or _SPOT_WORD.match(text, position)


def _word_token(word: re.Match[str], text: str, dialect: Dialect) -> Token:
    """A keyword, a plain proposition or a structured one such as `at(robot, dock)`."""
    spelling, start = word.group(), word.start()
    if spelling in _words(dialect):
        return Token(spelling, "", start, word.end())
    if not text.startswith("(", word.end()):
        return Token("", spelling, start, word.end())
    arguments = ARGUMENTS.match(text, word.end())
    if arguments is None:
        reason = f"the arguments of {spelling!r} are not names separated by commas, as in {spelling}(a, b)"
        raise FormulaError(reason, text=text, position=word.end())
    return Token("", f"{spelling}({joined(arguments.group(1))})", start, arguments.end())


def _quoted_token(text: str, position: int) -> Token:
    quoted = _QUOTED.match(text, position)
    if quoted is None:
        reason = "this quotation mark is never closed; '\"' was expected on the same line"
        raise FormulaError(reason, text=text, position=position)
    try:
        name = normal_name(_ESCAPE.sub(r"\1", quoted.group(1)))
    except InputError as error:
        raise FormulaError(str(error), text=text, position=position) from error
    return Token("", name, position, quoted.end())


def is_bare(name: str, dialect: Dialect) -> bool:
    """Whether a normal name is read back as itself when it stands without quotes in that dialect."""
    word = WORD.match(name)
    if word is None or word.group() in _words(dialect):
        return False
    if dialect is Dialect.SPOT:
        return word.end() == len(name) and name[0] not in "FGXURVWM"
    return word.end() == len(name) or is_structured(name)


def operator_signs(dialect: Dialect) -> tuple[str, ...]:
    """Every operator of the dialect as it is written, unary ones first."""
    return (*NOTATIONS[dialect].unary, *NOTATIONS[dialect].binary)


@cache
def _words(dialect: Dialect) -> frozenset[str]:
    return NOTATIONS[dialect].words


@cache
def _signs(dialect: Dialect) -> tuple[str, ...]:
    return NOTATIONS[dialect].signs
