"""A set of tasks with 'before' pairs as nested sequences and parallels; what does not nest stays as order
constraints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """One unit, by index."""

    unit: int


@dataclass(frozen=True, slots=True)
class Nest:
    """Parts in sequence, or in parallel; `orders` are pairs of units that nesting cannot say."""

    in_sequence: bool
    parts: tuple[Nesting, ...]
    orders: tuple[tuple[int, int], ...] = ()


Nesting = Leaf | Nest


def closure(edges: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The transitive closure."""
    closed = set(edges)
    for middle in sorted({unit for edge in closed for unit in edge}):
        before = [a for a, b in closed if b == middle]
        after = [b for a, b in closed if a == middle]
        closed.update((a, b) for a in before for b in after)
    return frozenset(closed)


def nested(units: Sequence[int], edges: Iterable[tuple[int, int]]) -> Nesting:
    """Units nested by series-parallel decomposition of their order, in order of mention where the order
    leaves it open.
    """
    return _nested(tuple(units), closure(edges))


def _nested(units: tuple[int, ...], before: frozenset[tuple[int, int]]) -> Nesting:
    if len(units) == 1:
        return Leaf(units[0])
    apart = _components(units, lambda a, b: (a, b) in before or (b, a) in before)
    if len(apart) > 1:
        return Nest(False, tuple(_nested(part, before) for part in apart))
    chained = _components(units, lambda a, b: (a, b) not in before and (b, a) not in before)
    if len(chained) > 1:
        ordered = sorted(chained, key=lambda part: sum((other, part[0]) in before for other in units))
        return Nest(True, tuple(_nested(part, before) for part in ordered))
    direct = sorted((a, b) for a, b in before if a in units and b in units and not _implied(a, b, before))
    return Nest(False, tuple(Leaf(unit) for unit in units), tuple(direct))


def _implied(a: int, b: int, before: frozenset[tuple[int, int]]) -> bool:
    return any((a, middle) in before and (middle, b) in before for _, middle in before)


def _components(units: tuple[int, ...], linked: Callable[[int, int], bool]) -> list[tuple[int, ...]]:
    """Connected parts of the relation, each and all in order of mention."""
    parts: list[list[int]] = []
    for unit in units:
        touching = [part for part in parts if any(linked(unit, other) for other in part)]
        merged = sorted([unit, *(other for part in touching for other in part)], key=units.index)
        parts = [part for part in parts if part not in touching] + [merged]
    return sorted((tuple(part) for part in parts), key=lambda part: units.index(part[0]))
