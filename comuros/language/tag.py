"""Types of tokens: what the word tables assign, what the tagger settles, and the terminals of
`grammar.lark`.
"""

from __future__ import annotations

from enum import Enum


class Tag(Enum):
    """The part a stretch of words plays. First the word tables' own, then those that `grammar.lark` reads
    under the same name.
    """

    FIRST = "first"
    THEN = "then"
    FINALLY = "finally"
    AFTER_ALL = "after all"
    MEANWHILE = "meanwhile"
    EARLIER = "earlier"
    ANY_ORDER = "any order"
    ANY_TIME = "any time"
    IN_TURN = "in turn"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"
    WITHOUT = "without"
    WITHIN = "within"
    EITHER = "either"
    AND = "and"
    OR = "or"
    COMMA = ","
    IF = "if"
    FILLER = "filler"
    MANNER = "manner"
    DETERMINER = "determiner"
    QUANTIFIER = "quantifier"
    PRONOUN = "pronoun"

    OPENER = "OPENER"
    MARK = "MARK"
    PRE = "PRE"
    SUF = "SUF"
    MAIN = "MAIN"
    WHILE = "WHILE"
    CLAUSE_AND = "CLAUSE_AND"
    CLAUSE_OR = "CLAUSE_OR"
    SUB_AND = "SUB_AND"
    NOUN_AND = "NOUN_AND"
    NOUN_OR = "NOUN_OR"
    GAP = "GAP"
    HAVE = "HAVE"
    BE = "BE"
    MODAL = "MODAL"
    TO = "TO"
    NEVER = "NEVER"
    AVOID = "AVOID"
    VERB = "VERB"
    ING = "ING"
    PAST = "PAST"
    STATE = "STATE"
    NP = "NP"
    PREP = "PREP"
    PARTICLE = "PARTICLE"
    TOGETHER = "TOGETHER"
    LIMIT = "LIMIT"
    UNKNOWN = "UNKNOWN"


MARKERS = frozenset(
    {
        Tag.FIRST,
        Tag.THEN,
        Tag.FINALLY,
        Tag.AFTER_ALL,
        Tag.MEANWHILE,
        Tag.EARLIER,
        Tag.ANY_ORDER,
        Tag.ANY_TIME,
        Tag.IN_TURN,
    }
)
SUBORDINATORS = frozenset({Tag.AFTER, Tag.BEFORE, Tag.UNTIL})
SEPARATORS = frozenset({Tag.AND, Tag.OR, Tag.COMMA})
