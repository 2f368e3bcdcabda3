"""Shared resources: what only so many robots may use at once, such as a lift or a narrow door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedResource:
    """At most `capacity` robots at once work at, carry through or drive through any of `places`.

    A place may be one where robots work, a zone of the world, or a node of a distance table.
    """

    name: str
    capacity: int
    places: tuple[str, ...]

    def is_touched_by(self, places: Iterable[str]) -> bool:
        """Whether any of the places belongs to the resource."""
        return not set(self.places).isdisjoint(places)
