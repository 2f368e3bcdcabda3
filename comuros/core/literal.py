"""Atoms and literals over robots, places and objects. Skills, goals, events and world states are made of
them.

An argument that starts with `?` is a variable; a literal without variables is ground. The argument `_` stands
for anything: `!holding(?self, _)` says that the robot holds nothing. Effects never use it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from comuros.core.errors import InputError

_LITERAL = re.compile(r"\s*(!?)\s*([A-Za-z_]\w*)\s*\(\s*([^()]*?)\s*\)\s*$")
_ARGUMENT = re.compile(r"\??[A-Za-z_]\w*$")

ANYTHING = "_"


@dataclass(frozen=True, slots=True, order=True)
class Atom:
    """A predicate with its arguments, such as `on(noodles, table_2)`."""

    predicate: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.predicate}({', '.join(self.arguments)})"

    def substitute(self, binding: Mapping[str, str]) -> Atom:
        """The atom with every bound variable replaced; unbound ones stay."""
        return Atom(self.predicate, tuple(binding.get(argument, argument) for argument in self.arguments))

    @property
    def is_ground(self) -> bool:
        """Whether no argument is a variable."""
        return not any(argument.startswith("?") for argument in self.arguments)

    def covers(self, fact: Atom) -> bool:
        """Whether a fact is this atom, `_` matching anything."""
        return (
            self.predicate == fact.predicate
            and len(self.arguments) == len(fact.arguments)
            and all(w in (ANYTHING, actual) for w, actual in zip(self.arguments, fact.arguments, strict=True))
        )


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """An atom that is asked or made to be true (`positive`) or false."""

    atom: Atom
    positive: bool = True

    def __str__(self) -> str:
        return str(self.atom) if self.positive else f"!{self.atom}"

    def substitute(self, binding: Mapping[str, str]) -> Literal:
        """The literal with every bound variable replaced."""
        return Literal(self.atom.substitute(binding), self.positive)

    def negated(self) -> Literal:
        """The opposite literal."""
        return Literal(self.atom, not self.positive)


def parse_literal(text: str) -> Literal:
    """Read `on(box, ?place)` or `!open(door)`.

    Raises:
        InputError: the text is not one literal.
    """
    match = _LITERAL.match(text)
    if match is None:
        raise InputError(
            f"{text!r} is not a literal; expected the form on(box, table_2) or !on(box, table_2)"
        )
    sign, predicate, inner = match.groups()
    arguments = tuple(part.strip() for part in inner.split(",")) if inner else ()
    for argument in arguments:
        if not _ARGUMENT.match(argument):
            raise InputError(f"{argument!r} in {text!r} is not a name or a ?variable")
    return Literal(Atom(predicate, arguments), positive=not sign)
