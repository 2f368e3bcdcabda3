"""What an H-LTL hierarchy asks of its leaves: alternative sets of leaves, each with the order it implies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations, product

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf import Dfa, Formula, translate
from comuros.spec.published import PublishedSpecification

MAX_CHILDREN = 7
MAX_OPTIONS = 512
# Formulas that count steps are told by being true with some of these gaps only.
_GAPS = (1, 2, 3, 5)

Order = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Option:
    """Leaves to serve, and pairs (before, after): the later is not begun before the earlier is done. Those of
    the pairs that are `strict` are not done in one step either.
    """

    leaves: tuple[str, ...]
    order: Order
    strict: Order = frozenset()


def options_of(spec: PublishedSpecification) -> tuple[Option, ...]:
    """Every minimal way to satisfy the hierarchy.

    Raises:
        BudgetExceeded: a formula relates too many children, or there are too many ways.
    """
    found = _below(spec, spec.root)
    if not found:
        return ()
    return tuple(sorted(found, key=lambda option: (len(option.leaves), option.leaves)))


def _below(spec: PublishedSpecification, node: str) -> list[Option]:
    entry = spec.entry(node)
    if entry.is_leaf:
        return [Option((node,), frozenset())]
    children = {child: _below(spec, child) for _, child in entry.children}
    found: list[Option] = []
    for chosen, order in orders_of(entry.formula, tuple(children)):
        strict = _strict(entry.formula, chosen, order)
        for below in product(*(children[child] for child in chosen)):
            found.append(_joined(dict(zip(chosen, below, strict=True)), order, strict))
            if len(found) > MAX_OPTIONS:
                raise BudgetExceeded(f"{node} can be satisfied in more than {MAX_OPTIONS} ways")
    return found


def _joined(below: dict[str, Option], order: Order, strict: Order) -> Option:
    leaves = tuple(leaf for option in below.values() for leaf in option.leaves)
    inner = {pair for option in below.values() for pair in option.order}
    inner_strict = {pair for option in below.values() for pair in option.strict}
    return Option(
        leaves, frozenset(inner | _spread(order, below)), frozenset(inner_strict | _spread(strict, below))
    )


def _spread(order: Order, below: dict[str, Option]) -> set[tuple[str, str]]:
    """An order of children as one of the leaves below them."""
    return {(a, b) for before, after in order for a in below[before].leaves for b in below[after].leaves}


def _strict(formula: Formula, chosen: tuple[str, ...], order: Order) -> Order:
    """The ordered pairs of children that must not finish in one step."""
    dfa = translate(formula)
    found: set[tuple[str, str]] = set()
    for run in permutations(chosen):
        if not all(run.index(a) < run.index(b) for a, b in order):
            continue
        for at, pair in enumerate(pairwise(run)):
            letters: list[tuple[str, ...]] = [(child,) for child in run]
            letters[at : at + 2] = [pair]
            if pair in order and not _accepts(dfa, letters):
                found.add(pair)
    return frozenset(found)


def orders_of(formula: Formula, children: tuple[str, ...]) -> list[tuple[tuple[str, ...], Order]]:
    """Minimal sets of children with partial orders such that finishing them in any such order satisfies the
    formula.

    Children finish one at a time, with any number of steps in between; the formula must not count steps.
    """
    if len(children) > MAX_CHILDREN:
        raise BudgetExceeded(
            f"a formula relates {len(children)} children; at most {MAX_CHILDREN} are supported"
        )
    dfa = translate(formula)
    found: list[tuple[tuple[str, ...], Order]] = []
    for size in range(len(children) + 1):
        for chosen in combinations(children, size):
            if any(set(smaller) <= set(chosen) for smaller, _ in found):
                continue
            runs = [run for run in permutations(chosen) if _accepted(dfa, run)]
            found += [(chosen, order) for order in _partial_orders(runs)]
    return found


def _accepted(dfa: Dfa, run: tuple[str, ...]) -> bool:
    """Whether finishing the children in this order is accepted, with any number of steps between them."""
    return all(_accepts(dfa, [(child,) for child in run], gap=gap) for gap in _GAPS)


def _accepts(dfa: Dfa, letters: Sequence[tuple[str, ...]], *, gap: int = 1) -> bool:
    state = 0
    for _ in range(gap):
        state = dfa.step(state, ())
    for letter in letters:
        state = dfa.step(state, letter)
        for _ in range(gap):
            state = dfa.step(state, ())
    return dfa.accepting[state]


def _partial_orders(runs: list[tuple[str, ...]]) -> Iterator[Order]:
    """Partial orders whose linear extensions are together exactly the runs given."""
    if not runs:
        return
    common = frozenset(
        (a, b) for a, b in permutations(runs[0], 2) if all(run.index(a) < run.index(b) for run in runs)
    )
    extensions = [run for run in permutations(runs[0]) if all(run.index(a) < run.index(b) for a, b in common)]
    if len(extensions) == len(runs):
        yield common
        return
    missing = next(run for run in extensions if run not in set(runs))
    a, b = next(pair for pair in permutations(missing, 2) if _splits(pair, runs, common))
    yield from _partial_orders([run for run in runs if run.index(a) < run.index(b)])
    yield from _partial_orders([run for run in runs if run.index(a) > run.index(b)])


def _splits(pair: tuple[str, str], runs: list[tuple[str, ...]], common: Order) -> bool:
    first = sum(run.index(pair[0]) < run.index(pair[1]) for run in runs)
    return 0 < first < len(runs) and pair not in common
