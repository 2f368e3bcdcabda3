"""Robots, places and objects of a scenario as things that words may name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.language.inflection import singular
from comuros.language.phrases import NUMBERS
from comuros.language.words import sentences

Phrase = tuple[str, ...]
_ARTICLES = frozenset(("the", "a", "an"))


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a name. `names` are phrases that mean this thing alone, `kinds` phrases it shares with
    others.
    """

    name: str
    sort: Sort
    names: tuple[Phrase, ...]
    kinds: tuple[Phrase, ...]
    words: frozenset[str]
    heads: frozenset[str]

    def is_called(self, phrase: Phrase) -> bool:
        """Whether the phrase is one of its own names."""
        return phrase in self.names

    def fits(self, phrase: Phrase) -> bool:
        """Whether every word of the phrase is said of it somewhere and the last word that is no number heads
        one of its phrases.
        """
        return self.words.issuperset(phrase) and head(phrase) in self.heads


def head(phrase: Phrase) -> str:
    """The noun a phrase is about: its last word that is neither a number nor a single letter."""
    return next((word for word in reversed(phrase) if len(word) > 1 and not word.isdecimal()), phrase[-1])


def noun_phrase(text: str) -> Phrase:
    """A name or synonym as normal words: 'Tables_2' and 'the table two' are ('table', '2')."""
    words = [word.norm for sentence in sentences(text.replace("_", " ")) for word in sentence]
    return tuple(
        noun_word(word)
        for index, word in enumerate(words)
        if word != "of" and (index or word not in _ARTICLES)
    )


def noun_word(word: str) -> str:
    """A word as phrases keep it: singular, numbers as digits."""
    return str(NUMBERS[word]) if word in NUMBERS else singular(word)


def things_of(scenario: Scenario) -> tuple[Thing, ...]:
    """Every robot, place and object of a scenario."""
    robots = [
        _thing(r.name, Sort.ROBOT, r.synonyms, (r.type.name, *r.type.synonyms, "robot"))
        for r in scenario.robots
    ]
    places = [_thing(p.name, Sort.PLACE, p.synonyms, (p.kind,)) for p in scenario.places]
    objects = [
        _thing(o.name, Sort.OBJECT, o.synonyms, (o.kind.name, *o.kind.synonyms)) for o in scenario.objects
    ]
    return (*robots, *places, *objects)


def _thing(name: str, sort: Sort, synonyms: Sequence[str], kinds: Sequence[str]) -> Thing:
    own, common = (name, *synonyms), tuple(kinds)
    names, shared = _phrases(own), _phrases(common)
    words = frozenset(word for phrase in (*names, *shared) for word in phrase)
    heads = {head(phrase) for phrase in (*names, *shared)}
    # "bowl_of_noodles" is a bowl as much as noodles.
    heads.update(
        head(noun_phrase(text.replace("_", " ").split(" of ")[0]))
        for text in (*own, *common)
        if " of " in text.replace("_", " ")
    )
    return Thing(name, sort, names, shared, words, frozenset(heads))


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(phrase for phrase in map(noun_phrase, texts) if phrase))
