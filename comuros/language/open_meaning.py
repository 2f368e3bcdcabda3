"""Clauses of an open world: one clause is one goal, whatever its verb and nouns are. The counterpart of
`ClauseMeaning`.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.literal import Atom, Literal
from comuros.core.predicate import Sort
from comuros.core.task import Goal
from comuros.core.tree import Relation
from comuros.language.clause_meaning import Carried, ClauseMeaning
from comuros.language.draft import Draft, DraftTask, Topic, grouped
from comuros.language.frame import Frame, frames
from comuros.language.noun_list import expanded
from comuros.language.open_world import RESULTS, OpenReferences
from comuros.language.puzzle import Puzzle
from comuros.language.syntax import Argument, Clause, Mood, NounList, NounPhrase, Reach
from comuros.language.transport_meaning import TAKING
from comuros.language.verbs import STATES, VerbClass
from comuros.language.words import quote

_MOVES = frozenset(
    {VerbClass.TRANSPORT, VerbClass.RETURN, VerbClass.DISCARD, VerbClass.STORE, VerbClass.PICK}
)
# "Turn the lamp on, put the book under it, turn it off": what is ended is what was begun.
_ENDED_BY = {VerbClass.SWITCH_ON: VerbClass.SWITCH_OFF, VerbClass.OPEN: VerbClass.CLOSE}
_TRADES = frozenset(("swap", "exchange", "trade", "interchange"))
_TRAVELS = frozenset({VerbClass.GO, VerbClass.FLY, VerbClass.ENTER})
_WHO_TRAVELS = frozenset(
    ("robot", "drone", "quadrotor", "rover", "vehicle", "truck", "agent", "arm", "dog", "team")
)
_LEAVES_OPEN_WHERE = frozenset(("put", "place", "insert", "position", "deposit"))
_CHANGES = frozenset({VerbClass.HEAT, VerbClass.COOL, VerbClass.CLEAN, VerbClass.SLICE, VerbClass.PICK})


class OpenMeaning(ClauseMeaning):
    """Builds one draft per set of arguments of a clause."""

    def __init__(self, references: OpenReferences) -> None:
        super().__init__(references)
        self._open = references
        self._last_begun: dict[VerbClass, tuple[str, ...]] = {}

    def drafts(self, clause: Clause, carried: Carried) -> tuple[Draft, ...]:
        """The goal of a clause, made of the symbols it names.

        Raises:
            Puzzle: it has no verb, or a pronoun refers to nothing.
        """
        words = quote(self._open.text, clause.words)
        lemma = self._open_lemma(clause, words)
        sense = self._open.lexicon.verbs.sense(lemma)
        verb_class = sense.verb_class if sense else VerbClass.SKILL
        found: list[Draft] = []
        self._check_happens_by_order(clause, verb_class, words)
        for frame in _taken_together(frames(clause, self._open)):
            options: list[Draft] = []
            for option in _options(frame, words):
                about = option.objects or clause.subject
                if verb_class in _TRAVELS and clause.subject is not None:
                    options.append(self._arrival(clause.subject, lemma, verb_class, option, words))
                else:
                    options.append(self._draft(lemma, verb_class, option, about, words))
            found.append(grouped(Relation.ANY, tuple(options)))
        return tuple(found)

    def _check_happens_by_order(self, clause: Clause, verb_class: VerbClass, words: str) -> None:
        """'As soon as the water boils' waits for something that nobody is told to do."""
        by_itself = clause.subject is not None and not clause.arguments and not clause.commanded
        if by_itself and clause.mood is Mood.ACTIVE and verb_class in _CHANGES:
            raise Puzzle(f"I cannot tell when '{words}'. What shall be done before?", quoted=words)

    def _arrival(
        self, subject: NounList, lemma: str, verb_class: VerbClass, frame: Frame, words: str
    ) -> Draft:
        """'The bowl goes into the cabinet' has it put there; 'the robot goes to the kitchen' is a visit."""
        where = frame.objects or frame.goal or (frame.near[0].nouns if frame.near else None)
        near = frame.near if frame.objects or frame.goal else frame.near[1:]
        if where is None or any(map(_may_travel, subject.items)):
            return self._draft(
                lemma, verb_class, replace(frame, objects=None, goal=None, near=near), where, words
            )
        put = replace(frame, objects=subject, goal=where, near=near)
        return self._draft("put", VerbClass.TRANSPORT, put, subject, words)

    def _open_lemma(self, clause: Clause, words: str) -> str:
        if clause.verb is not None and clause.verb.lemma in _TRADES:
            raise Puzzle(f"Where shall each thing go in '{words}'?", quoted=words)
        if clause.verb is not None:
            table = self._open.lexicon.verbs
            joined = (f"{clause.verb.lemma} {particle}" for particle in clause.particles)
            return next((lemma for lemma in joined if table.sense(lemma)), clause.verb.lemma)
        if clause.mood is Mood.STATE and (clause.state or clause.arguments):
            return STATES.get(clause.state, "put")
        raise Puzzle(f"'{words}' has no verb. What shall be done?", quoted=words)

    def _draft(
        self, lemma: str, verb_class: VerbClass, frame: Frame, about: NounList | None, words: str
    ) -> Draft:
        near = [argument.nouns for argument in frame.near]
        goal = frame.goal or (near.pop(0) if near and verb_class in _MOVES and lemma not in TAKING else None)
        elided = about is None and bool(self._open.memory.objects)
        # What 'it' says in "put the book under it" was mentioned before the book.
        pointed_at = self._names(goal, Sort.PLACE) if goal is not None and goal.items[0].pronoun else ()
        if elided and ((verb_class in _MOVES and goal is not None) or verb_class in _CHANGES):
            objects = self._open.memory.objects
            self._open.pronouns_used = True
        else:
            objects = self._names(about or goal or (near.pop(0) if near else None), Sort.OBJECT)
            goal = goal if about is not None else None
        if about is not None and about.items[0].pronoun:
            objects = self._last_begun.get(verb_class, objects)
        if verb_class in _ENDED_BY:
            self._last_begun[_ENDED_BY[verb_class]] = objects
        if not objects:
            raise Puzzle(f"'{words}' does not say what. What do you mean?", quoted=words)
        places = pointed_at or (self._names(goal, Sort.PLACE) if goal is not None else ())
        more = [
            literal
            for argument in (*frame.company, *frame.goal_near, *frame.leftover)
            for literal in self._beside(objects, argument)
        ]
        more += [literal for nouns in near for literal in self._beside(objects, Argument("", nouns))]
        literals = (*_results(lemma, verb_class, objects, places), *more)
        self._open.mention(Sort.OBJECT, objects)
        open_where = lemma in _LEAVES_OPEN_WHERE and not places
        question = f"Where to? '{words}' names no destination." if open_where else ""
        topic = Topic(verb_class, lemma, (*objects, *_pieces(verb_class, objects)), places)
        return DraftTask(words, Goal(tuple(dict.fromkeys(literals))), topic, words=words, question=question)

    def _beside(self, objects: tuple[str, ...], argument: Argument) -> list[Literal]:
        """What describes an object further ('with a spoon in it', 'near the lamp'); 'it' is the object
        itself.
        """
        if any(noun.pronoun for noun in argument.nouns.items):
            return []
        names = self._names(argument.nouns, Sort.OBJECT)
        return [Literal(Atom("with", (objects[-1], name))) for name in names]

    def _names(self, nouns: NounList | None, sort: Sort) -> tuple[str, ...]:
        if nouns is None:
            return ()
        found = (
            name for noun in expanded(nouns) for name in self._open.resolve(noun, (sort,), note=False).names
        )
        names = tuple(dict.fromkeys(found))
        self._open.mention(sort, names)
        return names


def _options(frame: Frame, words: str) -> tuple[Frame, ...]:
    """One frame for each thing or place of a choice ('the apple or the pear').

    Raises:
        Puzzle: 'and' and 'or' are mixed.
    """
    near = frame.near[0].nouns if frame.near else None
    for said in (frame.objects, frame.goal, near):
        if said is not None and said.is_mixed:
            raise Puzzle(f"Which of the things in '{words}' is a choice?", quoted=words)
    if frame.objects is not None and frame.objects.alternatives:
        each = (replace(frame, objects=NounList((noun,))) for noun in expanded(frame.objects))
    elif frame.goal is not None and frame.goal.alternatives:
        each = (replace(frame, goal=NounList((noun,))) for noun in expanded(frame.goal))
    elif near is not None and near.alternatives:
        places = (replace(frame.near[0], nouns=NounList((noun,))) for noun in expanded(near))
        each = (replace(frame, near=(place, *frame.near[1:])) for place in places)
    else:
        return (frame,)
    return tuple(option for one in each for option in _options(one, words))


def _taken_together(found: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """'The cup from the table and the plate from the shelf to the sink' is one transport of both."""
    joined: list[Frame] = []
    for frame in found:
        last = joined[-1] if joined else None
        if last and last.source and frame.goal and last.goal is frame.goal and last.objects and frame.objects:
            both = NounList((*last.objects.items, *frame.objects.items))
            joined[-1] = replace(frame, objects=both, company=(*last.company, *frame.company))
        else:
            joined.append(frame)
    return tuple(joined)


def _may_travel(noun: NounPhrase) -> bool:
    return noun.reach is Reach.PRONOUN or not noun.phrase or not _WHO_TRAVELS.isdisjoint(noun.phrase)


def _pieces(verb_class: VerbClass, objects: tuple[str, ...]) -> tuple[str, ...]:
    """'Slice the tomato and put a slice on the plate' goes on with a part of it."""
    return tuple(f"{name}_slice" for name in objects) if verb_class is VerbClass.SLICE else ()


def _results(
    lemma: str, verb_class: VerbClass, objects: tuple[str, ...], places: tuple[str, ...]
) -> tuple[Literal, ...]:
    if places and verb_class in (*_MOVES, VerbClass.CLEAN, VerbClass.PICK):
        return tuple(Literal(Atom("on", (name, place))) for name in objects for place in places)
    result = RESULTS.get(verb_class, f"{lemma.replace(' ', '_')}_done")
    return tuple(Literal(Atom(result, (name,))) for name in objects)
