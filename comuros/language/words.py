"""Instructions cut into sentences and words with their place in the text. Everything that quotes the
operator uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"(?<=\d)[-\u2013](?=\d)|[^\W\d_]+(?:['\u2019][^\W\d_]+)?|\d+(?:\.\d+)?|[.,;:!?\n…]")
_CONTRACTIONS = {
    "don't": ("do", "not"),
    "doesn't": ("does", "not"),
    "mustn't": ("must", "not"),
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "shouldn't": ("should", "not"),
    "won't": ("will", "not"),
    "isn't": ("is", "not"),
    "aren't": ("are", "not"),
    "it's": ("it", "is"),
    "that's": ("that", "is"),
    "there's": ("there", "is"),
    "they're": ("they", "are"),
    "you've": ("you", "have"),
    "they've": ("they", "have"),
    "we've": ("we", "have"),
    "i've": ("i", "have"),
    "you're": ("you", "are"),
    "i'd": ("i", "would"),
    "i'll": ("i", "will"),
    "let's": ("let", "us"),
    "what's": ("what", "is"),
    "where's": ("where", "is"),
    "who's": ("who", "is"),
}
_SENTENCE_ENDS = frozenset(".;!?\n…")
_DASHES = frozenset("-\u2013")
_COMMAS = frozenset(",:")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands in the text (`start` and `end` are offsets) and in lower case."""

    norm: str
    start: int
    end: int


def sentences(text: str) -> tuple[tuple[Word, ...], ...]:
    """The sentences of a text as words; a comma or colon is the word ",". Empty sentences are left out."""
    found: list[tuple[Word, ...]] = []
    current: list[Word] = []
    for word in _words(text):
        if word.norm in _SENTENCE_ENDS:
            found.append(tuple(current))
            current = []
        else:
            current.append(word)
    found.append(tuple(current))
    return tuple(
        _without_outer_commas(sentence) for sentence in found if any(w.norm != "," for w in sentence)
    )


def quote(text: str, words: tuple[Word, ...]) -> str:
    """The exact stretch of the text from the first to the last of these words."""
    return text[words[0].start : words[-1].end] if words else ""


def _words(text: str) -> Iterator[Word]:
    for match in _TOKEN.finditer(text):
        norm = match.group().lower().replace("\u2019", "'")
        if norm in _COMMAS:
            norm = ","
        if norm in _DASHES:
            norm = "to"
        for part in _CONTRACTIONS.get(norm, (_without_possessive(norm),)):
            yield Word(part, match.start(), match.end())


def _without_possessive(norm: str) -> str:
    return norm[:-2] if norm.endswith("'s") else norm


def _without_outer_commas(sentence: tuple[Word, ...]) -> tuple[Word, ...]:
    start, end = 0, len(sentence)
    while sentence[start].norm == ",":
        start += 1
    while sentence[end - 1].norm == ",":
        end -= 1
    return sentence[start:end]
