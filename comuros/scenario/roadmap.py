"""Ways, distances and standing poses in a world, for every robot: the travel model of scenarios that have a
world.

Planner and validator ask for distances between places, drivers for paths and for where to stand.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from shapely.geometry import LineString, Polygon

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.motion_limits import motion_limits
from comuros.core.place import SPOT_KIND, Place, thing_at_spot
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario
from comuros.scenario.occupancy import OccupancyGrid, occupancy_grid
from comuros.scenario.route_planner import Route, RoutePlanner, route_length_m, route_turn_rad
from comuros.scenario.standing import LYING_KINDS, standing_poses, team_poses
from comuros.scenario.world_geometry import WorldGeometry

DEFAULT_ALTITUDE_M = 1.8
DEFAULT_SWING_S = 2.0
_GROUND_BAND_M = (0.02, 1.5)
_FLIGHT_HALF_BAND_M = 0.3
_SPOT_RADIUS_M = 0.1
_AT_M = 0.3
_PASSING_KEPT = 16
# Height band in metres, radius in metres, and what is avoided (as WKT).
_PlannerKey = tuple[tuple[float, float], float, tuple[str, ...]]


class Roadmap:
    """The roadmap of one world and team. Answers are kept, so asking again costs nothing.

    It never changes: `with_spot` and `avoiding` give another roadmap that shares what stays true.
    """

    def __init__(self, world: WorldGeometry, scenario: Scenario) -> None:
        self._world = world
        self._scenario = scenario
        self._spots: dict[str, Pose] = {}
        self._avoid: tuple[Polygon, ...] = ()
        self._grids: dict[tuple[float, float], OccupancyGrid] = {}
        self._planners: dict[_PlannerKey, RoutePlanner] = {}
        self._stands: dict[tuple[str, Place], tuple[Pose, ...]] = {}
        self._standing: dict[tuple[Place, float, tuple[str, ...]], tuple[Pose, ...]] = {}
        self._routes: dict[tuple[RoutePlanner, Pose, Pose], Route | None] = {}

    def with_spot(self, name: str, pose: Pose) -> Roadmap:
        """A roadmap that also knows the spot where something lies now."""
        return self.with_spots({name: pose})

    def with_spots(self, spots: Mapping[str, Pose]) -> Roadmap:
        """A roadmap that also knows these spots."""
        other = self._copy()
        other._spots = {**self._spots, **spots}
        return other

    def avoiding(self, areas: Sequence[Polygon]) -> Roadmap:
        """A roadmap whose ways keep out of these areas (metres)."""
        other = self._copy()
        other._avoid = (*self._avoid, *areas)
        return other

    @property
    def robots_alike(self) -> bool:
        """Whether robots of one type have the same distances: as long as they all can get to the same
        places.
        """
        regions: dict[tuple[str, float], set[int]] = {}
        for robot in self._scenario.robots:
            home = self._world.start_poses.get(robot.name)
            if home is not None and robot.type.locomotion is not Locomotion.FIXED:
                kind = (robot.type.name, robot.type.radius_m)
                regions.setdefault(kind, set()).add(self._planner(robot).region(home.x_m, home.y_m))
        return all(len(found) == 1 for found in regions.values())

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """Length of the shortest way between two places in metres, or None where there is none for this
        robot.

        A fixed robot reaches what is within its `reach_m` without travelling, and nothing else.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return 0.0 if self._reaches(robot, start) and self._reaches(robot, goal) else None
        if start == goal:
            return 0.0
        route = self._route(robot, self._usual_pose(robot, start), self._usual_pose(robot, goal))
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
        return _driving_s(robot, self._route(robot, first, last), first, last, climb_m=climb_m)

    def distance_from_pose_m(self, robot: Robot, start: Pose, goal: str) -> float | None:
        """Length of the shortest way from a pose to a place in metres, None where there is none."""
        if robot.type.locomotion is Locomotion.FIXED:
            return 0.0 if self._reaches(robot, goal) else None
        route = self._route(robot, start, self.approach_pose(robot, goal))
        return None if route is None else route_length_m(route)

    def duration_from_pose_s(self, robot: Robot, start: Pose, goal: str) -> float | None:
        """Time for the way from a pose to a place in seconds, None where there is none."""
        if robot.type.locomotion is Locomotion.FIXED:
            return robot.number("swing_s", DEFAULT_SWING_S) if self._reaches(robot, goal) else None
        last = self.approach_pose(robot, goal)
        climb_m = max(0.0, last.z_m - start.z_m)
        return _driving_s(robot, self._route(robot, start, last), start, last, climb_m=climb_m)

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
        planner = self._planner(robot, radius_m=radius_m, avoid=avoid)
        route = planner.route((start.x_m, start.y_m), (goal.x_m, goal.y_m))
        if route is None:
            return None
        z_m = self._altitude_m(robot) if robot.type.locomotion is Locomotion.FLYING else 0.0
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
        return poses[(member if members > 1 else self._rank(robot, known)) % len(poses)]

    def approach_poses(self, robot: Robot, place: str) -> tuple[Pose, ...]:
        """All the poses robots of this one's size take at a place, the best first; none where nothing is
        free.
        """
        if robot.type.locomotion is Locomotion.FIXED:
            return (self._world.start_pose(robot),)
        key = (robot.name, self._place(place))
        if key not in self._stands:
            self._stands[key] = self._stands_at(robot, key[1])
        return self._stands[key]

    def _stands_at(self, robot: Robot, known: Place) -> tuple[Pose, ...]:
        if robot.type.locomotion is Locomotion.FLYING:
            return self._hovering(robot, known)
        shared = self._reachable(robot, self._beside(known, self._team_radius_m()))
        return shared or self._reachable(robot, self._beside(known, robot.type.radius_m))

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
        route = self._route(robot, self._usual_pose(robot, start), self._usual_pose(robot, goal))
        if route is None:
            return ()
        line = LineString(route) if len(route) > 1 else LineString((*route, *route))
        return tuple(zone.name for zone in self._world.zones if zone.area.intersects(line))

    def _usual_pose(self, robot: Robot, place: str) -> Pose:
        """Where distances of a place are measured: its best pose for every robot, so that robots of one
        type agree.
        """
        own_spot = thing_at_spot(place) == robot.name
        poses = () if own_spot else self.approach_poses(robot, place)
        return poses[0] if poses else self.approach_pose(robot, place)

    def _own(self, robot: Robot, place: Place) -> tuple[Pose, ...]:
        return (self._world.start_pose(robot),) if robot.start == place.name else ()

    def _copy(self) -> Roadmap:
        other = Roadmap(self._world, self._scenario)
        other._spots, other._avoid = self._spots, self._avoid
        other._grids, other._planners = self._grids, self._planners
        other._standing, other._routes = self._standing, self._routes
        return other

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

    def _rank(self, robot: Robot, place: Place) -> int:
        """Whose turn it is to take which pose: who starts here comes first, then the order of the
        scenario.
        """
        mates = [r for r in self._scenario.robots if r.type.locomotion is not Locomotion.FIXED]
        mates.sort(key=lambda mate: mate.start != place.name)
        return next((rank for rank, mate in enumerate(mates) if mate.name == robot.name), 0)

    def _team_radius_m(self) -> float:
        """The radius of the largest ground robot: poses with room for it are poses for every other, too."""
        grounded = (Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL)
        return max(r.type.radius_m for r in self._scenario.robots if r.type.locomotion in grounded)

    def _beside(self, place: Place, radius_m: float) -> tuple[Pose, ...]:
        key = (place, radius_m, tuple(area.wkt for area in self._avoid))
        if key not in self._standing:
            self._standing[key] = standing_poses(
                place,
                radius_m=radius_m,
                planner=self._planner_for(_GROUND_BAND_M, radius_m, self._avoid),
                obstacles=self._world.obstacles,
                count=max(4, len(self._scenario.robots)),
            )
        return self._standing[key]

    def _reachable(self, robot: Robot, poses: tuple[Pose, ...]) -> tuple[Pose, ...]:
        """Those a robot can get to; all of them where it can get to none, so that the lack of a way shows
        as such.
        """
        home, planner = self._world.start_poses.get(robot.name), self._planner(robot)
        if home is None or len(poses) < 2:
            return poses
        region = planner.region(home.x_m, home.y_m)
        return tuple(pose for pose in poses if planner.region(pose.x_m, pose.y_m) == region) or poses

    def _hovering(self, robot: Robot, place: Place) -> tuple[Pose, ...]:
        z_m, away_m = self._altitude_m(robot), 2 * robot.type.radius_m + 0.3
        here = Pose(place.pose.x_m, place.pose.y_m, z_m, place.pose.yaw_rad)
        around = [
            Pose(
                here.x_m + away_m * math.cos(i * math.pi / 3),
                here.y_m + away_m * math.sin(i * math.pi / 3),
                z_m,
            )
            for i in range(6)
        ]
        planner = self._planner(robot)
        return tuple(pose for pose in (here, *around) if planner.is_free(pose.x_m, pose.y_m))

    def _reaches(self, robot: Robot, place: str) -> bool:
        base, goal = self._world.start_pose(robot), self._place(place).pose
        return base.planar_distance_m(goal) <= robot.number("reach_m", 1.0)

    def _altitude_m(self, robot: Robot) -> float:
        return robot.number("altitude_m", DEFAULT_ALTITUDE_M)

    def _route(self, robot: Robot, start: Pose, goal: Pose) -> Route | None:
        planner = self._planner(robot)
        key = (planner, start, goal)
        if key not in self._routes:
            self._routes[key] = planner.route((start.x_m, start.y_m), (goal.x_m, goal.y_m))
        return self._routes[key]

    def _planner(
        self, robot: Robot, *, radius_m: float | None = None, avoid: Sequence[Polygon] = ()
    ) -> RoutePlanner:
        wanted_m = robot.type.radius_m if radius_m is None else radius_m
        return self._planner_for(self._band_m(robot), wanted_m, (*self._avoid, *avoid))

    def _planner_for(
        self, band_m: tuple[float, float], radius_m: float, areas: Sequence[Polygon]
    ) -> RoutePlanner:
        texts = tuple(area.wkt for area in areas)
        key = (band_m, radius_m, texts)
        if key not in self._planners:
            self._planners[key] = RoutePlanner(self._grid(band_m, areas, texts), radius_m=radius_m)
            self._forget_oldest()
        return self._planners[key]

    def _band_m(self, robot: Robot) -> tuple[float, float]:
        if robot.type.locomotion is not Locomotion.FLYING:
            return _GROUND_BAND_M
        altitude_m = self._altitude_m(robot)
        return altitude_m - _FLIGHT_HALF_BAND_M, altitude_m + _FLIGHT_HALF_BAND_M

    def _grid(
        self, band_m: tuple[float, float], areas: Sequence[Polygon], texts: tuple[str, ...]
    ) -> OccupancyGrid:
        if texts:
            return self._grid(band_m, (), ()).avoiding(areas)
        if band_m not in self._grids:
            self._grids[band_m] = occupancy_grid(
                self._world.obstacles, self._world.bounds, from_m=band_m[0], to_m=band_m[1]
            )
        return self._grids[band_m]

    def _forget_oldest(self) -> None:
        """Keeps the planners of the bare world, and only the latest of those that avoid something for a
        while.
        """
        passing = [key for key in self._planners if key[2]]
        for key in passing[:-_PASSING_KEPT]:
            gone = self._planners.pop(key)
            for route in [known for known in self._routes if known[0] is gone]:
                del self._routes[route]


def _driving_s(robot: Robot, route: Route | None, first: Pose, last: Pose, *, climb_m: float) -> float | None:
    """Seconds for a route by a robot that stands as `first` says and shall stand as `last` says."""
    if route is None:
        return None
    limits = motion_limits(robot)
    moving_s = route_length_m(route) / limits.speed_mps + limits.speed_mps / limits.acceleration_mps2
    if robot.type.locomotion is Locomotion.FLYING:
        return moving_s + climb_m / limits.climb_mps
    return moving_s + route_turn_rad(route, first.yaw_rad, last.yaw_rad) / limits.turn_radps
