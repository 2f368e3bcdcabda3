"""The route planners of a world, one for each height band, radius and set of areas to avoid. Roadmaps of
one world share it.

Planning threads and drivers ask at the same time, so what is kept is guarded by a lock.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import Polygon

from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion, Robot
from comuros.scenario.narrow_ways import NarrowWays, narrow_ways
from comuros.scenario.occupancy import OccupancyGrid, occupancy_grid
from comuros.scenario.route_planner import Route, RoutePlanner
from comuros.scenario.world_geometry import WorldGeometry

DEFAULT_ALTITUDE_M = 1.8
GROUND_BAND_M = (0.02, 1.5)
_FLIGHT_HALF_BAND_M = 0.3
_PASSING_KEPT = 16
_ROUTES_KEPT = 20_000
BandM = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Closed:
    """Zones a route keeps out of, and how far outside of them a robot's centre stays, in metres."""

    zones: tuple[str, ...] = ()
    gap_m: float = 0.0


OPEN = Closed()
_Key = tuple[BandM, float, tuple[str, ...], Closed]


class PlannerPool:
    """Makes planners and routes when they are first asked for, and keeps them.

    Planners that avoid something are for a while: only the latest of them stay.
    """

    def __init__(self, world: WorldGeometry) -> None:
        self._world = world
        self._lock = threading.RLock()
        self._grids: dict[BandM, OccupancyGrid] = {}
        self._planners: dict[_Key, RoutePlanner] = {}
        self._routes: dict[tuple[RoutePlanner, Pose, Pose], Route | None] = {}
        self._narrow: NarrowWays | None = None

    def planner(
        self,
        robot: Robot,
        *,
        avoid: Sequence[Polygon] = (),
        radius_m: float | None = None,
        closed: Closed = OPEN,
    ) -> RoutePlanner:
        """The planner for a robot at the height it moves at; `radius_m` replaces its own."""
        radius_m = robot.type.radius_m if radius_m is None else radius_m
        return self.at_band(band_m(robot), radius_m, avoid, closed)

    def at_band(
        self, band: BandM, radius_m: float, avoid: Sequence[Polygon] = (), closed: Closed = OPEN
    ) -> RoutePlanner:
        """The planner for a disc between two heights in metres."""
        key = (band, radius_m, tuple(area.wkt for area in avoid), closed)
        with self._lock:
            if key not in self._planners:
                grid = self.grid(band).avoiding(avoid) if avoid else self.grid(band)
                areas = [self._world.zone(name).area for name in closed.zones]
                self._planners[key] = RoutePlanner(grid, radius_m=radius_m, closed=areas, gap_m=closed.gap_m)
                self._forget_oldest()
            return self._planners[key]

    def route(self, planner: RoutePlanner, start: Pose, goal: Pose) -> Route | None:
        """A planner's route between two poses that are asked for often."""
        key = (planner, start, goal)
        with self._lock:
            if key not in self._routes:
                self._routes[key] = self.fresh_route(planner, start, goal)
                if len(self._routes) > _ROUTES_KEPT:
                    self._routes.pop(next(iter(self._routes)))
            return self._routes[key]

    def fresh_route(self, planner: RoutePlanner, start: Pose, goal: Pose) -> Route | None:
        """A planner's route between two poses that will hardly be asked for again."""
        with self._lock:
            return planner.route((start.x_m, start.y_m), (goal.x_m, goal.y_m))

    def grid(self, band: BandM) -> OccupancyGrid:
        """The occupancy grid of the bare world between two heights in metres."""
        with self._lock:
            if band not in self._grids:
                bounds = self._world.bounds
                grid = occupancy_grid(self._world.obstacles, bounds, from_m=band[0], to_m=band[1])
                self._grids[band] = grid
            return self._grids[band]

    def narrow_ways(self, team: Sequence[Robot]) -> NarrowWays:
        """Where two robots of the team, which is the same at every call, cannot pass one another on the
        ground.
        """
        with self._lock:
            if self._narrow is None:
                self._narrow = narrow_ways(self.grid(GROUND_BAND_M), team)
            return self._narrow

    def _forget_oldest(self) -> None:
        passing = [key for key in self._planners if key[2]]
        for key in passing[:-_PASSING_KEPT]:
            gone = self._planners.pop(key)
            for route in [known for known in self._routes if known[0] is gone]:
                del self._routes[route]


def altitude_m(robot: Robot) -> float:
    """The height a robot's centre moves at: its altitude where it flies, else the floor."""
    return (
        robot.number("altitude_m", DEFAULT_ALTITUDE_M) if robot.type.locomotion is Locomotion.FLYING else 0.0
    )


def band_m(robot: Robot) -> BandM:
    """The heights in metres between which a robot meets obstacles."""
    if robot.type.locomotion is not Locomotion.FLYING:
        return GROUND_BAND_M
    return altitude_m(robot) - _FLIGHT_HALF_BAND_M, altitude_m(robot) + _FLIGHT_HALF_BAND_M
