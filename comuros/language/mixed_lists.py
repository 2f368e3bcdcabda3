"""'Table 1 and table 2 or table 3': lists that say both 'and' and 'or', where one may bind closer than the
other.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.language.forks import Forks
from comuros.language.noun_list import with_heads
from comuros.language.puzzle import Puzzle
from comuros.language.syntax import Argument, Clause, Join, Joined, NounList, Part
from comuros.language.words import quote


def unmixed(part: Part, text: str, forks: Forks) -> Part:
    """The part with 'or' bound as this reading has it: closer than 'and', or less close.

    Raises:
        Puzzle: a clause with such a list is too involved to be taken apart.
    """
    if isinstance(part, Clause):
        part = _by_thing(part, text)
        if isinstance(part, Clause):
            return part
    if part.join is not Join.AND:
        return part
    pieces = tuple(piece if isinstance(piece, Joined) else _by_thing(piece, text) for piece in part.parts)
    if not any(isinstance(piece, Joined) and piece.join is Join.OR for piece in pieces) or len(pieces) < 2:
        return replace(part, parts=pieces)
    quoted = quote(text, _words(part))
    if " either " in quoted.lower():
        return replace(part, parts=pieces)  # "the kitchen and either the bathroom or the study"
    loose = forks.choose(quoted)
    return _or_of_ands(pieces) if loose else replace(part, parts=pieces)


def _by_thing(clause: Clause, text: str) -> Part:
    """A clause with a mixed list as one clause for each thing."""
    mixed = [index for index, argument in enumerate(clause.arguments) if argument.nouns.is_mixed]
    in_subject = clause.subject is not None and clause.subject.is_mixed
    if not mixed and not in_subject:
        return clause
    if in_subject or len(mixed) > 1 or clause.gaps or clause.forbidden or clause.suffixes:
        words = quote(text, clause.words)
        raise Puzzle(f"What goes with 'and', what with 'or' in '{words}'? Can you split it?", quoted=words)
    at = mixed[0]
    argument = clause.arguments[at]
    clauses = [
        replace(
            clause,
            arguments=(*clause.arguments[:at], _only(argument, noun), *clause.arguments[at + 1 :]),
        )
        for noun in with_heads(argument.nouns)
    ]
    groups: list[list[Part]] = [[clauses[0]]]
    for clause_of_thing, is_or in zip(clauses[1:], argument.nouns.ors, strict=True):
        if is_or:
            groups[-1].append(clause_of_thing)
        else:
            groups.append([clause_of_thing])
    parts = tuple(group[0] if len(group) == 1 else Joined(Join.OR, tuple(group)) for group in groups)
    return Joined(Join.AND, parts)


def _only(argument: Argument, noun: object) -> Argument:
    return replace(argument, nouns=NounList((noun,)))  # type: ignore[arg-type]


def _or_of_ands(pieces: tuple[Part, ...]) -> Part:
    """'A and B or C and D' as (A and B) or (C and D)."""
    sides: list[list[Part]] = [[]]
    for piece in pieces:
        if not (isinstance(piece, Joined) and piece.join is Join.OR):
            sides[-1].append(piece)
            continue
        first, *rest = piece.parts
        sides[-1].append(first)
        sides.extend([option] for option in rest)
    parts = tuple(side[0] if len(side) == 1 else Joined(Join.AND, tuple(side)) for side in sides)
    return Joined(Join.OR, parts)


def _words(part: Part):  # type: ignore[no-untyped-def]
    if isinstance(part, Clause):
        return part.words
    found = {word for piece in part.parts for word in _words(piece)}
    return tuple(sorted(found, key=lambda word: word.start))
