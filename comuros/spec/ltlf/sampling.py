"""Random formulas and traces from a seed, for tests and benchmarks."""

from __future__ import annotations

from itertools import product
from random import Random

from comuros.spec.ltlf.formula import LAST, TRUE, Formula, Op, build, proposition

_UNARY = (Op.NOT, Op.NEXT, Op.WEAK_NEXT, Op.EVENTUALLY, Op.ALWAYS)
_BINARY = (
    Op.AND,
    Op.OR,
    Op.IMPLIES,
    Op.IFF,
    Op.UNTIL,
    Op.RELEASE,
    Op.WEAK_UNTIL,
    Op.STRONG_RELEASE,
)
Trace = tuple[frozenset[str], ...]


def random_formula(random: Random, *, operators: int, propositions: tuple[str, ...]) -> Formula:
    """A formula built with `operators` operators over the given propositions, now and then `true` or `last`.

    Operators may cancel (`!!a`), so the result may be smaller.
    """
    if operators == 0:
        draw = random.random()
        if draw < 0.04:
            return TRUE if draw < 0.02 else LAST
        return proposition(random.choice(propositions))
    if random.random() < 0.45:
        op = random.choice(_UNARY)
        return build(op, (random_formula(random, operators=operators - 1, propositions=propositions),))
    op = random.choice(_BINARY)
    left = random.randrange(operators)
    return build(
        op,
        (
            random_formula(random, operators=left, propositions=propositions),
            random_formula(random, operators=operators - 1 - left, propositions=propositions),
        ),
    )


def random_trace(random: Random, *, length: int, propositions: tuple[str, ...]) -> Trace:
    """A trace of that many steps, each proposition true with probability one half."""
    return tuple(frozenset(name for name in propositions if random.random() < 0.5) for _ in range(length))


def all_traces(*, up_to_length: int, propositions: tuple[str, ...]) -> tuple[Trace, ...]:
    """Every trace of one to `up_to_length` steps over the propositions."""
    letters = [
        frozenset(name for name, true in zip(propositions, row, strict=True) if true)
        for row in product((False, True), repeat=len(propositions))
    ]
    return tuple(trace for length in range(1, up_to_length + 1) for trace in product(letters, repeat=length))
