"""A travel model from a table of ways, for scenarios that have no world: they can be planned and
interpreted, not simulated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from comuros.core.geometry import Pose
from comuros.core.place import thing_at_spot
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario


class DistanceTable:
    """Shortest ways over a graph of places. All robots take the same ways; a fixed one only reaches where
    it starts.
    """

    def __init__(self, scenario: Scenario, edges: Iterable[tuple[str, str, float]]) -> None:
        self._scenario = scenario
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(place.name for place in scenario.places)
        for start, goal, distance_m in edges:
            graph.add_edge(start, goal, weight=distance_m)
        self._distances: Mapping[str, Mapping[str, float]] = dict(
            nx.all_pairs_dijkstra_path_length(graph, weight="weight")
        )

    @property
    def robots_alike(self) -> bool:
        """Whether robots of one type have the same distances: all have, except fixed ones that start
        elsewhere.
        """
        fixed = [robot for robot in self._scenario.robots if robot.type.locomotion is Locomotion.FIXED]
        starts = {(robot.type.name, robot.start) for robot in fixed}
        return len(starts) == len({type_name for type_name, _ in starts})

    def with_spot(self, name: str, pose: Pose) -> DistanceTable:
        """The same table: a spot is taken to be where its thing started."""
        return self

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """Length of the shortest way in metres, or None where there is none for this robot."""
        first, last = self._place(start), self._place(goal)
        if robot.type.locomotion is Locomotion.FIXED:
            return 0.0 if first == last == robot.start else None
        return self._distances[first].get(last)

    def duration_s(self, robot: Robot, start: str, goal: str) -> float | None:
        """Time for that way in seconds at the robot's speed, or None where there is none."""
        distance_m = self.distance_m(robot, start, goal)
        if not distance_m:
            return distance_m
        return distance_m / robot.speed_mps

    def _place(self, name: str) -> str:
        """The place itself, or for a spot the place where its thing was at the start."""
        thing = thing_at_spot(name)
        while thing and any(known.name == thing for known in self._scenario.objects):
            name = thing = self._scenario.object(thing).location
        if any(robot.name == thing for robot in self._scenario.robots):
            return self._scenario.robot(thing).start
        return self._scenario.place(name).name
