"""Function words and set phrases of English with the part they play; the lexicon matches the longest."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from comuros.language.tag import Tag
from comuros.language.word_tables import word_table

_DONE = ("done", "finished", "complete", "completed", "over", "accomplished")
_ONCE = ("once", "when", "after", "as soon as")
_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth"
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split())}
ORDINALS = {word: number for number, word in enumerate(_ORDINAL_WORDS.split(), start=1)}


@lru_cache(maxsize=1)
def function_phrases() -> dict[Tag, tuple[str, ...]]:
    """All phrases, those built by pattern included ('once that is done')."""
    table = word_table("phrases")
    phrases = {Tag[title.upper()]: found for title, found in table.items() if title not in _SUBJECTS}
    phrases[Tag.THEN] += _finished(table["one task"])
    phrases[Tag.AFTER_ALL] += _finished(table["all tasks"])
    return phrases


_SUBJECTS = ("one task", "all tasks")


def _finished(subjects: tuple[str, ...]) -> tuple[str, ...]:
    verbs = ("is", "are", "has been", "have been")
    return tuple(" ".join(parts) for parts in product(_ONCE, subjects, verbs, _DONE))
