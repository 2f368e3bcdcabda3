"""Reads one noun phrase from a sentence: determiners, counts, adjectives, names, 'of' compounds. Used by the
tagger.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from comuros.language.inflection import SAME_PAST, VerbForm, singular
from comuros.language.lexicon import Lexicon
from comuros.language.phrases import NUMBERS, ORDINALS
from comuros.language.syntax import NounPhrase, Reach
from comuros.language.tag import Tag
from comuros.language.thing import noun_word
from comuros.language.words import Word

_STARTERS = frozenset({Tag.DETERMINER, Tag.QUANTIFIER})
# Words that may stand inside a noun phrase although they are function words elsewhere ("the next table",
# "the back door").
_SOFT = frozenset({Tag.FIRST, Tag.THEN, Tag.FINALLY, Tag.PARTICLE, Tag.MANNER, Tag.FILLER, Tag.QUANTIFIER})
_PARTS = frozenset({Tag.PARTICLE, Tag.PREP, Tag.FILLER, Tag.STATE})
_EVERY = ("each", "every", "all", "everything", "anything", "everyone", "the rest", "whatever")
_OTHER = ("other", "another", "a different", "remaining", "a second", "rest of")
THE_REST = ("the rest", "the others", "the other ones", "everything else", "all others", "all the others")
# Quantifiers that are noun phrases by themselves.
_SOMEONE = ("someone", "somebody", "anyone", "anybody")
_WHOLE = frozenset(
    (
        "everything",
        "anything",
        "everyone",
        "everybody",
        "all of you",
        "nobody",
        "no one",
        *_SOMEONE,
        *THE_REST,
    )
)
_ONE_OF = ("one of the", "any one of the", "any of the", "either of the")
_NOBODY = ("no", "none", "neither")


class Place(Enum):
    """Where in a clause a noun phrase stands: verbs end a subject but not an object."""

    SUBJECT = "subject"
    CAUSED = "caused"
    OBJECT = "object"


class NounPhraseReader:
    """Reads noun phrases of one sentence at any position."""

    def __init__(self, lexicon: Lexicon, words: Sequence[Word]) -> None:
        self._lexicon = lexicon
        self._words = words

    def read(self, start: int, place: Place) -> tuple[NounPhrase, int] | None:
        """The noun phrase that begins here and the position after it; None where there is none."""
        self._index = start
        self._place = place
        self._reach, self._count, self._ordinal = Reach.BARE, 0, ""
        self._content: list[str] = []
        pronoun = self._pronoun()
        if pronoun:
            plural = pronoun in ("them", "they", "these", "those")
            taken = tuple(self._words[start : self._index])
            return NounPhrase(taken, (), Reach.PRONOUN, plural=plural, pronoun=pronoun), self._index
        self._read_openers()
        if self._said(start, self._index) not in _WHOLE:
            self._read_content()
        return self._finish(start)

    def _finish(self, start: int) -> tuple[NounPhrase, int] | None:
        taken = tuple(self._words[start : self._index])
        says_all = self._reach in (Reach.EVERY, Reach.NO) or self._is_someone(taken)
        if not taken or not (self._content or says_all or self._count):
            return None
        if self._is_someone(taken):
            return NounPhrase(taken, (), Reach.A, 1), self._index
        if not self._content and self._reach is Reach.BARE:
            self._content, self._count = [str(self._count)], 0
        phrase = tuple(noun_word(word) for word in self._content)
        if self._ordinal:
            numbered = (*phrase, str(ORDINALS[self._ordinal]))
            phrase = numbered if self._lexicon.find(numbered) else (self._ordinal, *phrase)
        if not phrase and self._reach is Reach.BOTH:
            return NounPhrase(taken, (), Reach.PRONOUN, plural=True, pronoun="both"), self._index
        plural = bool(self._content) and any(singular(w) != w for w in self._content if not w.isdecimal())
        upto = self._range_end() if plural and phrase[-1].isdecimal() else 0
        taken = tuple(self._words[start : self._index])
        reach = Reach.COUNT if self._count and self._reach is Reach.BARE else self._reach
        return NounPhrase(taken, phrase, reach, self._count, plural, upto=upto), self._index

    @staticmethod
    def _is_someone(taken: Sequence[Word]) -> bool:
        return len(taken) == 1 and taken[0].norm in _SOMEONE

    def _range_end(self) -> int:
        """'Tables 1 to 4': the last number, 0 where no range is said."""
        following = self._index + 1
        if not (self._at("to") or self._at("through")) or following >= len(self._words):
            return 0
        if not self._lexicon.is_number(self._words[following]):
            return 0
        self._index += 2
        return int(noun_word(self._words[following].norm))

    def _pronoun(self) -> str:
        for match in self._lexicon.functions_at(self._words, self._index):
            end = self._index + match.length
            said = self._said(self._index, end)
            of_many = end < len(self._words) and self._words[end].norm == "of"
            if (
                match.tag is Tag.PRONOUN
                and not of_many
                and (said in ("it", "them", "they", "there", "i", "we") or not self._is_content(end))
            ):
                self._index = end
                return said
        return ""

    def _read_openers(self) -> None:
        while self._index < len(self._words):
            if self._lexicon.name_at(self._words, self._index):
                return
            word = self._words[self._index]
            starters = [m for m in self._lexicon.functions_at(self._words, self._index) if m.tag in _STARTERS]
            if starters:
                self._note_opener(self._said(self._index, self._index + starters[0].length))
                self._index += starters[0].length
            elif self._reach is Reach.OTHER and word.norm == "one":
                self._content = ["one"]
                self._index += 1
                return
            elif self._lexicon.is_number(word):
                self._count = NUMBERS[word.norm] if word.norm in NUMBERS else int(float(word.norm))
                self._index += 1
                self._skip_of()
            elif (
                word.norm in ORDINALS and self._reach is not Reach.BARE and self._is_content(self._index + 1)
            ):
                self._ordinal = word.norm
                self._index += 1
            else:
                return

    def _note_opener(self, said: str) -> None:
        if said.startswith(("both", "the two", "all the two")):
            self._reach, self._count = Reach.BOTH, 2
        elif said in _ONE_OF:
            self._reach, self._count = Reach.A, 1
        elif said in ("a couple of", "a pair of"):
            self._reach, self._count = Reach.COUNT, 2
        elif said in _SOMEONE:
            self._reach = Reach.A
        elif said.startswith(_NOBODY):
            self._reach = Reach.NO
        elif said in THE_REST:
            self._reach = Reach.EVERY
        elif any(part in said for part in _OTHER):
            self._reach = Reach.OTHER
        elif said.startswith(_EVERY):
            self._reach = Reach.EVERY
        elif said in (
            "a",
            "an",
            "some",
            "some of the",
            "some of",
            "several",
            "a few",
            "many",
        ) or said.startswith(("any", "a ", "an ", "either")):
            self._reach = Reach.A
        elif self._reach in (Reach.BARE, Reach.THE):
            self._reach = Reach.THE

    def _read_content(self) -> None:
        while self._index < len(self._words) and self._is_content(self._index):
            length = max(1, self._lexicon.name_at(self._words, self._index))
            taken = (word.norm for word in self._words[self._index : self._index + length])
            self._content.extend(word for word in taken if word not in ("of", "the"))
            self._index += length
            if self._content and self._at("of") and self._index + 1 < len(self._words):
                self._skip_of()
            if self._participles_go_on():
                self._index += 1

    def _participles_go_on(self) -> bool:
        """Whether 'and' joins two participles before a noun, as in 'a washed and cut lettuce slice'."""
        after = self._index + 1
        if self._reach is Reach.BARE or not self._at("and") or len(self._content) != 1:
            return False
        joined = (
            self._lexicon.verb_at(self._words, index)
            for index in (after - 2, after)
            if after < len(self._words)
        )
        said = (
            found is not None and (found[0].form is VerbForm.PAST or found[0].lemma in SAME_PAST)
            for found in joined
        )
        return (
            all(said)
            and after + 1 < len(self._words)
            and not self._starts_noun(after + 1)
            and self._is_content(after + 1)
        )

    def _skip_of(self) -> None:
        following = self._index + 1
        if not self._at("of") or following >= len(self._words):
            return
        determined = any(m.tag in _STARTERS for m in self._lexicon.functions_at(self._words, following))
        if determined or self._is_content(following):
            self._index = following + (1 if determined else 0)

    def _is_content(self, index: int) -> bool:
        if index >= len(self._words):
            return False
        word = self._words[index]
        if word.norm == ",":
            return False
        if self._lexicon.name_at(self._words, index):
            return True
        if self._lexicon.is_number(word):
            return bool(self._content)
        numbers = self._content and (self._content[-1].isdecimal() or word.norm in ORDINALS)
        if numbers and self._names_without(word):
            return False
        functions = self._lexicon.functions_at(self._words, index)
        if functions and not self._stands_inside(index, functions[0].tag, functions[0].length):
            return False
        return not self._ends_before_verb(index)

    def _stands_inside(self, index: int, tag: Tag, length: int) -> bool:
        """Whether a function word here is part of the phrase: an adjective after a determiner, or a known
        noun.
        """
        word = self._words[index]
        if length > 1 or tag is Tag.PRONOUN:
            return False
        if index + 1 < len(self._words) and self._words[index + 1].norm == "of" and tag in _PARTS:
            return True  # "the back of the shelf"
        if tag is Tag.MODAL and word.norm == "can" and self._content:
            return not self._verb_follows(index + 1)  # "the garbage can"
        if self._lexicon.is_noun(word) and tag not in (Tag.DETERMINER, Tag.PREP, Tag.AND, Tag.OR):
            return True
        determined = self._reach is not Reach.BARE and not self._content
        if not determined or tag not in _SOFT or tag is Tag.QUANTIFIER:
            return tag is Tag.HAVE and determined
        following = index + 1
        return following < len(self._words) and not self._lexicon.functions_at(self._words, following)

    def _names_without(self, word: Word) -> bool:
        """Whether the words so far name something and the next one would not go with them."""
        phrase = tuple(map(noun_word, self._content))
        return bool(self._lexicon.find(phrase)) and not self._lexicon.find((*phrase, noun_word(word.norm)))

    def _verb_follows(self, index: int) -> bool:
        if index >= len(self._words):
            return False
        tags = {match.tag for match in self._lexicon.functions_at(self._words, index)}
        return bool(tags & {Tag.BE, Tag.NEVER}) or self._lexicon.verb_at(self._words, index) is not None

    def _ends_before_verb(self, index: int) -> bool:
        found = self._lexicon.verb_at(self._words, index)
        if found is None or not self._content:
            return False
        word, form = self._words[index], found[0].form
        if self._place is Place.SUBJECT:
            if form is VerbForm.BASE and self._lexicon.is_noun(word):
                return self._names_without(word)
            return form is not VerbForm.ING
        if self._place is Place.CAUSED:
            return not self._lexicon.is_noun(word) or self._names_without(word)
        if self._lexicon.is_noun(word):
            return False
        if form is VerbForm.BASE and self._starts_noun(index + found[1]):
            return True
        return not self._lexicon.open_world and bool(self._lexicon.find(tuple(map(noun_word, self._content))))

    def _starts_noun(self, index: int) -> bool:
        if index >= len(self._words):
            return False
        tags = {match.tag for match in self._lexicon.functions_at(self._words, index)}
        return bool(tags & _STARTERS) or Tag.PRONOUN in tags

    def _at(self, word: str) -> bool:
        return self._index < len(self._words) and self._words[self._index].norm == word

    def _said(self, start: int, end: int) -> str:
        return " ".join(word.norm for word in self._words[start:end])
