"""Collects every problem of a scenario's files while they are read. All readers of this room write into one
log.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from comuros.core.errors import Problem


class ProblemLog:
    """Problems in the order found. Reading goes on after a problem, so that all are reported at once."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    def add(self, file: Path, line: int, message: str) -> None:
        """Note a problem; `line` is 1-based, 0 for the file as a whole. The same problem is kept once."""
        self._problems[Problem(str(file), line, message)] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything noted so far, sorted by file and line."""
        return tuple(sorted(self._problems))


def one_of(known: Iterable[str]) -> str:
    """The known names for an error message, sorted, at most a dozen."""
    names = sorted(known)
    shown = ", ".join(names[:12]) or "none"
    return f"{shown}, …" if len(names) > 12 else shown


def expected(wrong: str, known: Iterable[str]) -> str:
    """What was expected in place of a wrong name: the closest known one, if any is close, and the list."""
    names = sorted(known)
    close = difflib.get_close_matches(wrong, names, n=1)
    guess = f"did you mean {close[0]!r}? " if close else ""
    return f"{guess}expected one of: {one_of(names)}"
