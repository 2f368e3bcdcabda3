"""What the grammar makes of a sentence: clauses with their noun phrases, joined by and, or, then, while;
before any meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from comuros.language.thing import Phrase
from comuros.language.verb_table import VerbUse
from comuros.language.words import Word


class Reach(Enum):
    """How many of the things that fit a noun phrase it means."""

    THE = "the"
    A = "a"
    BARE = "bare"
    EVERY = "every"
    BOTH = "both"
    COUNT = "count"
    OTHER = "other"
    NO = "no"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase as said. `phrase` holds its content words in normal form, `count` a stated number (0
    where none is).
    """

    words: tuple[Word, ...]
    phrase: Phrase
    reach: Reach = Reach.BARE
    count: int = 0
    plural: bool = False
    pronoun: str = ""
    upto: int = 0


@dataclass(frozen=True, slots=True)
class NounList:
    """Noun phrases joined by and, or (`alternatives`) or; `ors` says it of each join, where both are said."""

    items: tuple[NounPhrase, ...]
    alternatives: bool = False
    ors: tuple[bool, ...] = ()

    @property
    def is_mixed(self) -> bool:
        """Whether both are said."""
        return len(set(self.ors)) > 1


@dataclass(frozen=True, slots=True)
class Argument:
    """Something said with a verb: a bare object (`preposition` "") or a prepositional phrase."""

    preposition: str
    nouns: NounList


class Mood(Enum):
    """How a clause is put."""

    ACTIVE = "active"
    PASSIVE = "passive"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `gaps` are positions in `arguments` at which 'and' starts another set for the same verb;
    `elided` where its verb is that of the clause before ('and the bread to the checkout').
    """

    verb: VerbUse | None
    subject: NounList | None = None
    arguments: tuple[Argument, ...] = ()
    mood: Mood = Mood.ACTIVE
    particles: tuple[str, ...] = ()
    state: str = ""
    together: bool = False
    forbidden: bool = False
    commanded: bool = False
    caused: bool = False
    elided: bool = False
    gaps: tuple[int, ...] = ()
    words: tuple[Word, ...] = ()
    suffixes: tuple[Suffix, ...] = ()


class Join(Enum):
    """How parts of a sentence are joined."""

    AND = "and"
    OR = "or"
    WHILE = "while"


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of a sentence joined alike."""

    join: Join
    parts: tuple[Part, ...]


Part = Clause | Joined


@dataclass(frozen=True, slots=True)
class Marker:
    """A word of order such as then, finally, meanwhile; `tag` is its terminal."""

    tag: str


@dataclass(frozen=True, slots=True)
class Subordinate:
    """A clause that sets the time of another: after, before, until, while, without."""

    tag: str
    part: Part


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in seconds."""

    seconds: float


Suffix = Marker | Subordinate | Limit


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a sentence with the order words before it."""

    openers: tuple[Suffix, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence: its steps in order of mention."""

    steps: tuple[Step, ...]
