"""Declared predicates and the sorts of their arguments. The scenario declares them; spec types formulas by
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """What an argument may name. A `LOCATION` is a place or an object that things can lie on."""

    ROBOT = "robot"
    PLACE = "place"
    OBJECT = "object"
    LOCATION = "location"
    NUMBER = "number"
    TEXT = "text"

    def accepts(self, actual: Sort) -> bool:
        """Whether a thing of sort `actual` may stand where this sort is expected."""
        return actual is self or (self is Sort.LOCATION and actual in (Sort.PLACE, Sort.OBJECT))


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate's signature.

    `functional` means that the last argument is a value of the others: making `at(robot, b)` true
    makes every other `at(robot, …)` false. `english` is a phrase with `{0}`, `{1}` for the arguments.
    """

    name: str
    sorts: tuple[Sort, ...]
    functional: bool = False
    english: str = ""

    def phrase(self, arguments: tuple[str, ...]) -> str:
        """The predicate in words, such as 'the box is on table 2'."""
        words = tuple(argument.replace("_", " ") for argument in arguments)
        if not self.english:
            return f"{self.name.replace('_', ' ')} {' '.join(words)}".strip()
        return self.english.format(*words)
