"""Finds the task that 'after placing the cup' or 'once table 1 is clean' speaks of among those already asked
for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from comuros.core.predicate import Sort
from comuros.language.draft import Draft, Topic, tasks_in
from comuros.language.frame import frames
from comuros.language.open_world import speaks_of
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.syntax import Clause, Mood, NounList
from comuros.language.verbs import STATES, VerbClass
from comuros.language.words import quote

_OF_PLACES = frozenset({VerbClass.CLEAR, VerbClass.CLEAN, VerbClass.LOOK, VerbClass.OPEN, VerbClass.CLOSE})
_TRANSPORTS = frozenset(
    {
        VerbClass.TRANSPORT,
        VerbClass.RETURN,
        VerbClass.DISCARD,
        VerbClass.STORE,
        VerbClass.PICK,
        VerbClass.CLEAR,
    }
)


def matching_units(clause: Clause, units: Mapping[int, Draft], references: References) -> tuple[int, ...]:
    """Numbers of the latest unit for each thing the clause names that does such a thing to it; empty where
    there is none.
    """
    if is_done_with(clause):
        return _about_any(clause.arguments[0].nouns, units, references)
    verb_class = _class(clause, references)
    if verb_class is None and not references.lexicon.open_world:
        return ()
    if clause.gaps and not references.lexicon.open_world:
        return _of_every_set(clause, units, references)
    frame = frames(clause, references)[0]
    about = clause.subject if clause.mood is not Mood.ACTIVE else frame.objects
    goal = frame.goal or (frame.near[0].nouns if frame.near else None)
    if about is None:
        about, goal = goal, None
    if about is None:
        return ()
    if references.lexicon.open_world:
        return _by_words(about, units, references)
    names = _names(about, references, places_first=verb_class in _OF_PLACES)
    places = _names(goal, references) if goal is not None else ()
    assert verb_class is not None
    clears = verb_class is VerbClass.CLEAR
    found = [
        _latest(name, places, verb_class, units, as_said=clears and _is_place(name, references))
        for name in names
    ]
    return (
        tuple(dict.fromkeys(unit for unit in found if unit is not None))
        if all(f is not None for f in found)
        else ()
    )


def _of_every_set(clause: Clause, units: Mapping[int, Draft], references: References) -> tuple[int, ...]:
    """'The tea is on table 1 and the soup on table 2': what each part speaks of; all of it or none was asked
    for.
    """
    found = [matching_units(part, units, references) for part in _sets(clause, references)]
    if any(found) and not all(found):
        words = quote(references.text, clause.words)
        raise Puzzle(f"Only a part of '{words}' was asked for. Can you say the rest first?", quoted=words)
    return tuple(dict.fromkeys(unit for units_of_part in found for unit in units_of_part))


def _sets(clause: Clause, references: References) -> tuple[Clause, ...]:
    """A clause with several sets of arguments as one clause for each."""
    parts: list[Clause] = []
    bounds = (0, *clause.gaps, len(clause.arguments))
    for start, end in pairwise(bounds):
        part = replace(clause, arguments=clause.arguments[start:end], gaps=())
        nouns = frames(part, references)[0].objects
        passive = clause.mood is not Mood.ACTIVE and start > 0 and nouns is not None
        parts.append(replace(part, subject=nouns) if passive else part)
    return tuple(parts)


def _by_words(about: NounList, units: Mapping[int, Draft], references: References) -> tuple[int, ...]:
    """In an open world: for each thing named the latest unit about something of that name, whatever was done
    to it.
    """
    found: list[int] = []
    for name in _names(about, references):
        matching = [
            number
            for number, draft in units.items()
            if any(speaks_of(name, known) for task in tasks_in(draft) for known in task.topic.objects)
        ]
        found.extend(matching[-1:])
    return tuple(dict.fromkeys(found))


def _class(clause: Clause, references: References) -> VerbClass | None:
    if clause.verb is None and clause.mood is Mood.STATE:
        lemma = STATES.get(clause.state, "") if clause.state else "put"
    else:
        lemma = clause.verb.lemma if clause.verb else ""
    sense = references.lexicon.verbs.sense(lemma)
    return sense.verb_class if sense else None


def is_done_with(clause: Clause) -> bool:
    """'Once the cleaner is done with room 2' speaks of whatever was to be done there."""
    arguments = clause.arguments
    return clause.mood is Mood.STATE and bool(arguments) and arguments[0].preposition == "with"


def _about_any(nouns: NounList, units: Mapping[int, Draft], references: References) -> tuple[int, ...]:
    names = set(_names(nouns, references))
    found = [
        number
        for number, draft in units.items()
        if any(names & {*task.topic.objects, *task.topic.places} for task in tasks_in(draft))
    ]
    return tuple(found[-1:])


def _names(nouns: NounList, references: References, *, places_first: bool = False) -> tuple[str, ...]:
    sorts = (Sort.OBJECT, Sort.PLACE)
    if places_first and nouns.items[0].pronoun and references.memory.places:
        sorts = (Sort.PLACE, Sort.PLACE)
    try:
        found = [name for noun in nouns.items for name in references.resolve(noun, sorts, note=False).names]
    except Puzzle:
        return ()
    return tuple(dict.fromkeys(found))


def _latest(
    name: str,
    places: tuple[str, ...],
    verb_class: VerbClass,
    units: Mapping[int, Draft],
    *,
    as_said: bool,
) -> int | None:
    """The latest unit that does so to a thing; `as_said` where nothing that is merely alike will do."""
    for number in sorted(units, reverse=True):
        for task in tasks_in(units[number]):
            about = (*task.topic.objects, *task.topic.places)
            alike = verb_class is task.topic.verb_class if as_said else _alike(verb_class, task.topic)
            if alike and name in about and set(places) <= set(task.topic.places):
                return number
    return None


def _is_place(name: str, references: References) -> bool:
    return references.scenario.sort_of(name) is Sort.PLACE


def _alike(verb_class: VerbClass, topic: Topic) -> bool:
    return verb_class is topic.verb_class or (verb_class in _TRANSPORTS and topic.verb_class in _TRANSPORTS)
