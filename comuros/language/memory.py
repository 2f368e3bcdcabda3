"""What was mentioned so far: what 'it', 'them', 'there' and 'the other one' refer to."""

from __future__ import annotations

from dataclasses import dataclass, field

from comuros.core.predicate import Sort


@dataclass(slots=True)
class Memory:
    """The latest mentions, by sort. One instance serves one instruction; sessions start it from their
    history.
    """

    objects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    robots: tuple[str, ...] = ()
    mentioned: list[str] = field(default_factory=list)

    def note(self, sort: Sort, names: tuple[str, ...]) -> None:
        """Remember a mention."""
        if not names:
            return
        self.mentioned.extend(names)
        if sort is Sort.ROBOT:
            self.robots = names
        elif sort is Sort.PLACE:
            self.places = names
        else:
            self.objects = names

    def copy(self) -> Memory:
        """A memory that goes its own way from here."""
        return Memory(self.objects, self.places, self.robots, list(self.mentioned))
