"""Roadmaps find ways that are clear, as short as they can be, and the same whenever they are asked."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

import networkx as nx
import pytest
from shapely import prepare
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import unary_union

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.place import spot_of
from comuros.core.robot import Robot
from comuros.scenario import LoadedScenario, Roadmap, load_scenario


@pytest.fixture(scope="module")
def food_court() -> LoadedScenario:
    return load_scenario("food_court")


@pytest.fixture(scope="module")
def warehouse() -> LoadedScenario:
    return load_scenario("warehouse")


def length_m(path: tuple[Pose, ...]) -> float:
    return sum(a.planar_distance_m(b) for a, b in itertools.pairwise(path))


def line(path: tuple[Pose, ...]) -> LineString:
    return LineString([(pose.x_m, pose.y_m) for pose in path])


def free_pose(loaded: LoadedScenario, robot: Robot, chance: random.Random) -> Pose:
    """A random pose at which the robot has a hand's breadth of room."""
    west, south, east, north = loaded.world.bounds
    while True:
        pose = Pose(chance.uniform(west, east), chance.uniform(south, north))
        point = Point(pose.x_m, pose.y_m)
        if box(west, south, east, north).contains(point) and all(
            part.footprint.distance(point) > robot.type.radius_m + 0.2 for part in loaded.world.obstacles
        ):
            return pose


@pytest.mark.parametrize(("name", "robot_name"), [("food_court", "waiter"), ("warehouse", "mover_1")])
def test_paths_between_random_poses_never_touch_an_obstacle(name: str, robot_name: str) -> None:
    loaded = load_scenario(name)
    robot, chance = loaded.scenario.robot(robot_name), random.Random(7)
    for _ in range(40):
        start, goal = (free_pose(loaded, robot, chance) for _ in range(2))
        path = loaded.roadmap.path(robot=robot, start=start, goal=goal)
        assert path is not None
        assert (path[0].x_m, path[0].y_m) == (start.x_m, start.y_m)
        assert path[-1] == goal
        room_m = min(part.footprint.distance(line(path)) for part in loaded.world.obstacles)
        assert room_m > robot.type.radius_m


def taut_m(loaded: LoadedScenario, start: Pose, goal: Pose, *, room_m: float) -> float:
    """Length of the shortest way that keeps this far from everything, by a visibility graph: an independent
    answer.
    """
    grown = [part.footprint.buffer(room_m, quad_segs=2) for part in loaded.world.obstacles]
    solid = unary_union(grown).buffer(-1e-6)
    ends = [(start.x_m, start.y_m), (goal.x_m, goal.y_m)]
    corners = [point for area in grown for point in area.exterior.coords[:-1]]
    points = ends + [point for point in corners if not solid.contains(Point(point))]
    prepare(solid)
    graph: nx.Graph[tuple[float, float]] = nx.Graph()
    for a, b in itertools.combinations(points, 2):
        if not solid.intersects(LineString([a, b])):
            graph.add_edge(a, b, weight=math.dist(a, b))
    return float(nx.shortest_path_length(graph, *ends, weight="weight"))


def test_paths_are_hardly_longer_than_the_shortest_with_the_room_they_keep(
    food_court: LoadedScenario,
) -> None:
    robot = food_court.scenario.robot("waiter")
    ways = [((3.5, 1.8), (3.5, 4.2)), ((8.0, 4.6), (5.0, 11.3))]
    for (ax, ay), (bx, by) in ways:
        start, goal = Pose(ax, ay), Pose(bx, by)
        path = food_court.roadmap.path(robot=robot, start=start, goal=goal)
        assert path is not None
        least_m = taut_m(food_court, start, goal, room_m=robot.type.radius_m)
        usual_m = taut_m(food_court, start, goal, room_m=robot.type.radius_m + 0.3)
        assert least_m <= length_m(path) <= usual_m * 1.03


def test_open_floor_is_crossed_in_a_straight_line(warehouse: LoadedScenario) -> None:
    robot = warehouse.scenario.robot("mover_1")
    start, goal = Pose(2, 2), Pose(14, 6)
    path = warehouse.roadmap.path(robot=robot, start=start, goal=goal)
    assert path is not None
    assert length_m(path) == pytest.approx(start.planar_distance_m(goal))
    assert path[0].yaw_rad == pytest.approx(math.atan2(4, 12))


def test_a_path_keeps_out_of_what_it_is_told_to_avoid(warehouse: LoadedScenario) -> None:
    robot = warehouse.scenario.robot("mover_1")
    parked = Point(8, 4).buffer(0.4)
    start, goal = Pose(4, 4), Pose(12, 4)
    path = warehouse.roadmap.path(robot=robot, start=start, goal=goal, avoid=[parked])
    assert path is not None
    assert line(path).distance(parked) > robot.type.radius_m
    assert length_m(path) < 8.6


def test_a_wide_load_takes_the_way_that_is_wide_enough(warehouse: LoadedScenario) -> None:
    robot = warehouse.scenario.robot("mover_1")
    start, goal = Pose(9.5, 6.5), Pose(9.5, 11.3)
    narrow = warehouse.roadmap.path(robot=robot, start=start, goal=goal)
    wide = warehouse.roadmap.path(robot=robot, start=start, goal=goal, radius_m=1.45)
    assert narrow is not None
    assert wide is not None
    assert length_m(narrow) < 5.0 < length_m(wide)


def test_no_way_out_of_a_closed_ring_is_said_so(warehouse: LoadedScenario) -> None:
    robot = warehouse.scenario.robot("mover_1")
    ring = Point(10, 5).buffer(2.0).difference(Point(10, 5).buffer(1.5))
    assert isinstance(ring, Polygon)
    roadmap = warehouse.roadmap.avoiding([ring])
    assert roadmap.path(robot=robot, start=Pose(10, 5), goal=Pose(2, 2)) is None
    assert roadmap.distance_m(robot, "storage", "dock") is not None
    assert warehouse.roadmap.path(robot=robot, start=Pose(10, 5), goal=Pose(2, 2)) is not None


def test_a_robot_pushed_against_a_wall_still_finds_its_way(food_court: LoadedScenario) -> None:
    robot = food_court.scenario.robot("waiter")
    path = food_court.roadmap.path(robot=robot, start=Pose(0.31, 9.0), goal=Pose(8, 5))
    assert path is not None
    assert path[0] == Pose(0.31, 9.0, 0.0, path[0].yaw_rad)


def test_drones_fly_over_furniture_but_not_through_walls(
    food_court: LoadedScenario, warehouse: LoadedScenario
) -> None:
    drone = food_court.scenario.robot("drone")
    over = food_court.roadmap.path(robot=drone, start=Pose(8, 1.5), goal=Pose(8, 4.5))
    assert over is not None
    assert length_m(over) == pytest.approx(3.0)
    assert {pose.z_m for pose in over} == {1.8}
    around = Roadmap(warehouse.world, food_court.scenario)
    path = around.path(robot=drone, start=Pose(5.5, 7.5), goal=Pose(5.5, 10.5))
    assert path is not None
    assert length_m(path) > 5.0, "the racks are two metres high"


def test_distances_are_those_of_the_paths_and_times_those_of_the_robots(food_court: LoadedScenario) -> None:
    roadmap, scenario = food_court.roadmap, food_court.scenario
    waiter, cleaner = scenario.robot("waiter"), scenario.robot("cleaner")
    path = roadmap.path(
        robot=waiter,
        start=roadmap.approach_pose(waiter, "kitchen"),
        goal=roadmap.approach_pose(waiter, "table_6"),
    )
    assert path is not None
    distance_m = roadmap.distance_m(waiter, "kitchen", "table_6")
    assert distance_m == pytest.approx(length_m(path))
    duration_s = roadmap.duration_s(waiter, "kitchen", "table_6")
    assert duration_s is not None
    assert distance_m / 0.8 <= duration_s < distance_m / 0.8 + 4.0
    assert roadmap.duration_s(waiter, "kitchen", "kitchen") == 0.0
    slower_s = roadmap.duration_s(cleaner, "kitchen", "table_6")
    assert slower_s is not None
    assert slower_s > duration_s


def test_robots_of_one_type_have_the_same_distances(warehouse: LoadedScenario) -> None:
    first, second = warehouse.scenario.robot("mover_1"), warehouse.scenario.robot("mover_2")
    for a, b in itertools.permutations(warehouse.scenario.places, 2):
        ways = [warehouse.travel.duration_s(robot, a.name, b.name) for robot in (first, second)]
        assert ways[0] == ways[1]
    assert warehouse.roadmap.robots_alike


def test_two_arms_of_one_type_are_not_alike_and_nor_are_robots_kept_apart(warehouse: LoadedScenario) -> None:
    arm = warehouse.scenario.robot("arm")
    scenario = replace(warehouse.scenario, robots=(*warehouse.scenario.robots, replace(arm, name="arm_2")))
    world = replace(warehouse.world, start_poses={**warehouse.world.start_poses, "arm_2": Pose(4, 7)})
    assert not Roadmap(world, scenario).robots_alike
    fence = box(0, 1.8, 3, 2.0).union(box(2.8, 0, 3, 2.0))
    assert isinstance(fence, Polygon)
    assert not warehouse.roadmap.avoiding([fence]).robots_alike


def test_the_ground_grid_is_occupied_where_furniture_stands(warehouse: LoadedScenario) -> None:
    grid = warehouse.roadmap.ground_grid()
    assert grid.clearance_at(5.5, 9.0) == 0.0
    assert grid.clearance_at(9.5, 6.0) > 1.0
    assert grid.clearance_at(-5.0, 0.0) == 0.0


def test_a_fixed_arm_swings_within_its_reach_and_goes_nowhere_else(warehouse: LoadedScenario) -> None:
    arm = warehouse.scenario.robot("arm")
    assert warehouse.travel.distance_m(arm, "dock", "buffer") == 0.0
    assert warehouse.travel.duration_s(arm, "dock", "buffer") == 2.0
    assert warehouse.travel.distance_m(arm, "dock", "shelf_a") is None
    assert warehouse.travel.duration_s(arm, "dock", "shelf_a") is None
    assert warehouse.roadmap.path(robot=arm, start=Pose(0, 0), goal=Pose(1, 1)) is None


def test_a_spot_is_wherever_its_thing_was_last_seen(food_court: LoadedScenario) -> None:
    waiter = food_court.scenario.robot("waiter")
    spot = spot_of("noodles")
    at_first_m = food_court.roadmap.distance_m(waiter, "table_3", spot)
    near = food_court.roadmap.with_spot(spot, Pose(11, 2, 0.05))
    dropped_m = near.distance_m(waiter, "table_3", spot)
    assert at_first_m is not None
    assert dropped_m is not None
    assert dropped_m < 3.0 < at_first_m
    stand = near.approach_pose(waiter, spot)
    assert 0.3 < stand.planar_distance_m(Pose(11, 2)) < 0.8
    here = near.with_spot(spot_of("waiter"), Pose(11, 8))
    assert here.approach_pose(waiter, spot_of("waiter")) == Pose(11, 8)
    assert here.approach_pose(waiter, spot) == stand
    with pytest.raises(InputError, match="spot_nothing"):
        near.distance_m(waiter, "table_3", "spot_nothing")


def test_two_members_stand_at_the_ends_of_a_long_load(warehouse: LoadedScenario) -> None:
    mover = warehouse.scenario.robot("mover_1")
    west, east = (
        warehouse.roadmap.approach_pose(mover, "storage", member=member, members=2) for member in (0, 1)
    )
    assert (west.y_m, east.y_m) == pytest.approx((4.5, 4.5))
    assert west.x_m < 4.0 - 0.8 - 0.35 < 4.0 + 0.8 + 0.35 < east.x_m
    assert west.yaw_rad == pytest.approx(0.0)
    assert abs(east.yaw_rad) == pytest.approx(math.pi)


def test_a_team_turns_about_its_load_where_an_end_is_blocked(warehouse: LoadedScenario) -> None:
    mover = warehouse.scenario.robot("mover_1")
    by_the_wall = Pose(10, 0.5)
    poses = [
        warehouse.roadmap.grip_pose(mover, Pose(0.9, 5, 0, 0), length_m=1.6, member=m, members=2)
        for m in range(2)
    ]
    assert all(pose.x_m > 0.45 for pose in poses)
    assert poses[0].planar_distance_m(poses[1]) > 1.6
    assert by_the_wall.planar_distance_m(poses[0]) > 1


def test_a_robot_knows_which_place_it_stands_at(food_court: LoadedScenario) -> None:
    waiter = food_court.scenario.robot("waiter")
    for place in ("kitchen", "table_4", "waiter_dock"):
        assert food_court.roadmap.place_at(waiter, food_court.roadmap.approach_pose(waiter, place)) == place
    assert food_court.roadmap.place_at(waiter, Pose(10, 8.5)) == ""


def test_zones_on_the_way_are_named_and_can_be_avoided(food_court: LoadedScenario) -> None:
    waiter = food_court.scenario.robot("waiter")
    world, roadmap = food_court.world, food_court.roadmap
    assert world.zone_at(Pose(5.75, 4.65)) == "play_area"
    assert world.zone_at(Pose(1, 1)) == ""
    assert roadmap.zones_between(waiter, "play_area", "table_1") == ("play_area",)
    crossing = [
        (a.name, b.name)
        for a, b in itertools.combinations(food_court.scenario.places, 2)
        if "play_area" not in (a.name, b.name) and roadmap.zones_between(waiter, a.name, b.name)
    ]
    assert crossing, "the play area lies in nobody's way, so nothing is tested"
    around = roadmap.avoiding([world.zone("play_area").area])
    for start, goal in crossing:
        assert around.zones_between(waiter, start, goal) == ()
        longer_m, direct_m = around.distance_m(waiter, start, goal), roadmap.distance_m(waiter, start, goal)
        assert longer_m is not None
        assert direct_m is not None
        assert longer_m > direct_m - 0.1


def test_objects_are_located_by_where_and_how_high_they_lie(food_court: LoadedScenario) -> None:
    world = food_court.world
    assert world.location_of(Pose(3.6, 3.1, 0.8)) == "table_1"
    assert world.location_of(Pose(3.6, 3.1, 0.05)) == "", "under the table is not on it"
    assert world.location_of(Pose(9.9, 5.0, 0.05)) == ""


def test_two_roadmaps_of_one_scenario_agree_in_everything(food_court: LoadedScenario) -> None:
    again = load_scenario("food_court")
    for robot in food_court.scenario.robots:
        for a, b in itertools.permutations(food_court.scenario.places, 2):
            assert food_court.travel.duration_s(robot, a.name, b.name) == again.travel.duration_s(
                robot, a.name, b.name
            )


def test_unknown_places_are_named_in_the_error(food_court: LoadedScenario) -> None:
    with pytest.raises(InputError, match="'table_99'"):
        food_court.roadmap.distance_m(food_court.scenario.robot("waiter"), "table_99", "kitchen")
