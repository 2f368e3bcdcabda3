"""Sorts what stands with a verb by its role: object, destination, source, helper. Meaning of verbs is built
on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from comuros.core.predicate import Sort
from comuros.language.reference import References
from comuros.language.syntax import Argument, Clause, NounList, NounPhrase, Reach

_GOAL = frozenset(
    [
        "to",
        "into",
        "onto",
        "toward",
        "towards",
        "on to",
        "in to",
        "back to",
        "back on",
        "back in",
        "back into",
        "back onto",
        "over to",
        "up to",
        "down to",
        "down on",
        "down in",
        "off to",
        "down onto",
        "down into",
        "up on",
        "up onto",
        "up into",
        "out to",
        "over on",
        "back at",
        "over at",
        "back inside",
        "to inside",
        "away to",
        "away in",
    ]
)
_SOURCE = frozenset(
    [
        "from",
        "off",
        "off of",
        "out of",
        "away from",
        "back from",
        "from inside",
        "from under",
        "from on top of",
        "from next to",
        "from behind",
        "from within",
        "from near",
        "out from",
    ]
)
_TOOL = frozenset(("using", "by means of", "with the help of"))
_COMPANY = frozenset(("with", "containing", "holding", "full of", "filled with"))
_BARRING = frozenset(("without", "without using", "without the help of"))
_EXCLUDING = frozenset(
    ("except", "except for", "other than", "apart from", "but not", "and not", "excluding", "all but")
)
_NOBODY = frozenset(("me", "us"))
_BESIDE = frozenset(("beside", "next to", "near to", "close to", "alongside"))


@dataclass(frozen=True, slots=True)
class Frame:
    """The arguments of one verb by role. `near` are places said with in, on, at, in the order they stand
    after the object.
    """

    objects: NounList | None = None
    goal: NounList | None = None
    source: NounList | None = None
    near: tuple[Argument, ...] = ()
    goal_near: tuple[Argument, ...] = ()
    robots: NounList | None = None
    barred: NounList | None = None
    company: tuple[Argument, ...] = ()
    beneficiary: NounPhrase | None = None
    leftover: tuple[Argument, ...] = ()
    excluded: NounList | None = None
    beside: bool = False


def frames(clause: Clause, references: References) -> tuple[Frame, ...]:
    """One frame for each set of arguments ('two cups to table 1 and a plate to table 2' has two)."""
    bounds = (0, *clause.gaps, len(clause.arguments))
    sets = [clause.arguments[a:b] for a, b in pairwise(bounds)]
    found: list[Frame] = []
    for arguments in sets:
        frame = _frame(arguments, references)
        if found and frame.goal is None and not frame.near:
            # "The soup to table 4 and the tea too": the same destination.
            frame = replace(frame, goal=found[-1].goal, near=found[-1].near)
        found.append(frame)
    # "The cup from table 1 and the plate from table 2 to the sink": both go there.
    found = [_sent_along(frame, found[-1]) for frame in found]
    if len(found) > 1 and found[-1].robots is not None and not any(f.robots for f in found[:-1]):
        # "The noodles to table 1 and the soup to table 2 with the waiter": it brings both.
        found = [replace(frame, robots=found[-1].robots) for frame in found]
    return tuple(found)


def _sent_along(frame: Frame, last: Frame) -> Frame:
    only_taken = frame.source is not None and frame.goal is None and not frame.near
    return replace(frame, goal=last.goal, near=last.near, goal_near=last.goal_near) if only_taken else frame


def _frame(arguments: Sequence[Argument], references: References) -> Frame:
    frame = Frame()
    for argument in arguments:
        frame = _with(frame, argument, references)
    return frame


def _with(frame: Frame, argument: Argument, references: References) -> Frame:
    preposition, nouns = argument.preposition, argument.nouns
    if nouns.items[0].pronoun in _NOBODY:
        return replace(frame, beneficiary=nouns.items[0])
    robots = _are_robots(nouns, references)
    if not preposition:
        return _with_bare(frame, argument, references)
    if preposition in _BARRING and robots:
        return replace(frame, barred=nouns)
    if preposition in _EXCLUDING:
        return replace(frame, excluded=nouns)
    if preposition in _TOOL or (preposition in ("with", "by") and robots):
        return replace(frame, robots=nouns)
    if preposition in _SOURCE:
        return replace(frame, source=nouns)
    if preposition in _COMPANY:
        return replace(frame, company=(*frame.company, argument))
    if preposition == "for":
        goal = frame.goal is None and bool(references.sorts(nouns.items[0]) & {Sort.PLACE})
        return replace(frame, goal=nouns) if goal else replace(frame, leftover=(*frame.leftover, argument))
    if frame.company and not frame.near and nouns.items[0].pronoun in ("it", "them"):
        return frame  # "a bowl with a spoon in it" says once more what "with" said
    if preposition in _BESIDE and frame.goal is None and _are_objects(nouns, references):
        return replace(frame, goal=nouns, beside=True)
    if preposition in _GOAL and frame.goal is None:
        return replace(frame, goal=nouns)
    if preposition in ("of", "about", "per", "during") or preposition in _BARRING:
        return replace(frame, leftover=(*frame.leftover, argument))
    if frame.goal is not None:
        return replace(frame, goal_near=(*frame.goal_near, argument))
    return replace(frame, near=(*frame.near, argument))


def _with_bare(frame: Frame, argument: Argument, references: References) -> Frame:
    if frame.objects is None:
        return replace(frame, objects=argument.nouns)
    if frame.goal is None and _may_receive(frame.objects.items[0], references):
        # "bring table 2 the noodles": the receiver stands first.
        return replace(frame, objects=argument.nouns, goal=frame.objects)
    if argument.nouns.items[0].pronoun == "there":
        return replace(frame, goal=argument.nouns) if frame.goal is None else frame
    return replace(frame, leftover=(*frame.leftover, argument))


def _may_receive(noun: NounPhrase, references: References) -> bool:
    sorts = references.sorts(noun)
    return not references.lexicon.open_world and sorts <= {Sort.PLACE, Sort.ROBOT}


def supplied(frame: Frame, references: References) -> Frame:
    """'Supply room 1 with the linen' brings the linen to room 1."""
    if frame.objects is None or len(frame.company) != 1 or frame.goal is not None:
        return frame
    what = frame.company[0].nouns
    if not _are_objects(what, references) or not _may_receive(frame.objects.items[0], references):
        return frame
    return replace(frame, objects=what, goal=frame.objects, company=())


def _are_objects(nouns: NounList, references: References) -> bool:
    known = not references.lexicon.open_world
    return known and all(references.sorts(noun) == {Sort.OBJECT} for noun in nouns.items)


def _are_robots(nouns: NounList, references: References) -> bool:
    def is_robot(noun: NounPhrase) -> bool:
        return bool(noun.phrase) and references.sorts(noun) == {Sort.ROBOT}

    return all(is_robot(noun) or noun.reach is Reach.PRONOUN for noun in nouns.items) and any(
        map(is_robot, nouns.items)
    )
