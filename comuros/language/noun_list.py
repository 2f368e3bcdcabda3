"""Noun phrases of a list in full: 'tables 1, 2 and 4 to 6' says the noun once. Crews and arguments use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comuros.language.syntax import NounList, NounPhrase

_LONGEST_RANGE = 1000


def expanded(nouns: NounList) -> tuple[NounPhrase, ...]:
    """The phrases of a list, each with its noun, ranges as one phrase per number."""
    return tuple(one for noun in with_heads(nouns) for one in _numbered(noun))


def with_heads(nouns: NounList) -> Iterator[NounPhrase]:
    """The phrases of a list, each with its noun, ranges as they are."""
    inherited = nouns.items[0]
    for noun in nouns.items:
        if noun.phrase and inherited.phrase and all(is_index(word) for word in noun.phrase):
            stem = inherited.phrase[:-1] if is_index(inherited.phrase[-1]) else inherited.phrase
            yield replace(
                noun, phrase=(*stem, *noun.phrase), plural=inherited.plural, count=0, reach=inherited.reach
            )
        else:
            inherited = noun
            yield noun


def _numbered(noun: NounPhrase) -> Iterator[NounPhrase]:
    if not 0 < noun.upto <= _LONGEST_RANGE or not noun.phrase[-1].isdecimal():
        yield noun
        return
    for number in range(int(noun.phrase[-1]), noun.upto + 1):
        yield replace(noun, phrase=(*noun.phrase[:-1], str(number)), upto=0)


def is_index(word: str) -> bool:
    """Whether a word only numbers a thing: 2, or the B of row B."""
    return word.isdecimal() or len(word) == 1
