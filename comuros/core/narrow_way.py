"""Ways too narrow for two robots: who crosses one, when, and from which end. Planner and validator share it.

Travel models that know the world's geometry tell them; one that does not has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from comuros.core.geometry import Pose
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task_model import call_duration_s

# A robot that follows another through keeps this many seconds behind it, at both ends.
HEADWAY_S = 2.0
INSIDE = 0


@dataclass(frozen=True, slots=True)
class Crossing:
    """A robot is in a narrow way from `enter_s` to `leave_s`, seconds after it sets out or begins its work.

    Two robots pass one another there where their radii add up to `room_m` at most. `mouths` are the ends it
    comes in and goes out by, `INSIDE` where it starts or stops in the way.
    """

    way: str
    room_m: float
    enter_s: float
    leave_s: float
    mouths: tuple[int, int] = (INSIDE, INSIDE)

    def later(self, seconds: float) -> Crossing:
        """The same crossing that many seconds later."""
        return replace(self, enter_s=self.enter_s + seconds, leave_s=self.leave_s + seconds)

    def is_tight_for(self, one: Robot, other: Robot) -> bool:
        """Whether these two do not pass one another there."""
        return one.type.radius_m + other.type.radius_m > self.room_m + 1e-9


def may_follow(one: Crossing, other: Crossing) -> bool:
    """Whether two robots that both want through, in whatever order, do so the same way round."""
    return INSIDE not in one.mouths and one.mouths == other.mouths


@runtime_checkable
class NarrowTravel(Protocol):
    """A travel model that knows narrow ways."""

    def has_narrow_ways(self) -> bool:
        """Whether there is any in which two robots of the team could meet."""

    def crossings_between(self, robot: Robot, start: str, goal: str) -> tuple[Crossing, ...]:
        """What a robot's way between two places crosses, in order; nothing where there is no way."""

    def crossings_from_pose(self, robot: Robot, start: Pose, goal: str) -> tuple[Crossing, ...]:
        """The same for the way from a pose to a place."""

    def crossing_at(self, robot: Robot, place: str, seconds: float) -> Crossing | None:
        """What a robot stands in for so long while it works at a place; None where that is wide enough."""


def narrow_travel(travel: TravelModel) -> NarrowTravel | None:
    """The travel model as one that knows narrow ways; None where there are none to know."""
    return travel if isinstance(travel, NarrowTravel) and travel.has_narrow_ways() else None


def crossings_at_work(
    calls: Sequence[SkillCall],
    robot: Robot,
    start: str,
    *,
    scenario: Scenario,
    travel: TravelModel,
    narrow: NarrowTravel,
) -> tuple[Crossing, ...]:
    """What a robot crosses or stands in while it makes these calls from a place on, which are work (the
    approach left out).
    """
    found: list[Crossing] = []
    place, at_s = start, 0.0
    for call in calls:
        timing = call_duration_s(call, robot=robot, place=place, scenario=scenario, travel=travel)
        seconds = timing[0] if timing is not None else 0.0
        skill = scenario.skill(call.skill)
        if skill.duration.travels_to and place:
            goal = skill.binding("", call.arguments)[skill.duration.travels_to]
            crossed = narrow.crossings_between(robot, place, goal)
            factor = skill.duration.speed_factor
            found += [_slowed(crossing, factor).later(at_s) for crossing in crossed]
            place = goal
        elif place:
            stays = narrow.crossing_at(robot, place, seconds)
            found += [stays.later(at_s)] if stays is not None else []
        at_s += seconds
    return joined(found)


def joined(crossings: Sequence[Crossing]) -> tuple[Crossing, ...]:
    """Crossings of the same way that follow without leaving it, as one."""
    whole: list[Crossing] = []
    for crossing in crossings:
        last = whole[-1] if whole else None
        if last is not None and last.way == crossing.way and INSIDE in (last.mouths[1], crossing.mouths[0]):
            mouths = (last.mouths[0], crossing.mouths[1])
            whole[-1] = replace(last, leave_s=max(last.leave_s, crossing.leave_s), mouths=mouths)
        else:
            whole.append(crossing)
    return tuple(whole)


def _slowed(crossing: Crossing, factor: float) -> Crossing:
    return replace(crossing, enter_s=crossing.enter_s / factor, leave_s=crossing.leave_s / factor)
