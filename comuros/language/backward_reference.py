"""Finds the task that 'after placing the cup' or 'once table 1 is clean' speaks of among those already asked
for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from comuros.core.predicate import Sort
from comuros.core.task import Goal
from comuros.language.draft import Draft, DraftTask, Topic, tasks_in
from comuros.language.frame import Frame, frames
from comuros.language.open_world import speaks_of
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.shared_object import clauses_of
from comuros.language.syntax import Clause, Mood, NounList, Reach, Subordinate
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
    if references.lexicon.open_world:
        sets = frames(clause, references)
        return tuple(
            dict.fromkeys(unit for each in sets for unit in _by_words(each, clause, units, references))
        )
    about, goal = _about(frames(clause, references)[0], clause)
    if about is None:
        return ()
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


def units_besides(
    limit: Subordinate, units: tuple[int, ...], drafts: Mapping[int, Draft], references: References
) -> tuple[int, ...]:
    """What a limit speaks of besides the units it limits; empty where a pronoun says it of themselves."""
    apart = {number: draft for number, draft in drafts.items() if number not in units}
    if references.pronouns_used:
        return ()
    matching = (matching_units(clause, apart, references) for clause in clauses_of(limit.part))
    return tuple(unit for found in matching for unit in found)


def is_about_last(limit: Subordinate) -> bool:
    """Whether a limit speaks of what was said last by a pronoun."""
    nouns = [
        noun
        for clause in clauses_of(limit.part)
        for said in (clause.subject, *(argument.nouns for argument in clause.arguments))
        if said is not None
        for noun in said.items
    ]
    return any(noun.reach is Reach.PRONOUN for noun in nouns)


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


def _about(frame: Frame, clause: Clause) -> tuple[NounList | None, NounList | None]:
    """What a clause is about, and where it goes."""
    about = clause.subject if clause.mood is not Mood.ACTIVE else frame.objects
    goal = frame.goal or (frame.near[0].nouns if frame.near else None)
    return (about, goal) if about is not None else (goal, None)


def _by_words(
    frame: Frame, clause: Clause, units: Mapping[int, Draft], references: References
) -> tuple[int, ...]:
    """In an open world: for each thing named the latest unit about something of that name, whatever was done
    to it; and what is said to be with it.
    """
    about, _ = _about(frame, clause)
    found = _latest_about(about, units, references) if about is not None else ()
    return (*found, *_company_said_apart(frame, found, units, references))


def _latest_about(about: NounList, units: Mapping[int, Draft], references: References) -> tuple[int, ...]:
    if any(noun.pronoun == "both" for noun in about.items):
        return tuple(units)[-2:]
    found: list[int] = []
    for name in _names(about, references):
        matching = [
            number
            for number, draft in units.items()
            if any(speaks_of(name, known) for task in tasks_in(draft) for known in task.topic.objects)
        ]
        found.extend(matching[-1:])
    return tuple(dict.fromkeys(found))


def _company_said_apart(
    frame: Frame, found: tuple[int, ...], units: Mapping[int, Draft], references: References
) -> tuple[int, ...]:
    """'After placing the plate with the tomato and the pot' where tomato and pot were put there by orders of
    their own.
    """
    known = {name for unit in found for task in tasks_in(units[unit]) for name in _mentioned(task)}
    company = [argument.nouns for argument in frame.company]
    if not found or any(
        speaks_of(n, k) for nouns in company for n in _names(nouns, references) for k in known
    ):
        return ()
    return tuple(unit for nouns in company for unit in _latest_about(nouns, units, references))


def _mentioned(task: DraftTask) -> tuple[str, ...]:
    literals = task.work.literals if isinstance(task.work, Goal) else ()
    return tuple(name for literal in literals for name in literal.atom.arguments)


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
