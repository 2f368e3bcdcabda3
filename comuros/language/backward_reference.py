"""Finds the task that 'after placing the cup' or 'once table 1 is clean' speaks of among those already asked
for.
"""

from __future__ import annotations

from collections.abc import Mapping

from comuros.core.predicate import Sort
from comuros.language.draft import Draft, Topic, tasks_in
from comuros.language.frame import frames
from comuros.language.open_world import speaks_of
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.syntax import Clause, Mood, NounList
from comuros.language.verbs import STATES, VerbClass

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
    verb_class = _class(clause, references)
    if verb_class is None and not references.lexicon.open_world:
        return ()
    frame = frames(clause, references)[0]
    about = clause.subject if clause.mood is not Mood.ACTIVE else frame.objects
    goal = frame.goal or (frame.near[0].nouns if frame.near else None)
    if about is None:
        about, goal = goal, None
    if about is None:
        return ()
    if references.lexicon.open_world:
        return _by_words(about, units, references)
    names = _names(about, references)
    places = _names(goal, references) if goal is not None else ()
    assert verb_class is not None
    found = [_latest(name, places, verb_class, units) for name in names]
    return (
        tuple(dict.fromkeys(unit for unit in found if unit is not None))
        if all(f is not None for f in found)
        else ()
    )


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


def _names(nouns: NounList, references: References) -> tuple[str, ...]:
    sorts = (Sort.OBJECT, Sort.PLACE)
    try:
        found = [name for noun in nouns.items for name in references.resolve(noun, sorts, note=False).names]
    except Puzzle:
        return ()
    return tuple(dict.fromkeys(found))


def _latest(
    name: str, places: tuple[str, ...], verb_class: VerbClass, units: Mapping[int, Draft]
) -> int | None:
    for number in sorted(units, reverse=True):
        for task in tasks_in(units[number]):
            about = (*task.topic.objects, *task.topic.places)
            if _alike(verb_class, task.topic) and name in about and set(places) <= set(task.topic.places):
                return number
    return None


def _alike(verb_class: VerbClass, topic: Topic) -> bool:
    return verb_class is topic.verb_class or (verb_class in _TRANSPORTS and topic.verb_class in _TRANSPORTS)
