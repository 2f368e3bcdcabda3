"""Which zones of a world are closed to a robot now, and ways around them. The roadmap keeps one of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from comuros.core.geometry import Pose
from comuros.core.keep_out import UNBOUNDED, Bounds, KeepOut, bounds_for
from comuros.core.robot import Robot
from comuros.scenario.planner_pool import OPEN, Closed
from comuros.scenario.world_geometry import WorldGeometry

# Robots round corners and give way, so routes keep well off a closed zone where they can.
_GAPS_M = (0.3, 0.05)


@dataclass(frozen=True, slots=True)
class ClosedZones:
    """Rules with what is held now (planning), or bounds of the call under way (drivers)."""

    world: WorldGeometry
    rules: tuple[KeepOut, ...] = ()
    held: tuple[str, ...] = ()
    bounds: Bounds = UNBOUNDED

    def under(self, rules: Sequence[KeepOut]) -> ClosedZones:
        """With these rules, about zones and about places."""
        return replace(self, rules=tuple(rules), held=())

    def holding(self, objects: Iterable[str]) -> ClosedZones:
        """While these objects are held."""
        return replace(self, held=tuple(sorted(objects)))

    def bounded(self, bounds: Bounds) -> ClosedZones:
        """With the bounds of one call in place of rules."""
        return replace(self, rules=(), bounds=bounds)

    def alternatives(self, robot: Robot) -> Iterator[Closed]:
        """What a route shall keep out of, the roomiest demand first: later ones are for where it fails."""
        closed = self._bounds(robot).closed
        zones = tuple(zone.name for zone in self.world.zones if zone.name in closed)
        if not zones:
            yield OPEN
        else:
            yield from (Closed(zones, gap_m) for gap_m in _GAPS_M)

    def shuts(self, robot: Robot, place: str) -> bool:
        """Whether a place itself is closed to the robot."""
        return place in self._bounds(robot).closed

    def stopping_outside(self, robot: Robot, poses: Sequence[Pose]) -> tuple[Pose, ...]:
        """The poses in no zone that is or may become closed to the robot; all where there is none."""
        bounds = self._bounds(robot)
        barred = {*bounds.closed, *bounds.no_stopping}
        if not barred:
            return tuple(poses)
        return tuple(pose for pose in poses if barred.isdisjoint(self.world.zones_at(pose))) or tuple(poses)

    def are_equal_for(self, robots: Sequence[Robot]) -> bool:
        """Whether the same rules hold for all these robots."""
        said = {
            frozenset((rule.zone, rule.holding) for rule in self.rules if rule.robot == robot.name)
            for robot in robots
        }
        return len(said) <= 1

    def _bounds(self, robot: Robot) -> Bounds:
        if not self.rules:
            return self.bounds
        return bounds_for([rule for rule in self.rules if rule.robot == robot.name], self.held)
