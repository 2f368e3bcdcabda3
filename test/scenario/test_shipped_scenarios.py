"""The scenarios that come with comuros load without a problem, and their layouts leave robots room."""

from __future__ import annotations

import itertools

import pytest
from shapely.geometry import Point

from comuros.core.place import spot_of
from comuros.core.predicate import Sort
from comuros.core.robot import Locomotion
from comuros.scenario import check_scenario, find_scenario, list_scenarios, load_scenario

NAMES = list_scenarios()


def test_food_court_and_warehouse_are_among_them() -> None:
    assert {"food_court", "warehouse"} <= set(NAMES)
    assert find_scenario("food_court").name == "food_court.yaml"


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_has_no_problem(name: str) -> None:
    assert check_scenario(name) == ()


@pytest.mark.parametrize("name", NAMES)
def test_robots_at_one_place_stand_clear_of_each_other_and_of_everything(name: str) -> None:
    loaded = load_scenario(name)
    if loaded.geometry is None:
        assert "distances" in find_scenario(name).read_text()
        return
    drivers = [
        robot
        for robot in loaded.scenario.robots
        if robot.type.locomotion in (Locomotion.DIFFERENTIAL, Locomotion.OMNIDIRECTIONAL)
    ]
    for place in loaded.scenario.places:
        stands = [(robot, loaded.roadmap.approach_pose(robot, place.name)) for robot in drivers]
        for (a, pose_a), (b, pose_b) in itertools.combinations(stands, 2):
            if len(loaded.roadmap.approach_poses(a, place.name)) < len(drivers):
                continue  # a niche: robots take turns
            gap_m = pose_a.planar_distance_m(pose_b) - a.type.radius_m - b.type.radius_m
            assert gap_m > 0.05, f"{a.name} and {b.name} touch at {place.name}"
        for robot, pose in stands:
            room_m = min(
                part.footprint.distance(Point(pose.x_m, pose.y_m)) for part in loaded.world.obstacles
            )
            assert room_m > robot.type.radius_m, f"{robot.name} touches something at {place.name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_has_a_default_instruction_and_three_missions(name: str) -> None:
    scenario = load_scenario(name).scenario
    assert scenario.default_instruction
    assert len(scenario.missions) >= 3


def test_spots_of_objects_and_robots_are_places_of_every_scenario() -> None:
    scenario = load_scenario("food_court").scenario
    assert scenario.sort_of(spot_of("noodles")) is Sort.PLACE
    assert scenario.sort_of(spot_of("waiter")) is Sort.PLACE
    assert scenario.sort_of(spot_of("nothing")) is None
    assert scenario.place(spot_of("noodles")).pose == scenario.place("kitchen").pose
    assert spot_of("noodles") not in {place.name for place in scenario.places}


def test_facts_that_the_file_states_in_its_own_keys_are_in_the_initial_state() -> None:
    state = load_scenario("food_court").scenario.initial_state()
    facts = {str(fact) for fact in state.facts}
    assert {"surface(tray)", "home(drone, drone_pad)", "on(noodles, kitchen)"} <= facts
