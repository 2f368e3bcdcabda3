"""Clauses of an open world: one clause is one goal, whatever its verb and nouns are. The counterpart of
`ClauseMeaning`.
"""

from __future__ import annotations

from comuros.core.literal import Atom, Literal
from comuros.core.predicate import Sort
from comuros.core.task import Goal
from comuros.language.clause_meaning import Carried, ClauseMeaning
from comuros.language.draft import Draft, DraftTask, Topic
from comuros.language.frame import Frame, frames
from comuros.language.noun_list import expanded
from comuros.language.open_world import RESULTS, OpenReferences
from comuros.language.puzzle import Puzzle
from comuros.language.syntax import Argument, Clause, Mood, NounList
from comuros.language.transport_meaning import TAKING
from comuros.language.verbs import STATES, VerbClass
from comuros.language.words import quote

_MOVES = frozenset(
    {VerbClass.TRANSPORT, VerbClass.RETURN, VerbClass.DISCARD, VerbClass.STORE, VerbClass.PICK}
)
_CHANGES = frozenset({VerbClass.HEAT, VerbClass.COOL, VerbClass.CLEAN, VerbClass.SLICE, VerbClass.PICK})


class OpenMeaning(ClauseMeaning):
    """Builds one draft per set of arguments of a clause."""

    def __init__(self, references: OpenReferences) -> None:
        super().__init__(references)
        self._open = references

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
        for frame in frames(clause, self._open):
            about = frame.objects or clause.subject
            found.append(self._draft(lemma, verb_class, frame, about, words))
        return tuple(found)

    def _open_lemma(self, clause: Clause, words: str) -> str:
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
        if elided and ((verb_class in _MOVES and goal is not None) or verb_class in _CHANGES):
            objects = self._open.memory.objects
            self._open.pronouns_used = True
        else:
            objects = self._names(about or goal or (near.pop(0) if near else None), Sort.OBJECT)
            goal = goal if about is not None else None
        if not objects:
            raise Puzzle(f"'{words}' does not say what. What do you mean?", quoted=words)
        places = self._names(goal, Sort.PLACE) if goal is not None else ()
        more = [
            literal
            for argument in (*frame.company, *frame.goal_near, *frame.leftover)
            for literal in self._beside(objects, argument)
        ]
        more += [literal for nouns in near for literal in self._beside(objects, Argument("", nouns))]
        literals = (*_results(lemma, verb_class, objects, places), *more)
        self._open.mention(Sort.OBJECT, objects)
        topic = Topic(verb_class, lemma, objects, places)
        return DraftTask(words, Goal(tuple(dict.fromkeys(literals))), topic, words=words)

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


def _results(
    lemma: str, verb_class: VerbClass, objects: tuple[str, ...], places: tuple[str, ...]
) -> tuple[Literal, ...]:
    if places and verb_class in (*_MOVES, VerbClass.CLEAN, VerbClass.PICK):
        return tuple(Literal(Atom("on", (name, place))) for name in objects for place in places)
    result = RESULTS.get(verb_class, f"{lemma.replace(' ', '_')}_done")
    return tuple(Literal(Atom(result, (name,))) for name in objects)
