"""Maps, markers and transforms: what RViz draws is where things are."""

from __future__ import annotations

import numpy as np
import pytest
from visualization_msgs.msg import Marker

from comuros.core.geometry import Pose
from comuros.nodes.convert.marker import body_to_ros, label_to_ros, line_to_ros
from comuros.nodes.convert.occupancy_map import FREE, OCCUPIED, occupancy_to_ros
from comuros.nodes.transform_publisher import has_transforms
from comuros.scenario import load_scenario
from comuros.scenario.occupancy import RESOLUTION_M

RED = (1.0, 0.0, 0.0, 0.5)


def test_a_map_has_the_worlds_cells_where_the_world_has_them() -> None:
    loaded = load_scenario("food_court")
    grid = loaded.roadmap.ground_grid()
    message = occupancy_to_ros(grid, time_s=3.5)
    assert (message.info.height, message.info.width) == grid.shape
    assert message.info.resolution == pytest.approx(RESOLUTION_M)
    west, south, *_ = loaded.world.bounds
    assert (message.info.origin.position.x, message.info.origin.position.y) == (west, south)
    assert message.header.frame_id == "map"
    cells = np.array(message.data).reshape(grid.shape)
    assert set(np.unique(cells)) == {FREE, OCCUPIED}
    for obstacle in (each for each in loaded.world.obstacles if each.base_m < 0.5 < each.height_m):
        inside = obstacle.footprint.representative_point()
        assert cells[grid.cell(inside.x, inside.y)] == OCCUPIED, obstacle.name
    for robot in loaded.scenario.robots:
        start = loaded.world.start_pose(robot)
        assert cells[grid.cell(start.x_m, start.y_m)] == FREE


def test_a_body_stands_on_its_pose() -> None:
    marker = body_to_ros("robots", 2, Pose(1.0, 2.0, 0.5), (0.4, 0.6, 0.8), RED, time_s=1.0)
    assert (marker.ns, marker.id, marker.type, marker.action) == ("robots", 2, Marker.CUBE, Marker.ADD)
    assert (marker.pose.position.x, marker.pose.position.z) == (1.0, pytest.approx(0.9))
    assert (marker.scale.x, marker.scale.y, marker.scale.z) == (0.4, 0.6, 0.8)
    assert (marker.color.r, marker.color.a) == (1.0, 0.5)


def test_a_label_says_its_words() -> None:
    marker = label_to_ros("plan", 0, Pose(0.0, 0.0, 1.0), "waiter: idle", RED, height_m=0.25, time_s=1.0)
    assert (marker.type, marker.text, marker.scale.z) == (Marker.TEXT_VIEW_FACING, "waiter: idle", 0.25)


@pytest.mark.parametrize(("length", "action"), [(0, Marker.DELETE), (1, Marker.DELETE), (3, Marker.ADD)])
def test_a_route_of_fewer_than_two_points_takes_the_old_one_away(length: int, action: int) -> None:
    poses = [Pose(float(x), 0.0) for x in range(length)]
    assert line_to_ros("routes", 0, poses, RED, width_m=0.1, time_s=0.0).action == action


def test_a_transform_places_the_robot_in_the_map() -> None:
    if not has_transforms():
        pytest.skip("tf2_msgs is not installed here, so nobody publishes /tf")
    from comuros.nodes.convert.transform import transforms_to_ros

    (found,) = transforms_to_ros({"waiter": Pose(1.0, 2.0, 0.0, np.pi)}, time_s=2.0).transforms
    assert (found.header.frame_id, found.child_frame_id) == ("map", "waiter/base_link")
    assert (found.transform.translation.x, found.transform.translation.y) == (1.0, 2.0)
    assert found.transform.rotation.z == pytest.approx(1.0)
    assert found.header.stamp.sec == 2
