"""Clauses of a list that share what stands with one of them: 'clear and clean table 1', 'is cleared and
cleaned'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.language.syntax import Clause, Limit, Marker, Mood, Part, Reach, Subordinate


def clauses_of(part: Part) -> tuple[Clause, ...]:
    """Every clause of a part, in order."""
    if isinstance(part, Clause):
        return (part,)
    return tuple(clause for piece in part.parts for clause in clauses_of(piece))


def suffix_tags(part: Part) -> set[str]:
    """Order words that stand after the clauses of a part."""
    suffixes = (suffix for clause in clauses_of(part) for suffix in clause.suffixes)
    return {suffix.tag for suffix in suffixes if isinstance(suffix, Marker)}


def forbids(clause: Clause) -> bool:
    """'Never enter …', 'no robot enters …'."""
    return clause.forbidden or (clause.subject is not None and clause.subject.items[0].reach is Reach.NO)


def is_said_together(parts: Sequence[Part]) -> bool:
    """Whether 'together' is said of several clauses: of one robot alone it says nothing."""
    return any(isinstance(part, Clause) and part.together and is_for_one(part) for part in parts)


def is_for_one(clause: Clause) -> bool:
    """Whether the subject of a clause is a single one."""
    if clause.subject is None or len(clause.subject.items) != 1:
        return False
    noun = clause.subject.items[0]
    single = noun.reach in (Reach.THE, Reach.BARE, Reach.A) and not noun.pronoun
    return single and not noun.plural and noun.count <= 1 and not noun.upto


def with_shared_suffixes(parts: Sequence[Part]) -> tuple[Part, ...]:
    """'The milk goes to aisle 1 and the bread to the checkout once …': what limits the last limits all that
    share its verb.
    """
    found = list(parts)
    for index in range(len(found) - 1, 0, -1):
        later, earlier = found[index], found[index - 1]
        if not isinstance(later, Clause) or not isinstance(earlier, Clause) or not later.elided:
            continue
        limits = tuple(suffix for suffix in later.suffixes if not isinstance(suffix, Marker))
        if not any(isinstance(suffix, Subordinate | Limit) for suffix in earlier.suffixes):
            found[index - 1] = replace(earlier, suffixes=earlier.suffixes + limits)
    return tuple(found)


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
