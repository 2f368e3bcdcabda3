"""What noun phrases refer to: names, kinds, counts, pronouns, 'the box on shelf 1'. Asks where it cannot
know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState
from comuros.language.lexicon import Lexicon
from comuros.language.memory import Memory
from comuros.language.noun_list import is_index
from comuros.language.noun_phrase_reader import THE_REST
from comuros.language.puzzle import Puzzle
from comuros.language.spelling import nearest_names
from comuros.language.syntax import NounPhrase, Reach
from comuros.language.thing import Thing, noun_phrase
from comuros.language.word_tables import neutral_adjectives
from comuros.language.words import quote

_SHOWN = 8
_VAGUE = ("some ", "several ", "a few ", "many ", "most of ", "most ")
_PART_OF = " of the "
_ANYTHING = frozenset(("dish", "thing", "item", "object", "stuff", "crockery", "tableware"))


@dataclass(frozen=True, slots=True)
class Referents:
    """Names a phrase means. With `free` > 0 any that many of them will do; else all are meant."""

    names: tuple[str, ...]
    free: int = 0

    @property
    def is_choice(self) -> bool:
        """Whether the planner may choose among them."""
        return 0 < self.free < len(self.names)


class References:
    """Resolves noun phrases of one instruction, keeping track of what was mentioned."""

    def __init__(self, lexicon: Lexicon, state: WorldState, text: str, memory: Memory) -> None:
        self.lexicon = lexicon
        self.scenario: Scenario = lexicon.scenario
        self.state = state
        self.text = text
        self.memory = memory
        self.pronouns_used = False
        self._locations = _locations(lexicon, state)
        self.excluded: frozenset[str] = frozenset()

    def quoted(self, noun: NounPhrase) -> str:
        """The exact words of a phrase."""
        return quote(self.text, noun.words)

    def sorts(self, noun: NounPhrase) -> frozenset[Sort]:
        """The sorts of what a phrase may mean; empty for pronouns and unknown words."""
        return (
            frozenset(thing.sort for thing in self.lexicon.find(noun.phrase)) if noun.phrase else frozenset()
        )

    def resolve(
        self,
        noun: NounPhrase,
        accepted: Sequence[Sort],
        *,
        at: tuple[str, ...] = (),
        what: str = "thing",
        note: bool = True,
    ) -> Referents:
        """What a phrase means among things of the accepted sorts (the first is preferred); objects lying
        `at` some place only.

        Raises:
            Puzzle: it is unknown or ambiguous.
        """
        found = (
            self._pronoun(noun, accepted)
            if noun.reach is Reach.PRONOUN
            else self._named(noun, accepted, at, what)
        )
        if note and found.names:
            sort = self.scenario.sort_of(found.names[0])
            if sort is not None:
                self.memory.note(sort, found.names)
        return found

    def _named(self, noun: NounPhrase, accepted: Sequence[Sort], at: tuple[str, ...], what: str) -> Referents:
        several = (
            noun.plural
            or noun.count > 1
            or noun.reach in (Reach.EVERY, Reach.BOTH, Reach.COUNT, Reach.A, Reach.OTHER)
        )
        if noun.phrase:
            things = self._things(noun, accepted, at, whole=several and not self._is_name(noun))
        elif said_alike(noun) in THE_REST:
            things = self._rest(noun, accepted)
        elif accepted[0] is Sort.PLACE and noun.reach is Reach.EVERY:
            raise Puzzle(f"Which places are '{self.quoted(noun)}'?", quoted=self.quoted(noun))
        else:
            things = tuple(t for t in self.lexicon.things if t.sort in accepted[:1])
        if not things:
            raise self._unknown(noun, accepted, what)
        fitting = [t for t in things if t.sort is accepted[0]] or [t for t in things if t.sort in accepted]
        if not fitting:
            raise self._wrong_sort(noun, things[0], what)
        if at:
            fitting = self._lying_at(noun, fitting, at)
        return self._reached(noun, [thing.name for thing in fitting if thing.name not in self.excluded])

    def _rest(self, noun: NounPhrase, accepted: Sequence[Sort]) -> tuple[Thing, ...]:
        """What is of the kind of the thing mentioned last and was not mentioned itself."""
        by_name = {thing.name: thing for thing in self.lexicon.things if thing.sort is accepted[0]}
        last = next((by_name[name] for name in reversed(self.memory.mentioned) if name in by_name), None)
        alike = [t for t in by_name.values() if last and set(t.kinds) & set(last.kinds)]
        left = tuple(thing for thing in alike if thing.name not in self.memory.mentioned)
        if not left or accepted[0] is Sort.OBJECT:
            raise Puzzle(f"What is '{self.quoted(noun)}'?", quoted=self.quoted(noun))
        return left

    def _things(
        self, noun: NounPhrase, accepted: Sequence[Sort], at: tuple[str, ...], *, whole: bool
    ) -> tuple[Thing, ...]:
        """Things of a phrase; where it names none: 'B' after 'sector A', 'hot soup', 'the dishes there'."""
        things = self.lexicon.find(noun.phrase, whole=whole)
        if any(thing.sort in accepted for thing in things) or self.lexicon.open_world:
            return things
        if at and noun.plural and noun.phrase[-1] in _ANYTHING:
            return tuple(thing for thing in self.lexicon.things if thing.sort is accepted[0])
        if things:
            return things
        plain = tuple(word for word in noun.phrase if word not in neutral_adjectives())
        if plain and plain != noun.phrase:
            return self.lexicon.find(plain, whole=whole)
        if len(noun.phrase) == 1 and is_index(noun.phrase[0]):
            return self._numbered_alike(noun.phrase[0], accepted)
        return ()

    def _numbered_alike(self, index: str, accepted: Sequence[Sort]) -> tuple[Thing, ...]:
        """'B' after 'sector A': the last thing mentioned, with another number."""
        for name in reversed(self.memory.mentioned):
            parts = name.split("_")
            if self.scenario.sort_of(name) in accepted and is_index(parts[-1]):
                return self.lexicon.find((*noun_phrase("_".join(parts[:-1])), index))
        return ()

    def _is_name(self, noun: NounPhrase) -> bool:
        return (
            any(thing.is_called(noun.phrase) for thing in self.lexicon.things) and noun.phrase[-1].isdecimal()
        )

    def _lying_at(self, noun: NounPhrase, things: Sequence[Thing], at: tuple[str, ...]) -> list[Thing]:
        there = [thing for thing in things if self.location(thing.name) in at]
        if not there:
            where = " or ".join(name.replace("_", " ") for name in at)
            lies = "; ".join(
                f"{t.name} is on {self.location(t.name) or 'no known place'}" for t in things[:_SHOWN]
            )
            raise Puzzle(
                f"No '{self.quoted(noun)}' is at {where} ({lies}). Which one do you mean?",
                quoted=self.quoted(noun),
            )
        return there

    def location(self, name: str) -> str:
        """Where an object lies now; "" where it lies nowhere known."""
        return self._locations.get(name, "")

    def _reached(self, noun: NounPhrase, names: list[str]) -> Referents:
        names = sorted(names, key=_natural)
        if noun.plural and said_alike(noun).startswith(_VAGUE):
            how_many = f"'{self.quoted(noun)}' may be any number of {len(names)}. Which do you mean?"
            raise Puzzle(how_many, quoted=self.quoted(noun), choices=tuple(names[:_SHOWN]))
        if noun.reach is Reach.OTHER:
            others = [name for name in names if name not in self.memory.mentioned]
            if noun.plural and not noun.count and 0 < len(others) < len(names):
                return Referents(tuple(others))
            return self._one(noun, others or names)
        if noun.reach in (Reach.EVERY, Reach.NO):
            return Referents(tuple(names))
        if noun.count > 1 and noun.count < len(names) and _PART_OF in said_alike(noun):
            how_many = f"'{self.quoted(noun)}' may be any {noun.count} of {len(names)}. Which do you mean?"
            raise Puzzle(how_many, quoted=self.quoted(noun), choices=tuple(names[:_SHOWN]))
        wanted = noun.count or (1 if noun.reach is Reach.A and not noun.plural else 0)
        if wanted:
            return self._counted(noun, names, wanted)
        if noun.plural and not self._is_name(noun):
            return Referents(tuple(names))
        return self._one(noun, names)

    def _counted(self, noun: NounPhrase, names: list[str], wanted: int) -> Referents:
        if len(names) < wanted:
            known = ", ".join(names)
            raise Puzzle(
                f"'{self.quoted(noun)}' asks for {wanted}, but I know only {len(names)}: {known}.",
                quoted=self.quoted(noun),
                choices=tuple(names),
            )
        if len(names) > wanted and noun.reach in (Reach.THE, Reach.BOTH):
            spoken_of = [name for name in names if name in self.memory.mentioned]
            if len(spoken_of) == wanted:
                return Referents(tuple(spoken_of))
            raise self._ambiguous(noun, names)
        return Referents(tuple(names), wanted if len(names) > wanted else 0)

    def _one(self, noun: NounPhrase, names: list[str]) -> Referents:
        if len(names) == 1:
            return Referents((names[0],))
        recent = [name for name in reversed(self.memory.mentioned) if name in names]
        if recent and noun.reach is Reach.THE:
            return Referents((recent[0],))
        raise self._ambiguous(noun, names)

    def _pronoun(self, noun: NounPhrase, accepted: Sequence[Sort]) -> Referents:
        self.pronouns_used = True
        memory = self.memory
        by_sort = {Sort.OBJECT: memory.objects, Sort.PLACE: memory.places, Sort.ROBOT: memory.robots}
        order: Iterable[Sort] = (
            (Sort.PLACE, Sort.OBJECT) if noun.pronoun in ("there", "here") else (Sort.OBJECT, Sort.PLACE)
        )
        if accepted[0] is Sort.ROBOT:
            order = (Sort.ROBOT,)
        for sort in order:
            if by_sort[sort] and sort in accepted:
                names = by_sort[sort]
                if noun.pronoun == "the latter":
                    return Referents(names[-1:])
                if len(names) > 1 and noun.pronoun == "it" and sort is not Sort.ROBOT:
                    raise self._ambiguous(noun, list(names))
                return Referents(names)
        raise Puzzle(f"What does '{self.quoted(noun)}' refer to?", quoted=self.quoted(noun))

    def _ambiguous(self, noun: NounPhrase, names: list[str]) -> Puzzle:
        listed = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        text = f"'{self.quoted(noun)}' may mean {listed}. Which do you mean?"
        return Puzzle(text, quoted=self.quoted(noun), choices=tuple(names[:_SHOWN]))

    def _unknown(self, noun: NounPhrase, accepted: Sequence[Sort], what: str) -> Puzzle:
        known = [thing for thing in self.lexicon.things if thing.sort in accepted]
        near = nearest_names(" ".join(noun.phrase), known, _SHOWN)
        sort = " or ".join(s.value for s in accepted)
        listed = ", ".join(near) or "none"
        words = self._unknown_words(noun)
        text = f"I do not know the {what} '{words}'. Known ({sort}), nearest first: {listed}."
        return Puzzle(text, quoted=words, choices=near, unknown=True)

    def _unknown_words(self, noun: NounPhrase) -> str:
        """The whole phrase without its article."""
        content = tuple(word for word in noun.words if word.norm not in ("the", "a", "an"))
        return quote(self.text, content or noun.words)

    def _wrong_sort(self, noun: NounPhrase, thing: Thing, what: str) -> Puzzle:
        article = "an" if thing.sort is Sort.OBJECT else "a"
        return Puzzle(
            f"'{self.quoted(noun)}' is {article} {thing.sort.value}; a {what} is needed there. Which one?",
            quoted=self.quoted(noun),
        )


def said_alike(noun: NounPhrase) -> str:
    """The words of a phrase in lower case."""
    return " ".join(word.norm for word in noun.words)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Order names as people do: table_2 before table_10."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in name.split("_"))


def _locations(lexicon: Lexicon, state: WorldState) -> dict[str, str]:
    """Where every object lies, read once: a world may hold thousands of facts."""
    predicate = lexicon.verbs.location_predicate
    if predicate is None:
        return {}
    facts = sorted(
        fact for fact in state.facts if fact.predicate == predicate.name and len(fact.arguments) == 2
    )
    return {fact.arguments[0]: fact.arguments[1] for fact in facts}
