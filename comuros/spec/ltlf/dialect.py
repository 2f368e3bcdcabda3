"""The three notations in which formulas are read and written, and how tightly their operators bind.

`COMUROS` is the design's own; `SPOT` is Spot's, where `X` is weak and `X[!]` strong; `LTL2BA` is that of the
published H-LTL specifications, read as the ltl2ba program reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from comuros.spec.ltlf.formula import Op


class Dialect(Enum):
    """Which notation a text is in. Always said explicitly where it is not our own."""

    COMUROS = "comuros"
    SPOT = "spot"
    LTL2BA = "ltl2ba"


@dataclass(frozen=True, slots=True)
class BinaryRule:
    """How a binary operator binds: a higher `strength` binds tighter."""

    op: Op
    strength: int
    right_associative: bool


@dataclass(frozen=True, slots=True)
class Notation:
    """The words and signs of a dialect. Keys are tokens as they stand in the text."""

    constants: dict[str, Op]
    unary: dict[str, Op]
    binary: dict[str, BinaryRule]
    quotes_names: bool

    @property
    def words(self) -> frozenset[str]:
        """Names that are operators or constants and so cannot be propositions."""
        tokens = (*self.constants, *self.unary, *self.binary)
        return frozenset(token for token in tokens if token[0].isalpha() and token.isalnum())

    @property
    def signs(self) -> tuple[str, ...]:
        """Every token that is not a word, longest first."""
        tokens = {*self.constants, *self.unary, *self.binary, "(", ")"} - self.words
        return tuple(sorted(tokens, key=lambda token: (-len(token), token)))


def _binary(spellings: dict[Op, tuple[str, ...]]) -> dict[str, BinaryRule]:
    """Spot's order: `->` `<->` bind loosest, to the right, then `|`, `&`, then `U R W M`, to the right."""
    strengths = {Op.IMPLIES: 1, Op.IFF: 1, Op.OR: 2, Op.AND: 3}
    return {
        token: BinaryRule(op, strengths.get(op, 4), op not in (Op.AND, Op.OR))
        for op, tokens in spellings.items()
        for token in tokens
    }


_OWN = Notation(
    constants={"true": Op.TRUE, "false": Op.FALSE, "last": Op.LAST},
    unary={"!": Op.NOT, "X": Op.NEXT, "N": Op.WEAK_NEXT, "F": Op.EVENTUALLY, "G": Op.ALWAYS},
    binary=_binary(
        {
            Op.IMPLIES: ("->",),
            Op.IFF: ("<->",),
            Op.OR: ("|", "||"),
            Op.AND: ("&", "&&"),
            Op.UNTIL: ("U",),
            Op.RELEASE: ("R",),
            Op.WEAK_UNTIL: ("W",),
            Op.STRONG_RELEASE: ("M",),
        }
    ),
    quotes_names=True,
)
_SPOT = Notation(
    constants={"1": Op.TRUE, "0": Op.FALSE, "true": Op.TRUE, "false": Op.FALSE},
    unary={
        "!": Op.NOT,
        "~": Op.NOT,
        "X[!]": Op.NEXT,
        "X": Op.WEAK_NEXT,
        "F": Op.EVENTUALLY,
        "<>": Op.EVENTUALLY,
        "G": Op.ALWAYS,
        "[]": Op.ALWAYS,
    },
    binary=_binary(
        {
            Op.IMPLIES: ("->", "=>"),
            Op.IFF: ("<->", "<=>"),
            Op.OR: ("|", "||", "\\/"),
            Op.AND: ("&", "&&", "/\\"),
            Op.UNTIL: ("U",),
            Op.RELEASE: ("R", "V"),
            Op.WEAK_UNTIL: ("W",),
            Op.STRONG_RELEASE: ("M",),
        }
    ),
    quotes_names=True,
)
_LTL2BA = Notation(
    constants={"true": Op.TRUE, "false": Op.FALSE},
    unary={
        "!": Op.NOT,
        "X": Op.NEXT,
        "<>": Op.EVENTUALLY,
        "F": Op.EVENTUALLY,
        "[]": Op.ALWAYS,
        "G": Op.ALWAYS,
    },
    binary={
        "&&": BinaryRule(Op.AND, 1, False),
        "||": BinaryRule(Op.OR, 1, False),
        "->": BinaryRule(Op.IMPLIES, 1, False),
        "<->": BinaryRule(Op.IFF, 1, False),
        "U": BinaryRule(Op.UNTIL, 2, False),
        "R": BinaryRule(Op.RELEASE, 2, False),
        "V": BinaryRule(Op.RELEASE, 2, False),
    },
    quotes_names=False,
)
NOTATIONS = {Dialect.COMUROS: _OWN, Dialect.SPOT: _SPOT, Dialect.LTL2BA: _LTL2BA}
