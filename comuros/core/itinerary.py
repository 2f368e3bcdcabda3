"""In which order robots meet barriers, and whether that can ever stand still. Checked before a plan is
carried out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The barriers one robot meets, in its order. A barrier without coalition partners counts too."""

    robot: str
    barriers: tuple[str, ...]


def deadlock(itineraries: Sequence[Itinerary], *, before: Sequence[tuple[str, str]] = ()) -> tuple[str, ...]:
    """Barriers that would wait for one another in a circle, the first repeated at the end; empty if
    none can.

    `before` are further pairs (earlier, later): the later one is not released before the earlier one was.
    A set of barriers can deadlock only if the order in which robots meet them has a circle: while it has
    none, the barrier that comes first in it can always complete.
    """
    earlier_of: dict[str, dict[str, None]] = {}
    pairs = [
        pair
        for itinerary in itineraries
        for pair in zip(itinerary.barriers, itinerary.barriers[1:], strict=False)
    ]
    for earlier, later in sorted([*pairs, *before]):
        earlier_of.setdefault(later, {})[earlier] = None
    try:
        TopologicalSorter(earlier_of).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
