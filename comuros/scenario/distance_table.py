"""A travel model from a table of ways, for scenarios that have no world: they can be planned and
interpreted, not simulated.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from comuros.core.geometry import Pose
from comuros.core.keep_out import KeepOut, bounds_for
from comuros.core.place import thing_at_spot
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario

Lengths = Mapping[str, Mapping[str, float]]


class DistanceTable:
    """Shortest ways over a graph of places. All robots take the same ways; a fixed one only reaches where
    it starts.
    """

    def __init__(self, scenario: Scenario, edges: Iterable[tuple[str, str, float]]) -> None:
        self._scenario = scenario
        self._graph: nx.Graph[str] = nx.Graph()
        self._graph.add_nodes_from(place.name for place in scenario.places)
        for start, goal, distance_m in edges:
            self._graph.add_edge(start, goal, weight=distance_m)
        self._lengths: dict[frozenset[str], Lengths] = {}
        self._rules: tuple[KeepOut, ...] = ()
        self._held: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[KeepOut, ...]:
        """The zones its ways keep robots out of: places of that name, and places that lie in it."""
        return self._rules

    def keeping_out(self, rules: Sequence[KeepOut]) -> DistanceTable:
        """A table whose ways keep these rules, for robots that hold nothing."""
        other = copy.copy(self)
        other._rules, other._held = tuple(rules), ()
        return other

    def while_holding(self, objects: Iterable[str]) -> DistanceTable:
        """The ways of robots that hold these objects."""
        other = copy.copy(self)
        other._held = tuple(sorted(objects))
        return other

    def zones_at_place(self, robot: Robot, place: str) -> tuple[str, ...]:
        """The zones a robot is inside of while it works at a place."""
        return self._zones_of(self._place(place))

    def zones_along(self, robot: Robot, start: str, goal: str) -> tuple[tuple[str, ...], ...]:
        """The zones a robot is inside of on its way between two places, one place after the other."""
        first, last = self._place(start), self._place(goal)
        graph = self._open_graph(self._shut(robot))
        if first not in graph or last not in graph or not nx.has_path(graph, first, last):
            return ()
        passed = nx.dijkstra_path(graph, first, last, weight="weight")
        return tuple(self._zones_of(place) for place in passed)

    def zones_between(self, robot: Robot, start: str, goal: str) -> tuple[str, ...]:
        """The zones a robot's way between two places leads through."""
        passed = self.zones_along(robot, start, goal)
        return tuple(dict.fromkeys(zone for zones in passed for zone in zones))

    @property
    def robots_alike(self) -> bool:
        """Whether robots of one type have the same distances: all have, except fixed ones that start
        elsewhere.
        """
        fixed = [robot for robot in self._scenario.robots if robot.type.locomotion is Locomotion.FIXED]
        starts = {(robot.type.name, robot.start) for robot in fixed}
        ruled = {(rule.robot, rule.zone, rule.holding) for rule in self._rules}
        same = (
            len({frozenset(rule[1:] for rule in ruled if rule[0] == r.name) for r in self._scenario.robots})
            <= 1
        )
        return same and len(starts) == len({type_name for type_name, _ in starts})

    def with_spot(self, name: str, pose: Pose) -> DistanceTable:
        """The same table: a spot is taken to be where its thing started."""
        return self

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """Length of the shortest way in metres, or None where there is none for this robot."""
        first, last = self._place(start), self._place(goal)
        if robot.type.locomotion is Locomotion.FIXED:
            return 0.0 if first == last == robot.start else None
        return self._lengths_without(self._shut(robot)).get(first, {}).get(last)

    def duration_s(self, robot: Robot, start: str, goal: str) -> float | None:
        """Time for that way in seconds at the robot's speed, or None where there is none."""
        distance_m = self.distance_m(robot, start, goal)
        if not distance_m:
            return distance_m
        return distance_m / robot.speed_mps

    def _shut(self, robot: Robot) -> frozenset[str]:
        """Places closed to a robot now."""
        mine = [rule for rule in self._rules if rule.robot == robot.name]
        zones = {*bounds_for(mine, self._held).closed} if mine else set()
        places = (place.name for place in self._scenario.places) if zones else ()
        return frozenset(name for name in places if zones.intersection(self._zones_of(name)))

    def _zones_of(self, place: str) -> tuple[str, ...]:
        return (place, *self._scenario.place(place).zones)

    def _open_graph(self, shut: frozenset[str]) -> nx.Graph[str]:
        return self._graph.subgraph(name for name in self._graph if name not in shut)

    def _lengths_without(self, shut: frozenset[str]) -> Lengths:
        if shut not in self._lengths:
            found = nx.all_pairs_dijkstra_path_length(self._open_graph(shut), weight="weight")
            self._lengths[shut] = dict(found)
        return self._lengths[shut]

    def _place(self, name: str) -> str:
        """The place itself, or for a spot the place where its thing was at the start."""
        thing = thing_at_spot(name)
        while thing and any(known.name == thing for known in self._scenario.objects):
            name = thing = self._scenario.object(thing).location
        if any(robot.name == thing for robot in self._scenario.robots):
            return self._scenario.robot(thing).start
        return self._scenario.place(name).name
