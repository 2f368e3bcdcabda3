"""Typed tokens to syntax by the LALR grammar in `grammar.lark`. A sentence it cannot read raises
SentenceError with the words it stopped at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from lark import Lark, Token
from lark.common import LexerConf
from lark.exceptions import UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from comuros.core.errors import InputError
from comuros.language.chunk import Chunk
from comuros.language.syntax import Sentence
from comuros.language.syntax_builder import SyntaxBuilder
from comuros.language.tag import Tag
from comuros.language.words import Word


class SentenceError(InputError):
    """The grammar stops at `words` (the whole rest of the sentence); empty words mean that the sentence ends
    too early.
    """

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        super().__init__(" ".join(word.norm for word in words) or "the end of the sentence")


def parse_sentence(chunks: Sequence[Chunk]) -> Sentence:
    """The syntax of one sentence.

    Raises:
        SentenceError: the grammar cannot read the sentence.
    """
    for index, chunk in enumerate(chunks):
        if chunk.tag is Tag.UNKNOWN:
            raise SentenceError(tuple(word for rest in chunks[index:] for word in rest.words))
    try:
        tree = _grammar().parse(chunks)
    except UnexpectedToken as error:
        stopped = error.token.value if isinstance(error.token.value, Chunk) else None
        start = next((i for i, chunk in enumerate(chunks) if chunk is stopped), len(chunks))
        raise SentenceError(tuple(word for chunk in chunks[start:] for word in chunk.words)) from None
    except UnexpectedInput:
        raise SentenceError(()) from None
    if not isinstance(tree, Sentence):
        raise TypeError(f"the grammar made {type(tree).__name__}, expected a Sentence")
    return tree


class _ChunkLexer(Lexer):
    """Hands the tagger's chunks to the parser as its tokens."""

    def __init__(self, conf: LexerConf) -> None:
        """Needs nothing of the configuration: chunks are typed already."""

    def lex(self, data: Sequence[Chunk]) -> Iterator[Token]:  # type: ignore[override]
        """One token per chunk; its value is the chunk."""
        for chunk in data:
            token = Token(chunk.tag.value, chunk.text)
            token.value = chunk
            yield token


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = files("comuros.language").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer=_ChunkLexer, start="sentence", transformer=SyntaxBuilder())
