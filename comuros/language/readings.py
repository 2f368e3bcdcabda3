"""Several readings of one instruction: one mission where they mean the same, else a question that names each
in words. Controlled English and models use it alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from comuros.core.instruction import Question
from comuros.core.tree import TaskTree
from comuros.language.phrases import NUMBERS, ORDINALS
from comuros.language.same_mission import is_same_mission
from comuros.language.tree_words import in_words

_MOST_NAMED = 4
_COUNTED = re.compile(
    r"^\W*(?:the |number |no |reading |option )*(?P<count>\w+)(?: one| reading| way| option)?\W*$"
)


def settled(
    trees: Sequence[TaskTree],
    *,
    quoted: str,
    answered: Sequence[tuple[str, str]] = (),
    words: Callable[[TaskTree], str] = in_words,
) -> TaskTree | Question:
    """The one mission that all trees ask for, or which of several a person has to say; `answered` are
    questions asked before, with what was said to them. The first tree stands for all that mean the same.
    """
    different: list[TaskTree] = []
    for tree in trees:
        if not any(is_same_mission(known, tree) for known in different):
            different.append(tree)
    if len(different) == 1:
        return different[0]
    ways = tuple(words(tree) for tree in different[:_MOST_NAMED])
    for asked, answer in answered:
        chosen = _chosen(answer, ways) if all(way in asked for way in ways) else None
        if chosen is not None:
            return different[chosen]
    return _question(ways, quoted)


def _question(words: tuple[str, ...], quoted: str) -> Question:
    ways = "; ".join(f"({number}) {way}" for number, way in enumerate(words, start=1))
    return Question(f"'{quoted}' can be read in {len(words)} ways: {ways}. Which do you mean?", quoted, words)


def _chosen(answer: str, words: tuple[str, ...]) -> int | None:
    """Which of the ways an answer picks: by its words, or counted ('2', 'the second one')."""
    said = answer.strip().lower()
    for index, way in enumerate(words):
        if said.strip(" .()") == way.lower().strip(" .()"):
            return index
    counted = _COUNTED.fullmatch(said)
    if counted is None:
        return None
    count = counted["count"]
    number = int(count) if count.isdecimal() else ORDINALS.get(count, NUMBERS.get(count, 0))
    return number - 1 if 1 <= number <= len(words) else None
