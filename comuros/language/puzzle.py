"""Raised inside the interpreter where a person has to be asked; carries the question. It never leaves the
room.
"""

from __future__ import annotations

from comuros.core.instruction import Question


class Puzzle(Exception):
    """Something that was said and cannot be settled without asking. `unknown` means that a word is not known
    at all.
    """

    def __init__(
        self, text: str, *, quoted: str = "", choices: tuple[str, ...] = (), unknown: bool = False
    ) -> None:
        self.question = Question(text, quoted, choices)
        self.unknown = unknown
        super().__init__(text)
