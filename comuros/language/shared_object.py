"""Clauses of a list that share what stands with one of them: 'clear and clean table 1', 'is cleared and
cleaned'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.language.syntax import Clause, Mood, Part


def clauses_of(part: Part) -> tuple[Clause, ...]:
    """Every clause of a part, in order."""
    if isinstance(part, Clause):
        return (part,)
    return tuple(clause for piece in part.parts for clause in clauses_of(piece))


def with_shared_objects(parts: Sequence[Part]) -> list[tuple[Part, bool]]:
    """The parts with what they share filled in; the flag says that a part is done after the one before for
    that reason.
    """
    found: list[tuple[Part, bool]] = []
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else None
        if (
            isinstance(part, Clause)
            and isinstance(following, Clause)
            and _is_bare(part)
            and following.subject is None
        ):
            found.append((replace(part, arguments=following.arguments), False))
            continue
        completes = index > 0 and found[-1][0] is not parts[index - 1]
        found.append((part, completes or (index > 0 and _same_passive_subject(parts[index - 1], part))))
    return found


def _is_bare(clause: Clause) -> bool:
    return not clause.arguments and clause.mood is Mood.ACTIVE and clause.subject is None


def _same_passive_subject(earlier: Part, later: Part) -> bool:
    if not isinstance(earlier, Clause) or not isinstance(later, Clause) or later.subject is None:
        return False
    passive = earlier.mood is Mood.PASSIVE and later.mood in (Mood.PASSIVE, Mood.ACTIVE)
    return passive and earlier.subject == later.subject
