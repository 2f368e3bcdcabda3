"""The typed tokens of a sentence while they are being settled: where the reading stands and what it expects.
Base of the tagger.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.predicate import Sort
from comuros.language.chunk import Chunk
from comuros.language.clause_start import ClauseStart
from comuros.language.forks import Forks
from comuros.language.inflection import VerbForm
from comuros.language.lexicon import Lexicon
from comuros.language.noun_phrase_reader import NounPhraseReader
from comuros.language.syntax import NounPhrase
from comuros.language.tag import Tag
from comuros.language.verb_table import VerbUse
from comuros.language.words import Word

BOUNDARIES = frozenset(
    {Tag.CLAUSE_AND, Tag.CLAUSE_OR, Tag.SUB_AND, Tag.OPENER, Tag.PRE, Tag.SUF, Tag.MAIN, Tag.WHILE}
)


class TokenStream:
    """Words left to right, the tokens made of them, and the state of the clause being read."""

    def __init__(
        self, lexicon: Lexicon, words: Sequence[Word], *, text: str = "", forks: Forks | None = None
    ) -> None:
        self._text = text
        self._forks = forks or Forks()
        self._lexicon = lexicon
        self._words = words
        self._nouns = NounPhraseReader(lexicon, words)
        self._starts = ClauseStart(lexicon, words)
        self._chunks: list[Chunk] = []
        self._index = 0
        self._fresh = True
        self._verb_due = False
        self._caused = False
        self._prefix = False
        self._form: VerbForm | None = None
        self._last_verb: VerbUse | None = None
        self._together: tuple[Word, ...] = ()
        self._due: list[Chunk] = []
        self._of_all: list[Chunk] = []
        self._passive_subject: Chunk | None = None
        self.manner: list[Word] = []

    def _subject_open(self) -> bool:
        """Whether the clause has a subject but no predicate yet."""
        for chunk in reversed(self._chunks):
            if chunk.tag in (Tag.NP, Tag.NOUN_AND, Tag.NOUN_OR, Tag.PREP, Tag.TOGETHER):
                continue
            return chunk.tag in BOUNDARIES
        return bool(self._chunks)

    def _denotes_robots(self, noun: NounPhrase | None) -> bool:
        return noun is not None and self._starts.denotes(noun, Sort.ROBOT)

    def _take_due(self) -> None:
        """What was said before its place in the clause."""
        self._chunks.extend(self._due)
        self._due.clear()

    def _begin_clause(self) -> None:
        self._take_due()
        if self._chunks:
            self._due.extend(self._of_all)
        self._fresh, self._verb_due, self._caused = True, False, False

    def _trim_link(self) -> None:
        """A separator right before an order word separates nothing."""
        if self._chunks and self._chunks[-1].tag in (Tag.CLAUSE_AND, Tag.NOUN_AND):
            self._chunks.pop()

    def _skip_commas(self) -> None:
        while self._index < len(self._words) and self._words[self._index].norm == ",":
            self._index += 1

    def _last_tag(self) -> Tag | None:
        return self._chunks[-1].tag if self._chunks else None

    def _push(
        self, tag: Tag, length: int, *, text: str = "", verb: VerbUse | None = None, seconds: float = 0.0
    ) -> None:
        words = tuple(self._words[self._index : self._index + length])
        said = text or " ".join(word.norm for word in words)
        self._chunks.append(Chunk(tag, words, said, verb=verb, seconds=seconds))
        self._index += length

    def _take(self, found: tuple[NounPhrase, int]) -> None:
        noun, end = found
        self._chunks.append(Chunk(Tag.NP, noun.words, noun=noun))
        self._index = end

    def _subject(self) -> tuple[NounPhrase, int] | None:
        return self._starts.subject(self._index, self._form)

    def _peek(self, index: int) -> tuple[VerbUse, int] | None:
        """The verb at a position, None past the end."""
        return self._lexicon.verb_at(self._words, index) if index < len(self._words) else None
