"""Looks ahead: does a clause begin at this word? The tagger asks it at every comma and 'and'."""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.predicate import Sort
from comuros.language.inflection import VerbForm
from comuros.language.lexicon import Lexicon, Match
from comuros.language.noun_phrase_reader import NounPhraseReader, Place
from comuros.language.syntax import NounPhrase
from comuros.language.tag import MARKERS, SEPARATORS, SUBORDINATORS, Tag
from comuros.language.word_tables import also_nouns
from comuros.language.words import Word

_PREDICATES = frozenset({Tag.BE, Tag.MODAL, Tag.NEVER, Tag.AVOID})
_BETWEEN = frozenset({Tag.TOGETHER, Tag.MANNER, Tag.FILLER, Tag.THEN, Tag.FINALLY, Tag.FIRST})
_STARTERS = frozenset({Tag.DETERMINER, Tag.QUANTIFIER, Tag.PRONOUN})
_BLOCKERS = frozenset({Tag.PREP, Tag.BE, Tag.PARTICLE, *SEPARATORS, *MARKERS, *SUBORDINATORS})
_INTRANSITIVE = frozenset(("return", "head", "drive", "walk", "move", "look", "wait", "stay", "charge"))
_DELIVERS = frozenset(("to", "for", "into", "onto", "over to", "up to", "down to"))
_ENDS = frozenset({*SEPARATORS, *MARKERS, *SUBORDINATORS, Tag.WITHIN, Tag.FILLER, Tag.WHILE})
_EVERYONE = frozenset(
    ("everyone", "everybody", "all of you", "nobody", "no one", "someone", "somebody", "anyone", "anybody")
)


class ClauseStart:
    """Look-ahead over the words of one sentence."""

    def __init__(self, lexicon: Lexicon, words: Sequence[Word]) -> None:
        self._lexicon = lexicon
        self._words = words
        self._nouns = NounPhraseReader(lexicon, words)

    def at(self, index: int, form: VerbForm | None) -> bool:
        """Whether a clause with its own verb begins here; `form` is the verb form of the clause before."""
        index = self._past_courtesy(index)
        if index >= len(self._words):
            return False
        tags = {match.tag for match in self._lexicon.functions_at(self._words, index)}
        if tags & {Tag.NEVER, Tag.AVOID}:
            return True
        if Tag.HAVE in tags and self._causes(index):
            return True
        if self._lexicon.name_at(self._words, index) and self.subject(index, form) is None:
            return False
        return (
            self.is_verb(index, form)
            or self._may_be_verb(index)
            or self.subject(index, form) is not None
            or (form is None and self.is_delivery(index))
        )

    def is_delivery(self, index: int) -> bool:
        """'Noodles to table 3', 'coffee for desk 2': things and where they go, without a verb."""
        if index >= len(self._words):
            return False
        if self._lexicon.open_world or (
            self._lexicon.name_at(self._words, index) == 0
            and not (self._lexicon.is_noun(self._words[index]) or self.determined(index))
        ):
            return False
        found = self._nouns.read(index, Place.OBJECT)
        if found is None or not self.denotes(found[0], Sort.OBJECT):
            return False
        end = self.past_conjuncts(found[1])
        match = next((m for m in self.functions(end) if m.tag is Tag.PREP), None)
        if match is None or self._said(end, match.length) not in _DELIVERS:
            return False
        begins = end + match.length
        place = self._nouns.read(begins, Place.OBJECT) if begins < len(self._words) else None
        if place is None or not self.denotes(place[0], Sort.PLACE):
            return False
        after = place[1]
        return after >= len(self._words) or bool({m.tag for m in self.functions(after)} & _ENDS)

    def functions(self, index: int) -> tuple[Match, ...]:
        """What the words here may be as function words; nothing past the end."""
        return self._lexicon.functions_at(self._words, index) if index < len(self._words) else ()

    def _said(self, index: int, length: int) -> str:
        return " ".join(word.norm for word in self._words[index : index + length])

    def _may_be_verb(self, index: int) -> bool:
        """A word nobody knows, right before a determiner or pronoun, stands where a verb would ('and juggle
        it').
        """
        word = self._words[index]
        known = self._lexicon.functions_at(self._words, index) or self._lexicon.verb_at(self._words, index)
        return (
            not known and not self._lexicon.is_noun(word) and word.norm != "," and self.determined(index + 1)
        )

    def opens(self, index: int) -> bool:
        """Whether a main clause begins here with an order word."""
        if index >= len(self._words):
            return False
        tags = {match.tag for match in self._lexicon.functions_at(self._words, index)}
        return bool(tags & MARKERS) and not self._lexicon.name_at(self._words, index)

    def polite(self, index: int) -> bool:
        """Whether a courtesy such as 'please' stands here."""
        return self._past_courtesy(index) > index

    def another(self, index: int, form: VerbForm | None) -> bool:
        """Whether another -ing clause goes on a list of them ('after clearing table 1 and cleaning it')."""
        if index >= len(self._words):
            return False
        found = self._lexicon.verb_at(self._words, index)
        return found is not None and found[0].form is VerbForm.ING and form is VerbForm.ING

    def sub_at(self, index: int) -> bool:
        """Whether what follows a word such as 'after' or 'once' can be a clause or a task said by a noun."""
        return index < len(self._words)

    def is_verb(self, index: int, form: VerbForm | None) -> bool:
        """Whether the word here is the verb of a clause without subject."""
        if index >= len(self._words):
            return False
        found = self._lexicon.verb_at(self._words, index)
        if found is None:
            return False
        use, length = found
        if use.form is VerbForm.THIRD:
            return form is VerbForm.THIRD
        if use.form is VerbForm.PAST:
            return False
        if use.form is VerbForm.ING:
            return form is not VerbForm.BASE or self.determined(index + length) or index == 0
        return self._base_is_verb(index, length)

    def determined(self, index: int) -> bool:
        """Whether a determiner, quantifier, number or pronoun stands here."""
        if index >= len(self._words):
            return False
        tags = {match.tag for match in self._lexicon.functions_at(self._words, index)}
        return bool(tags & _STARTERS) or self._lexicon.is_number(self._words[index])

    def subject(self, index: int, form: VerbForm | None) -> tuple[NounPhrase, int] | None:
        """The noun phrase here if a predicate follows it, so that it is the subject of a clause."""
        found = self._nouns.read(index, Place.SUBJECT) if index < len(self._words) else None
        if (
            found is None
            or self._is_gerund(index)
            or all(word.isdecimal() or len(word) == 1 for word in found[0].phrase or ("it",))
        ):
            return None
        end = self.past_conjuncts(found[1])
        if self._predicate_at(end, found[0]):
            return found
        within = self._past_phrase(end)
        if within > end and self._predicate_at(within, found[0]):
            return found
        return found if self._is_listed_in_turn(found[0], end) else None

    def _is_listed_in_turn(self, first: NounPhrase, end: int) -> bool:
        """'Porter 1, then porter 2, should …'."""
        begins = self._past_separators(end)
        length = self.turn(begins)
        goes_on = length and begins + length < len(self._words)
        following = self._nouns.read(begins + length, Place.SUBJECT) if goes_on else None
        if following is None or not self._sorts(first) or self._sorts(first) != self._sorts(following[0]):
            return False
        return self.subject_goes_on(begins + length)

    def _sorts(self, noun: NounPhrase) -> set[Sort]:
        return {thing.sort for thing in self._lexicon.find(noun.phrase)} if noun.phrase else set()

    def _past_separators(self, end: int) -> int:
        while end < len(self._words) and self.functions(end) and self.functions(end)[0].tag in SEPARATORS:
            end += self.functions(end)[0].length
        return end

    def predicate_of_subject(self, index: int, form: VerbForm | None) -> int | None:
        """Where the predicate of the clause that begins here stands; None where it has no subject."""
        found = self.subject(index, form)
        if found is None:
            return None
        end = self.past_conjuncts(found[1])
        return end if self._predicate_at(end, found[0]) else self._past_phrase(end)

    def _is_gerund(self, index: int) -> bool:
        """'Checking sector B' is something done, not somebody."""
        verb = self._lexicon.verb_at(self._words, index)
        is_noun = self._lexicon.is_noun(self._words[index])
        return verb is not None and verb[0].form is VerbForm.ING and not is_noun

    def counts_before_name(self, index: int) -> bool:
        """Whether 'first' stands here before something that has a number of its own ('first table 3')."""
        if not any(match.tag is Tag.FIRST and match.length == 1 for match in self.functions(index)):
            return False
        found = self._nouns.read(index + 1, Place.SUBJECT) if index + 1 < len(self._words) else None
        if found is None or not found[0].phrase or not found[0].phrase[-1].isdecimal():
            return False
        return bool(self._sorts(found[0]))

    def turn(self, index: int) -> int:
        """How many words here say that what follows comes later: then, and finally, second."""
        functions = self.functions(index)
        later = [match for match in functions if match.tag in (Tag.THEN, Tag.FINALLY)]
        return later[0].length if later else 0

    def subject_goes_on(self, index: int) -> bool:
        """Whether the rest of a subject stands here, and then its predicate."""
        found = self._nouns.read(index, Place.SUBJECT) if index < len(self._words) else None
        if found is None or not self._sorts(found[0]):
            return False
        end = self._past_turns(found[1])
        end += end < len(self._words) and self._words[end].norm == ","
        return end < len(self._words) and self._predicate_at(end, found[0])

    def _past_turns(self, end: int) -> int:
        """The position after 'and then table 2', ', finally table 3' that go on a subject."""
        while end < len(self._words):
            begins = self._past_separators(end)
            begins += self.turn(begins)
            found = self._nouns.read(begins, Place.SUBJECT) if begins < len(self._words) else None
            if begins == end or found is None:
                return end
            end = found[1]
        return end

    def subject_alone(self, index: int) -> bool:
        """Whether a subject without 'and' begins here."""
        found = self._nouns.read(index, Place.SUBJECT)
        return found is not None and self._predicate_at(found[1], found[0])

    def predicate_follows(self, index: int) -> bool:
        """Whether a finite verb or an auxiliary stands here."""
        if index >= len(self._words):
            return False
        functions = self._lexicon.functions_at(self._words, index)
        return (
            bool(functions and functions[0].tag in _PREDICATES)
            or self._lexicon.verb_at(self._words, index) is not None
        )

    def _past_phrase(self, end: int) -> int:
        """The position after a prepositional phrase that describes a subject ('the cup on table 1 is …')."""
        if end >= len(self._words):
            return end
        match = next((m for m in self._lexicon.functions_at(self._words, end) if m.tag is Tag.PREP), None)
        begins = end + match.length if match else len(self._words)
        found = self._nouns.read(begins, Place.SUBJECT) if begins < len(self._words) else None
        return found[1] if found else end

    def denotes(self, noun: NounPhrase, sort: Sort) -> bool:
        """Whether everything a noun phrase may mean is of this sort."""
        if sort is Sort.ROBOT and not noun.phrase and " ".join(word.norm for word in noun.words) in _EVERYONE:
            return True
        things = self._lexicon.find(noun.phrase) if noun.phrase else ()
        return bool(things) and all(thing.sort is sort for thing in things)

    def _causes(self, index: int) -> bool:
        found = self._nouns.read(index + 1, Place.CAUSED) if index + 1 < len(self._words) else None
        if found is None:
            return False
        verb = self._lexicon.verb_at(self._words, found[1]) if found[1] < len(self._words) else None
        caused = bool(found[0].pronoun) and verb is not None and verb[0].form is VerbForm.BASE
        return caused or self.denotes(found[0], Sort.ROBOT)

    def _base_is_verb(self, index: int, length: int) -> bool:
        word, after = self._words[index], index + length
        ambiguous = length == 1 and (self._lexicon.is_noun(word) or word.norm in also_nouns())
        if not ambiguous or self.determined(after):
            return True
        if after >= len(self._words):
            return not self._lexicon.is_noun(word) and word.norm in (
                "wait",
                "charge",
                "look",
                "open",
                "close",
                "return",
            )
        if self._lexicon.name_at(self._words, after) or self._lexicon.is_noun(self._words[after]):
            return True
        if word.norm in _INTRANSITIVE and self._words[after].norm in (
            "to",
            "at",
            "in",
            "on",
            "back",
            "for",
            "by",
            "near",
        ):
            return True
        tags = {match.tag for match in self._lexicon.functions_at(self._words, after)}
        return not tags & _BLOCKERS or (index == 0 and not tags & {Tag.BE})

    def past_conjuncts(self, end: int) -> int:
        """The position after 'and the drone', 'or the waiter' that go on a subject."""
        while end < len(self._words):
            tags = {match.tag for match in self._lexicon.functions_at(self._words, end)}
            begins = end + 1 < len(self._words) and (
                self._lexicon.verb_at(self._words, end + 1) is None
                or self._lexicon.is_noun(self._words[end + 1])
            )
            following = self._nouns.read(end + 1, Place.SUBJECT) if begins else None
            if not tags & SEPARATORS or following is None:
                return end
            end = following[1]
        return end

    def _predicate_at(self, index: int, noun: NounPhrase) -> bool:
        if index >= len(self._words):
            return False
        functions = self._lexicon.functions_at(self._words, index)
        if functions and (functions[0].tag in _PREDICATES or self._is_perfect(index)):
            return True
        if any(match.tag in _BETWEEN for match in functions) and self._predicate_at(
            index + functions[0].length, noun
        ):
            return True
        robots = self.denotes(noun, Sort.ROBOT) or noun.pronoun in ("it", "they", "he", "she", "both")
        if self._words[index].norm == ",":
            following = self._past_courtesy(index + 1)
            return robots and (self.is_verb(following, None) or self.is_delivery(following))
        found = self._lexicon.verb_at(self._words, index)
        if found is None:
            return False
        form = found[0].form
        if form is VerbForm.BASE:
            return robots or noun.plural or noun.count > 1
        return form is VerbForm.THIRD

    def _is_perfect(self, index: int) -> bool:
        """'Have carried' is a predicate; 'have the cup carried' causes."""
        if self._words[index].norm not in ("have", "has", "had") or index + 1 >= len(self._words):
            return False
        done = self._lexicon.verb_at(self._words, index + 1)
        return done is not None and done[0].form is VerbForm.PAST

    def _past_courtesy(self, index: int) -> int:
        while index < len(self._words):
            skipped = [
                m
                for m in self._lexicon.functions_at(self._words, index)
                if m.tag in (Tag.FILLER, Tag.EITHER, Tag.MANNER)
            ]
            if not skipped or self._lexicon.name_at(self._words, index):
                return index
            index += skipped[0].length
        return index


def _is_number(noun: NounPhrase) -> bool:
    """Whether a phrase only numbers things ('2', 'B')."""
    return bool(noun.phrase) and all(word.isdecimal() or len(word) == 1 for word in noun.phrase)
