"""Corrects typos of one sentence against the words of a scenario; says so, and asks where two words are
equally near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.language.inflection import plural
from comuros.language.lexicon import Lexicon
from comuros.language.phrases import NUMBERS, ORDINALS, function_phrases
from comuros.language.puzzle import Puzzle
from comuros.language.spelling import near_words
from comuros.language.word_tables import common_words
from comuros.language.words import Word, quote


class SpellChecker:
    """Knows every word form of a lexicon. In an open world nothing is corrected: any word may be a name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        nouns = {form for word in lexicon.noun_words if len(word) > 2 for form in (word, plural(word))}
        verbs = {word for phrase in lexicon.verbs.uses for word in phrase}
        functions = {
            word for phrases in function_phrases().values() for phrase in phrases for word in phrase.split()
        }
        self._vocabulary = sorted(nouns | verbs | functions)
        self._known = frozenset(self._vocabulary) | frozenset(ORDINALS) | frozenset(NUMBERS)
        self._known |= {form for word in common_words() for form in (word, plural(word))}
        self._seen: dict[str, tuple[str, ...]] = {}

    def corrected(self, words: Sequence[Word], text: str) -> tuple[tuple[Word, ...], tuple[str, ...]]:
        """The words with typos put right, and a note for each.

        Raises:
            Puzzle: a word is equally near to several known ones.
        """
        if self._lexicon.open_world:
            return tuple(words), ()
        fixed: list[Word] = []
        notes: list[str] = []
        for word in words:
            right = self._right(word, text)
            fixed.append(word if right == word.norm else replace(word, norm=right))
            if right != word.norm:
                notes.append(f"read '{quote(text, (word,))}' as '{right}'")
        return tuple(fixed), tuple(notes)

    def _right(self, word: Word, text: str) -> str:
        if word.norm in self._known or not word.norm.isalpha() or self._lexicon.is_noun(word):
            return word.norm
        near = self._seen.setdefault(word.norm, near_words(word.norm, self._vocabulary))
        if len(near) > 1:
            said = quote(text, (word,))
            raise Puzzle(
                f"'{said}' may be a typo of {' or '.join(near)}. Which do you mean?",
                quoted=said,
                choices=near,
            )
        return near[0] if near else word.norm
