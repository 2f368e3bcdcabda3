"""Static rules of a scenario about who does what and when, each in the operator's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comuros.core.skill import SkillCall


@dataclass(frozen=True, slots=True)
class Work:
    """Which work a rule speaks of; an empty field means any. Objects and places by name or kind."""

    skills: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def covers(self, calls: Iterable[SkillCall], kinds: Mapping[str, str]) -> bool:
        """Whether a call is of the skills, and the calls name one of the objects and one of the places."""
        calls = tuple(calls)
        named = {name for call in calls for name in call.arguments}
        named |= {kinds[name] for name in named if name in kinds}
        skilled = not self.skills or any(call.skill in self.skills for call in calls)
        handled = not self.objects or not named.isdisjoint(self.objects)
        return skilled and handled and (not self.places or not named.isdisjoint(self.places))


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """A rule about some work. Robots are given by name or type.

    `only` may do it and nobody else; `never` must not; `avoid` had rather not: each such robot costs
    `cost_s` seconds, by which a plan may end later before the preference is given up. Such work does not
    start before `not_before_s` and is done by `not_after_s`, seconds of mission time.
    """

    words: str
    work: Work = Work()
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    cost_s: float = 0.0
    not_before_s: float | None = None
    not_after_s: float | None = None

    def forbids(self, robot: str, robot_type: str) -> bool:
        """Whether this robot must not do the work."""
        names = {robot, robot_type}
        return not names.isdisjoint(self.never) or (bool(self.only) and names.isdisjoint(self.only))

    def penalty_s(self, robot: str, robot_type: str) -> float:
        """Seconds that this robot's doing the work costs."""
        return 0.0 if {robot, robot_type}.isdisjoint(self.avoid) else self.cost_s
