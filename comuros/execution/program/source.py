"""What is checked on the bare text of a program, before Python's parser sees it. Used by the parser."""

from __future__ import annotations

import io
import tokenize

from comuros.core.errors import ProgramError
from comuros.execution.program.limits import Limits


def check_source(text: str, limits: Limits) -> None:
    """Refuse texts that are too long, hold control characters, or write names with letters outside ASCII.

    Python folds look-alike letters in names (NFKC), so such names are refused rather than compared.

    Raises:
        ProgramError: with the line and what was found.
    """
    if len(text) > limits.source_chars:
        raise ProgramError(
            f"the program has {len(text)} characters; at most {limits.source_chars} are allowed"
        )
    for number, line in enumerate(text.split("\n"), start=1):
        odd = next((char for char in line if not (char.isprintable() or char in "\t\r")), None)
        if odd is not None:
            raise ProgramError(f"control character {odd!r} in the text", line=number)
    _check_tokens(text, limits)


def _check_tokens(text: str, limits: Limits) -> None:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            _check_token(token, limits)
    except (tokenize.TokenError, SyntaxError) as error:
        raise ProgramError(f"not a program: {_first_argument(error)}") from error


def _check_token(token: tokenize.TokenInfo, limits: Limits) -> None:
    line = token.start[0]
    if token.type == tokenize.NAME and not token.string.isascii():
        raise ProgramError(f"name {token.string!r} has letters outside ASCII", line=line)
    if token.type == tokenize.NAME and len(token.string) > limits.name_chars:
        raise ProgramError(
            f"name {token.string[:12]!r}… is longer than {limits.name_chars} characters", line=line
        )
    if token.type == tokenize.ERRORTOKEN and not token.string.isspace():
        raise ProgramError(f"unexpected {token.string[:12]!r}", line=line)
    if token.type == tokenize.NUMBER and len(token.string) > len(str(limits.largest_number)) + 8:
        raise ProgramError(f"number {token.string[:12]}… is larger than {limits.largest_number}", line=line)


def _first_argument(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__
