"""Everything a scenario's words can be: function phrases, verbs in all forms, names, synonyms and kinds.
Longest match first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from comuros.core.scenario import Scenario
from comuros.language.phrases import NUMBERS, function_phrases
from comuros.language.tag import Tag
from comuros.language.thing import Phrase, Thing, noun_word, things_of
from comuros.language.verb_table import VerbTable, VerbUse
from comuros.language.words import Word

# Answers kept: one instruction asks for the same phrase often, and a scenario may have a thousand places.
_FOUND_KEPT = 4096
_V = TypeVar("_V")
_Index = dict[str, tuple[tuple[Phrase, _V], ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """A function phrase found in a sentence: what it is and how many words it takes."""

    tag: Tag
    length: int


class Lexicon:
    """The words of one scenario. `open_world` lets nouns it does not know stand as new symbols."""

    def __init__(self, scenario: Scenario, *, open_world: bool = False) -> None:
        self.scenario = scenario
        self.open_world = open_world
        self.verbs = VerbTable(scenario)
        self.things: tuple[Thing, ...] = things_of(scenario)
        self._found: dict[tuple[Phrase, bool], tuple[Thing, ...]] = {}
        self.noun_words = frozenset(word for thing in self.things for word in thing.words)
        self._functions = _by_first_word(
            (tuple(phrase.split()), tag) for tag, phrases in function_phrases().items() for phrase in phrases
        )
        self._verb_uses = _by_first_word(self.verbs.uses.items())
        self._phrases = frozenset(
            p for thing in self.things for p in (*thing.names, *thing.kinds) if len(p) > 1
        )
        # First word of a name to the length of the longest name that begins with it.
        self._names: dict[str, int] = {}
        for phrase in self._phrases:
            self._names[phrase[0]] = max(len(phrase), self._names.get(phrase[0], 0))

    def functions_at(self, words: Sequence[Word], position: int) -> tuple[Match, ...]:
        """Function phrases that begin here, longest first."""
        return tuple(Match(tag, length) for length, tag in _matches(self._functions, words, position))

    def verb_at(self, words: Sequence[Word], position: int) -> tuple[VerbUse, int] | None:
        """The longest verb that begins here, with its length in words."""
        for length, use in _matches(self._verb_uses, words, position):
            return use, length
        return None

    def name_at(self, words: Sequence[Word], position: int) -> int:
        """Length of the longest name of several words that begins here; 0 where there is none."""
        longest = self._names.get(noun_word(words[position].norm), 0)
        spelt: list[str] = []
        found = 0
        for index in range(position, len(words)):
            norm = words[index].norm
            if spelt and norm in ("of", "the"):
                continue
            spelt.append(noun_word(norm))
            if len(spelt) > longest:
                break
            if len(spelt) > 1 and tuple(spelt) in self._phrases:
                found = index + 1 - position
        return found

    def is_noun(self, word: Word) -> bool:
        """Whether the word is part of a name, synonym or kind."""
        return noun_word(word.norm) in self.noun_words

    def is_number(self, word: Word) -> bool:
        """Whether the word is a numeral."""
        return word.norm in NUMBERS or word.norm.isdecimal()

    def find(self, phrase: Phrase, *, whole: bool = False) -> tuple[Thing, ...]:
        """Things a phrase may mean: those so called, else those of that kind, else those whose names have
        all its words.

        With `whole` everything of the kind counts even where one thing bears the phrase as its name.
        """
        key = (phrase, whole)
        if key not in self._found:
            if len(self._found) >= _FOUND_KEPT:
                self._found.clear()
            self._found[key] = self._find(phrase, whole=whole)
        return self._found[key]

    def _find(self, phrase: Phrase, *, whole: bool) -> tuple[Thing, ...]:
        called = tuple(thing for thing in self.things if thing.is_called(phrase))
        if called and not whole:
            return called
        alike = tuple(thing for thing in self.things if phrase in thing.kinds)
        return alike or called or tuple(thing for thing in self.things if thing.fits(phrase))


def _by_first_word(entries: Iterable[tuple[Phrase, _V]]) -> _Index[_V]:
    index: dict[str, list[tuple[Phrase, _V]]] = defaultdict(list)
    for phrase, value in entries:
        index[phrase[0]].append((phrase, value))
    return {first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in index.items()}


def _matches(index: _Index[_V], words: Sequence[Word], position: int) -> Iterator[tuple[int, _V]]:
    for phrase, value in index.get(words[position].norm, ()):
        if tuple(word.norm for word in words[position : position + len(phrase)]) == phrase:
            yield len(phrase), value
