"""Ways, distances and standing poses in a world, for every robot: the travel model of scenarios that have a
world.

Planner and validator ask for distances between places, drivers for paths and for where to stand.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from shapely.geometry import LineString, Polygon

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.keep_out import Bounds, KeepOut
from comuros.core.narrow_way import Crossing
from comuros.core.place import SPOT_KIND, Place, thing_at_spot
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario
from comuros.scenario.closed_zones import ClosedZones
from comuros.scenario.narrow_ways import NarrowWays, drives
from comuros.scenario.occupancy import OccupancyGrid
from comuros.scenario.planner_pool import GROUND_BAND_M, PlannerPool, altitude_m
from comuros.scenario.route_planner import Route, RoutePlanner
from comuros.scenario.standing import LYING_KINDS, team_poses
from comuros.scenario.stands import Stands
from comuros.scenario.travel_time import route_length_m, travel_time_s
from comuros.scenario.world_geometry import WorldGeometry

DEFAULT_SWING_S = 2.0
_SPOT_RADIUS_M = 0.1
_AT_M = 0.3
_SAMPLE_M = 0.05


class Roadmap:
    """The roadmap of one world and team. Answers are kept, so asking again costs nothing.

    It never changes: `with_spot`, `avoiding`, `keeping_out` and the like give another roadmap that shares
    what stays true.
    """

    def __init__(self, world: WorldGeometry, scenario: Scenario) -> None:
        self._world = world
        self._scenario = scenario
        self._spots: dict[str, Pose] = {}
        self._avoid: tuple[Polygon, ...] = ()
        self._closed = ClosedZones(world)
        self._pool = PlannerPool(world)
        self._stands = Stands(world, scenario, self._pool, ())

    def with_spot(self, name: str, pose: Pose) -> Roadmap:
        """A roadmap that also knows the spot where something lies now."""
        return self.with_spots({name: pose})

    def with_spots(self, spots: Mapping[str, Pose]) -> Roadmap:
        """A roadmap that also knows these spots."""
        other = copy.copy(self)
        other._spots = {**self._spots, **spots}
        return other

    def avoiding(self, areas: Sequence[Polygon]) -> Roadmap:
        """A roadmap whose ways keep out of these areas (metres)."""
        other = copy.copy(self)
        other._avoid = (*self._avoid, *areas)
        other._stands = Stands(self._world, self._scenario, self._pool, other._avoid)
        return other

    @property
    def rules(self) -> tuple[KeepOut, ...]:
        """The zones its ways keep robots out of."""
        return self._closed.rules

    def keeping_out(self, rules: Sequence[KeepOut]) -> Roadmap:
        """A roadmap whose ways and standing poses keep these rules, for robots that hold nothing."""
        return self._with_closed(self._closed.under(rules))

    def while_holding(self, objects: Iterable[str]) -> Roadmap:
        """The ways of robots that hold these objects."""
        return self._with_closed(self._closed.holding(objects))

    def bounded(self, bounds: Bounds) -> Roadmap:
        """The ways of a robot that carries out one call within these bounds."""
        return self._with_closed(self._closed.bounded(bounds))

    @property
    def robots_alike(self) -> bool:
        """Whether robots of one type have the same distances: those that get to the same places do, fixed
        ones never.
        """
        regions: dict[str, set[str]] = {}
        for robot in self._scenario.robots:
            regions.setdefault(robot.type.name, set()).add(self._range(robot))
        ruled_alike = all(
            self._closed.are_equal_for([r for r in self._scenario.robots if r.type.name == name])
            for name in regions
        )
        return ruled_alike and all(len(found) == 1 for found in regions.values())

    def ground_grid(self) -> OccupancyGrid:
        """What ground robots meet of the world, for maps: occupied where `clearance_m` is 0."""
        return self._pool.grid(GROUND_BAND_M)

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """Length of the shortest way between two places in metres, or None where there is none for this
        robot.

        A fixed robot reaches what is within its `reach_m` without travelling, and nothing else.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return 0.0 if self._reaches(robot, start) and self._reaches(robot, goal) else None
        if start == goal:
            return 0.0
        route = self._between(robot, start, goal)
        return None if route is None else route_length_m(route)

    def duration_s(self, robot: Robot, start: str, goal: str) -> float | None:
        """Time for that way in seconds: speeding up, cruising, braking, and turning on the spot at every
        corner and at both ends. A drone that leaves its home climbs first.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return self._swinging_s(robot, start, goal)
        if start == goal:
            return 0.0
        first, last = self._usual_pose(robot, start), self._usual_pose(robot, goal)
        climb_m = first.z_m if start == robot.start else 0.0
        route = self._between(robot, start, goal)
        return None if route is None else travel_time_s(robot, route, first, last, climb_m=climb_m)

    def distance_from_pose_m(self, robot: Robot, start: Pose, goal: str) -> float | None:
        """Length of the shortest way from a pose to a place in metres, None where there is none."""
        if robot.type.locomotion is Locomotion.FIXED:
            return 0.0 if self._reaches(robot, goal) else None
        route = self._into(robot, start, goal)
        return None if route is None else route_length_m(route)

    def duration_from_pose_s(self, robot: Robot, start: Pose, goal: str) -> float | None:
        """Time for the way from a pose to a place in seconds, None where there is none."""
        if robot.type.locomotion is Locomotion.FIXED:
            return robot.number("swing_s", DEFAULT_SWING_S) if self._reaches(robot, goal) else None
        last = self.approach_pose(robot, goal)
        climb_m = max(0.0, last.z_m - start.z_m)
        route = self._into(robot, start, goal)
        return None if route is None else travel_time_s(robot, route, start, last, climb_m=climb_m)

    def has_narrow_ways(self) -> bool:
        """Whether there is any way in which two robots of the team cannot pass one another."""
        return bool(self._narrows().names)

    def crossings_between(self, robot: Robot, start: str, goal: str) -> tuple[Crossing, ...]:
        """The narrow ways that a robot's way between two places crosses, in order."""
        if start == goal or not drives(robot):
            return ()
        route, seconds = self._between(robot, start, goal), self.duration_s(robot, start, goal)
        if route is None or seconds is None:
            return ()
        return self._narrows().along(robot, route, self._usual_pose(robot, start), seconds)

    def crossings_from_pose(self, robot: Robot, start: Pose, goal: str) -> tuple[Crossing, ...]:
        """The narrow ways that the way from a pose to a place crosses, in order."""
        if not drives(robot):
            return ()
        route, seconds = self._into(robot, start, goal), self.duration_from_pose_s(robot, start, goal)
        return () if route is None or seconds is None else self._narrows().along(robot, route, start, seconds)

    def crossing_at(self, robot: Robot, place: str, seconds: float) -> Crossing | None:
        """The narrow way that a robot stands in for so long while it works at a place; None where that is
        wide enough.
        """
        if not drives(robot):
            return None
        return self._narrows().standing(self._usual_pose(robot, place), seconds)

    def path(
        self,
        *,
        robot: Robot,
        start: Pose,
        goal: Pose,
        avoid: Sequence[Polygon] = (),
        radius_m: float | None = None,
    ) -> tuple[Pose, ...] | None:
        """Poses from start to goal, both included, each facing the next; None where there is no way.

        `avoid` are further areas to keep out of; `radius_m` replaces the robot's own (a team carrying
        something long). Flying robots keep their altitude.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return None
        planners = (
            self._pool.planner(robot, avoid=(*self._avoid, *avoid), radius_m=radius_m, closed=closed)
            for closed in self._closed.alternatives(robot)
        )
        routes = (self._pool.fresh_route(planner, start, goal) for planner in planners)
        route = next((found for found in routes if found is not None), None)
        if route is None:
            return None
        z_m = altitude_m(robot)
        on_the_way = [
            Pose(x, y, z_m, math.atan2(next_y - y, next_x - x))
            for (x, y), (next_x, next_y) in itertools.pairwise(route)
        ]
        return (*on_the_way, Pose(goal.x_m, goal.y_m, z_m, goal.yaw_rad))

    def approach_pose(self, robot: Robot, place: str, *, member: int = 0, members: int = 1) -> Pose:
        """Where a robot stands to work at a place. Alone, each robot has a pose of its own, so that several
        can be there.

        As `member` of a team of `members`: one of the poses at the place; where things lie on the floor, a
        team of two stands at the ends of the place's x axis, which is how long things lie there.

        Raises:
            InputError: there is no such place, or nowhere to stand at it.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return self._world.start_pose(robot)
        known = self._place(place)
        if known.kind == SPOT_KIND and thing_at_spot(place) == robot.name:
            return known.pose
        if members == 2 and robot.type.locomotion is not Locomotion.FLYING and known.kind in LYING_KINDS:
            return self.grip_pose(
                robot, known.pose, length_m=2 * known.radius_m, member=member, members=members
            )
        poses = self.approach_poses(robot, place)
        if not poses:
            raise InputError(
                f"{robot.name} has nowhere to stand at {place}: everything around it is occupied"
            )
        return poses[(member if members > 1 else self._stands.rank(robot, known)) % len(poses)]

    def approach_poses(self, robot: Robot, place: str) -> tuple[Pose, ...]:
        """All the poses robots of this one's size take at a place, the best first; none where nothing is
        free.
        """
        return self._closed.stopping_outside(robot, self._stands.poses(robot, self._place(place)))

    def stopping_outside(self, robot: Robot, poses: Sequence[Pose]) -> tuple[Pose, ...]:
        """Those of some poses that lie in no zone closed to the robot; all where none does."""
        return self._closed.stopping_outside(robot, poses)

    def grip_pose(
        self, robot: Robot, lying: Pose, *, length_m: float, member: int = 0, members: int = 1
    ) -> Pose:
        """Where a member stands to lift something of this length that lies along the x axis of its pose:
        two at its ends.
        """
        poses = team_poses(
            lying,
            half_length_m=length_m / 2,
            radius_m=robot.type.radius_m,
            planner=self._planner(robot),
            members=members,
        )
        pose = poses[member % members]
        yaw_rad = math.atan2(lying.y_m - pose.y_m, lying.x_m - pose.x_m)
        return Pose(pose.x_m, pose.y_m, 0.0, yaw_rad)

    def place_at(self, robot: Robot, pose: Pose) -> str:
        """The place a robot with this pose stands at, "" where it is at none. A fixed robot stands where it
        starts.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return robot.start
        found = [
            (min(pose.planar_distance_m(stand) for stand in stands), place.name)
            for place in self._scenario.places
            if (stands := (*self.approach_poses(robot, place.name), *self._own(robot, place)))
        ]
        near = min(found, default=(math.inf, ""))
        return near[1] if near[0] <= _AT_M else ""

    def zones_between(self, robot: Robot, start: str, goal: str) -> tuple[str, ...]:
        """The zones a robot's way between two places leads through; empty also where there is no way."""
        if robot.type.locomotion is Locomotion.FIXED:
            return ()
        route = self._between(robot, start, goal)
        if route is None:
            return ()
        line = LineString(route) if len(route) > 1 else LineString((*route, *route))
        return tuple(zone.name for zone in self._world.zones if zone.area.intersects(line))

    def zones_along(self, robot: Robot, start: str, goal: str) -> tuple[tuple[str, ...], ...]:
        """The zones a robot is inside of on its way between two places, one after the other: what changes on
        the way. Empty where there is no way.
        """
        route = None if robot.type.locomotion is Locomotion.FIXED else self._between(robot, start, goal)
        if route is None:
            return ()
        line = LineString(route) if len(route) > 1 else LineString((*route, *route))
        count = max(1, math.ceil(line.length / _SAMPLE_M))
        points = (line.interpolate(number / count, normalized=True) for number in range(count + 1))
        seen = [self._world.zones_at(Pose(point.x, point.y)) for point in points]
        return tuple(zones for zones, _ in itertools.groupby(seen))

    def zones_at_place(self, robot: Robot, place: str) -> tuple[str, ...]:
        """The zones a robot is inside of while it works at a place."""
        return self._world.zones_at(self._usual_pose(robot, place))

    def _narrows(self) -> NarrowWays:
        return self._pool.narrow_ways(self._scenario.robots)

    def _range(self, robot: Robot) -> str:
        """Something that robots share which get to the same places: the region they start in, for a fixed
        one itself.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return robot.name
        home = self._world.start_pose(robot)
        return str(self._planner(robot).region(home.x_m, home.y_m))

    def _swinging_s(self, robot: Robot, start: str, goal: str) -> float | None:
        if self.distance_m(robot, start, goal) is None:
            return None
        return 0.0 if start == goal else robot.number("swing_s", DEFAULT_SWING_S)

    def _usual_pose(self, robot: Robot, place: str) -> Pose:
        """Where distances of a place are measured: its best pose, so that robots of one type agree."""
        if any(thing_at_spot(place) == mate.name for mate in self._scenario.robots):
            return self._place(place).pose
        poses = self.approach_poses(robot, place)
        return poses[0] if poses else self.approach_pose(robot, place)

    def _own(self, robot: Robot, place: Place) -> tuple[Pose, ...]:
        return (self._world.start_pose(robot),) if robot.start == place.name else ()

    def _place(self, name: str) -> Place:
        thing = thing_at_spot(name)
        if not thing:
            return self._scenario.place(name)
        pose = (
            self._spots.get(name) or self._world.object_poses.get(thing) or self._world.start_poses.get(thing)
        )
        if pose is None:
            raise InputError(f"unknown place {name!r}; it is no spot of an object or robot of this scenario")
        return Place(name, pose, kind=SPOT_KIND, radius_m=_SPOT_RADIUS_M)

    def _reaches(self, robot: Robot, place: str) -> bool:
        base, goal = self._world.start_pose(robot), self._place(place).pose
        return base.planar_distance_m(goal) <= robot.number("reach_m", 1.0)

    def _planner(self, robot: Robot) -> RoutePlanner:
        return self._pool.planner(robot, avoid=self._avoid)

    def _between(self, robot: Robot, start: str, goal: str) -> Route | None:
        if self._closed.shuts(robot, start) or self._closed.shuts(robot, goal):
            return None
        return self._route(robot, self._usual_pose(robot, start), self._usual_pose(robot, goal))

    def _into(self, robot: Robot, start: Pose, goal: str) -> Route | None:
        if self._closed.shuts(robot, goal):
            return None
        return self._route(robot, start, self.approach_pose(robot, goal))

    def _route(self, robot: Robot, start: Pose, goal: Pose) -> Route | None:
        planners = (
            self._pool.planner(robot, avoid=self._avoid, closed=closed)
            for closed in self._closed.alternatives(robot)
        )
        routes = (self._pool.route(planner, start, goal) for planner in planners)
        return next((found for found in routes if found is not None), None)

    def _with_closed(self, closed: ClosedZones) -> Roadmap:
        other = copy.copy(self)
        other._closed = closed
        return other
