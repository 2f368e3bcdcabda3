"""Names in a stretch of words, for follow-ups that consist of little else."""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.predicate import Sort
from comuros.language.lexicon import Lexicon
from comuros.language.noun_phrase_reader import NounPhraseReader, Place
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.syntax import NounPhrase
from comuros.language.thing import noun_word
from comuros.language.words import Word, quote, sentences

_LINKS = ("and", "or", ",")
_LONGEST_NAME = 6


def nouns_in(words: Sequence[Word], references: References) -> tuple[NounPhrase, ...]:
    """The noun phrases that a stretch of words consists of.

    Raises:
        Puzzle: it has other words too.
    """
    reader = NounPhraseReader(references.lexicon, words)
    found: list[NounPhrase] = []
    index = 0
    while index < len(words):
        if words[index].norm in _LINKS:
            index += 1
            continue
        read = reader.read(index, Place.OBJECT)
        if read is None:
            said = quote(references.text, tuple(words))
            raise Puzzle(f"What is '{said}'?", quoted=said)
        noun, index = read
        found.append(noun)
    return tuple(found)


def names_in(words: Sequence[Word], references: References, sorts: Sequence[Sort]) -> tuple[str, ...]:
    """The names that a list of noun phrases means.

    Raises:
        Puzzle: one of them is unknown, ambiguous or of another sort.
    """
    nouns = nouns_in(words, references)
    found = [references.resolve(noun, tuple(sorts), what="thing") for noun in nouns]
    return tuple(dict.fromkeys(name for one in found for name in one.names))


def mentions(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Every name that stands anywhere in a text, whatever else it says; only what is called so exactly."""
    words = [noun_word(word.norm) for sentence in sentences(text) for word in sentence]
    called = {phrase: thing.name for thing in lexicon.things for phrase in thing.names}
    found: list[str] = []
    index = 0
    while index < len(words):
        length = next(
            (n for n in range(_LONGEST_NAME, 0, -1) if tuple(words[index : index + n]) in called), 0
        )
        if length:
            found.append(called[tuple(words[index : index + length])])
        index += max(length, 1)
    return tuple(dict.fromkeys(found))
