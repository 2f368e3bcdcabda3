"""Typed tokens: stretches of words with the part they play. The tagger makes them, the grammar reads them."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.language.syntax import NounPhrase
from comuros.language.tag import Tag
from comuros.language.verb_table import VerbUse
from comuros.language.words import Word


@dataclass(frozen=True, slots=True)
class Chunk:
    """A typed token; `text` is what was said in lower case, or the marker's name."""

    tag: Tag
    words: tuple[Word, ...]
    text: str = ""
    noun: NounPhrase | None = None
    verb: VerbUse | None = None
    seconds: float = 0.0
