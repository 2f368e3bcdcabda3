"""Typos: the nearest known word where it is close and alone, never a silent choice between two. Used before
tagging.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from comuros.language.thing import Thing

_MIN_LENGTH = 4
_SUBSTITUTION_FROM = 6
_TWO_TYPOS_FROM = 8


def near_words(word: str, vocabulary: Iterable[str]) -> tuple[str, ...]:
    """Known words as near as it gets, where that is one typo (two from eight letters on); more than one
    means a tie.
    """
    allowed = 0 if len(word) < _MIN_LENGTH else 1 if len(word) < _TWO_TYPOS_FROM else 2
    if not allowed:
        return ()
    candidates = [
        known
        for known in vocabulary
        if abs(len(known) - len(word)) <= allowed and len(known) >= _MIN_LENGTH - 1
    ]
    if len(word) < _SUBSTITUTION_FROM:
        # A replaced letter makes another word too easily (swap, snap); swapped or missing letters do not.
        candidates = [
            known for known in candidates if len(known) != len(word) or sorted(known) == sorted(word)
        ]
    distances = {known: OSA.distance(word, known, score_cutoff=allowed) for known in candidates}
    best = min(distances.values(), default=allowed + 1)
    tied = sorted(known for known, distance in distances.items() if distance == best <= allowed)
    slips = tuple(known for known in tied if _is_slip(word, known))
    return slips or tuple(tied)


def _is_slip(word: str, known: str) -> bool:
    """Letters swapped, doubled or not doubled: nearer than a wrong or missing letter."""
    return sorted(word) == sorted(known) or _undoubled(word) == _undoubled(known)


def _undoubled(word: str) -> str:
    return "".join(letter for index, letter in enumerate(word) if index == 0 or letter != word[index - 1])


def nearest_names(text: str, things: Sequence[Thing], limit: int) -> tuple[str, ...]:
    """Names of things ordered by how much any of their phrases looks like the text."""
    scored = {
        thing.name: max(
            (fuzz.ratio(text, " ".join(phrase)) for phrase in (*thing.names, *thing.kinds)), default=0.0
        )
        for thing in things
    }
    return tuple(sorted(scored, key=lambda name: (-scored[name], name))[:limit])
