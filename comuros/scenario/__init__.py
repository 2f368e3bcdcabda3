"""Scenario files and SDF worlds → core objects, geometry and a roadmap, and the check that they agree."""

from comuros.scenario.distance_table import DistanceTable
from comuros.scenario.loader import LoadedScenario, SpotTravel, check_scenario, load_scenario
from comuros.scenario.locate import data_folder, find_scenario, list_scenarios
from comuros.scenario.roadmap import Roadmap
from comuros.scenario.world_geometry import Obstacle, WorldGeometry, Zone

__all__ = [
    "DistanceTable",
    "LoadedScenario",
    "Obstacle",
    "Roadmap",
    "SpotTravel",
    "WorldGeometry",
    "Zone",
    "check_scenario",
    "data_folder",
    "find_scenario",
    "list_scenarios",
    "load_scenario",
]
