"""What robots of a schedule cross on their ways and at work where two cannot pass one another."""

from __future__ import annotations

from dataclasses import dataclass, field

from comuros.core.narrow_way import INSIDE, Crossing, NarrowTravel, crossings_at_work, joined, narrow_travel
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.planning.approach import Approach
from comuros.planning.instance import Frozen, Instance, Way
from comuros.planning.schedule import Stop
from comuros.planning.ticks import seconds_of

Crossed = tuple[Crossing, ...]


@dataclass(slots=True)
class NarrowBook:
    """The crossings of ways and of work. Answers are kept; what a robot holds is not asked."""

    scenario: Scenario
    travel: TravelModel
    narrow: NarrowTravel
    approach: Approach
    _bodies: dict[str, Robot] = field(default_factory=dict)
    _ways: dict[tuple[str, str, str], Crossed] = field(default_factory=dict)
    _work: dict[tuple[str, int], Crossed] = field(default_factory=dict)

    def body(self, robot: str) -> Robot:
        """The robot with this name."""
        if robot not in self._bodies:
            self._bodies[robot] = self.scenario.robot(robot)
        return self._bodies[robot]

    def on_the_way(self, robot: str, origin: str, goal: str, stop: Stop | None = None) -> Crossed:
        """What a robot crosses from a place, "" for where it is at first, to the start of its next task,
        over the place where it charges.
        """
        if stop is None:
            return self._leg(robot, origin, goal)
        onward_s = seconds_of(stop.there.ticks + stop.ticks)
        onward = (crossing.later(onward_s) for crossing in self._leg(robot, stop.place, goal))
        return (*self._leg(robot, origin, stop.place), *onward)

    def at_work(self, way: Way, robot: str) -> Crossed:
        """What a robot crosses or stands in while it does a task in this way."""
        key = robot, id(way)
        if key not in self._work:
            self._work[key] = self._working(way, robot)
        return self._work[key]

    def under_way(self, entry: Frozen) -> Crossed:
        """What a task under way may still cross, all the time until it ends."""
        robot, seconds = entry.robots[0], seconds_of(entry.end)
        crossed = list(self._leg(robot, entry.began_at, entry.place)) if entry.began_at else []
        stays = self._standing(robot, entry.place, seconds)
        crossed += [stays] if stays is not None else []
        return tuple(Crossing(c.way, c.room_m, 0.0, seconds, (INSIDE, c.mouths[1])) for c in crossed)

    def _leg(self, robot: str, origin: str, goal: str) -> Crossed:
        key = robot, origin, goal
        if key not in self._ways:
            self._ways[key] = joined(self._asked(robot, origin, goal))
        return self._ways[key]

    def _asked(self, robot: str, origin: str, goal: str) -> Crossed:
        if not goal:
            return ()
        ready = self.approach.ready[robot]
        if origin or ready.place:
            return self.narrow.crossings_between(self.body(robot), origin or ready.place, goal)
        return self.narrow.crossings_from_pose(self.body(robot), ready.pose, goal) if ready.pose else ()

    def _working(self, way: Way, robot: str) -> Crossed:
        body = self.body(robot)
        if way.model is None or way.goes_on:
            stays = self._standing(body.name, way.end or way.start, seconds_of(way.ticks))
            return () if stays is None else (stays,)
        return crossings_at_work(
            way.model.calls[way.model.approach_calls :],
            body,
            way.start,
            scenario=self.scenario,
            travel=self.travel,
            narrow=self.narrow,
        )

    def _standing(self, robot: str, place: str, seconds: float) -> Crossing | None:
        return self.narrow.crossing_at(self.body(robot), place, seconds) if place else None


def narrow_book(instance: Instance, scenario: Scenario, travel: TravelModel) -> NarrowBook | None:
    """The book of an instance; None where the travel model knows nothing narrow, or only one robot moves."""
    narrow = narrow_travel(travel) if len(instance.approach.ready) > 1 else None
    return NarrowBook(scenario, travel, narrow, instance.approach) if narrow is not None else None


def allies_of(instance: Instance) -> dict[str, str]:
    """What tasks of one `together` share: the name of the outermost."""
    found: dict[str, str] = {}
    for group in instance.network.togethers:
        for member in group.members:
            for task_id in member:
                found.setdefault(task_id, group.node_id)
    return found
