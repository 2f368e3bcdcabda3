"""An order of propositions in which those that formulas relate stand near each other.

Diagrams over many small constraints stay small in such an order and may be exponential in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_RELATES_AT_MOST = 3


def related_order(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Every name once; depth first along groups (the propositions of one formula each) of two or three."""
    groups = list(groups)
    near: dict[str, list[str]] = {name: [] for group in groups for name in group}
    for group in groups:
        if 1 < len(group) <= _RELATES_AT_MOST:
            for name in group:
                near[name] += (other for other in group if other != name)
    order: dict[str, None] = {}
    for start in sorted(near, key=lambda name: (len(near[name]), name)):
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name not in order:
                order[name] = None
                waiting += sorted(
                    (other for other in near[name] if other not in order),
                    key=lambda other: (len(near[other]), other),
                    reverse=True,
                )
    return tuple(order)
