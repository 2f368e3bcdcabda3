"""'… after A is done and B is done': whether what follows 'and' belongs with 'after' or with the main clause.
The way a clause is put tells, for nobody gives an order in the perfect.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from comuros.language.chunk import Chunk
from comuros.language.inflection import VerbForm
from comuros.language.tag import Tag

_PERFECT = frozenset(("has", "have", "had"))
_ORDERING = frozenset(("to", "must", "shall", "should", "will", "can", "may", "ought", "needs", "need"))


class Put(Enum):
    """How a clause is put."""

    IMPERATIVE = "clean table 1"
    ORDER = "table 1 must be cleaned"
    PERFECT = "table 1 has been cleaned"
    PASSIVE = "table 1 is cleaned"
    ACTIVE = "the cleaner cleans table 1"


class Scope(Enum):
    """Where a clause after 'and' belongs."""

    SUBORDINATE = "subordinate"
    MAIN = "main"
    OPEN = "open"


def put_by(predicate: str) -> Put:
    """How a clause with this auxiliary is put ('has been', 'must be', 'is')."""
    words = predicate.split()
    if _ORDERING.intersection(words):
        return Put.ORDER
    return Put.PERFECT if words[0] in _PERFECT else Put.PASSIVE


def put_of(chunks: Sequence[Chunk]) -> Put:
    """How the clause of these tokens is put."""
    for chunk in chunks:
        if chunk.tag in (Tag.BE, Tag.MODAL, Tag.HAVE):
            return Put.ORDER if chunk.tag is not Tag.BE else put_by(chunk.text)
        if chunk.tag in (Tag.NEVER, Tag.AVOID):
            return Put.IMPERATIVE
        if chunk.verb is not None:
            has_subject = chunks[0].tag is Tag.NP and chunk.verb.form is not VerbForm.ING
            return Put.ACTIVE if has_subject else Put.IMPERATIVE
    return Put.PASSIVE


def scope_after(main: Put, subordinate: Put, following: Put, *, comma: bool) -> Scope:
    """Where `following` belongs after a main clause and a subordinate one; open where both readings are as
    good.
    """
    if following is Put.PERFECT:
        return Scope.SUBORDINATE
    if following in (Put.ORDER, Put.IMPERATIVE):
        return Scope.MAIN
    if following is not main and following is Put.PASSIVE:
        return Scope.SUBORDINATE
    if comma or (following is main and subordinate is Put.PERFECT):
        return Scope.MAIN
    return Scope.OPEN


def scope_of_delivery(main: Sequence[Chunk], subordinate: Sequence[Chunk]) -> Scope:
    """Where 'and the suitcase to room 11' belongs: with the clause that says where something else goes."""
    goes_on_main, goes_on_subordinate = _says_where(main), _says_where(subordinate)
    if goes_on_main and goes_on_subordinate:
        return Scope.OPEN
    return Scope.SUBORDINATE if goes_on_subordinate else Scope.MAIN


def _says_where(chunks: Sequence[Chunk]) -> bool:
    return any(chunk.tag is Tag.PREP for chunk in chunks)
