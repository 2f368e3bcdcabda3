"""Literals and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comuros.core.errors import InputError
from comuros.core.literal import Atom, Literal
from comuros_msgs.msg import Literal as LiteralMessage


def literal_from_ros(message: LiteralMessage) -> Literal:
    """The literal.

    Raises:
        InputError: the message names no predicate.
    """
    if not message.predicate:
        raise InputError("a literal has no predicate; expected one such as on(noodles, table_2)")
    return Literal(Atom(message.predicate, tuple(message.arguments)), message.positive)


def literal_to_ros(literal: Literal) -> LiteralMessage:
    """The literal as a message."""
    atom = literal.atom
    return LiteralMessage(predicate=atom.predicate, arguments=list(atom.arguments), positive=literal.positive)


def facts_from_ros(messages: Sequence[LiteralMessage]) -> tuple[Atom, ...]:
    """Atoms that are true. A negative literal is no fact and is left out."""
    literals = (literal_from_ros(message) for message in messages)
    return tuple(literal.atom for literal in literals if literal.positive)


def facts_to_ros(facts: Iterable[Atom]) -> list[LiteralMessage]:
    """Positive literals, in the order given."""
    return [literal_to_ros(Literal(fact)) for fact in facts]
