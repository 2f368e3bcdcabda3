"""What is generated for Gazebo: robots with a joint for each object, a bridge with all topics."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from gazebo_systems import problems_of_plugin

from comuros.core.errors import InputError
from comuros.core.robot import Locomotion
from comuros.scenario import list_scenarios, load_scenario
from comuros.scenario.gazebo_bridge import bridge_parameters, bridge_yaml, bridged_topics
from comuros.scenario.gazebo_robot import gazebo_robot_sdf, has_gripper
from comuros.scenario.gazebo_world import gazebo_world_name
from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.sdf_document import Element, read_sdf


def model_of(name: str, robot_name: str, folder: Path) -> Element:
    loaded = load_scenario(name)
    file = folder / "model.sdf"
    file.write_text(gazebo_robot_sdf(loaded, loaded.scenario.robot(robot_name)))
    root = read_sdf(file, ProblemLog())
    assert root is not None
    model = root.first("model")
    assert model is not None
    return model


def plugins(model: Element, name: str) -> list[Element]:
    return [plugin for plugin in model.all("plugin") if plugin.name == f"gz::sim::systems::{name}"]


@pytest.mark.parametrize("name", list_scenarios())
def test_every_robot_has_the_systems_behind_its_bridged_topics(name: str, tmp_path: Path) -> None:
    loaded = load_scenario(name)
    topics = {topic.gazebo_topic for topic in bridged_topics(loaded.scenario)}
    for robot in (each for each in loaded.scenario.robots if not each.is_human):
        model = model_of(name, robot.name, tmp_path)
        assert model.name == robot.name
        drives = plugins(model, "DiffDrive") + plugins(model, "VelocityControl")
        fixed = robot.type.locomotion is Locomotion.FIXED
        assert len(drives) == (0 if fixed else 1)
        assert (f"/model/{robot.name}/cmd_vel" in topics) is not fixed
        (odometry,) = plugins(model, "OdometryPublisher")
        assert odometry.text_of("tf_topic") in topics
        assert odometry.text_of("odom_frame") == "map"
        assert odometry.text_of("robot_base_frame") == f"{robot.name}/base_link"
        assert len(plugins(model, "LinearBatteryPlugin")) == (0 if fixed else 1)
        joints = plugins(model, "DetachableJoint")
        held = {joint.text_of("child_model") for joint in joints}
        assert held == ({thing.name for thing in loaded.scenario.objects} if has_gripper(robot) else set())
        for joint in joints:
            for key in ("attach_topic", "detach_topic", "output_topic"):
                assert joint.text_of(key) in topics
        slides = {plugin.text_of("sub_topic") for plugin in plugins(model, "JointPositionController")}
        assert slides == ({f"gripper/{axis}/cmd_pos" for axis in "xyz"} if has_gripper(robot) else set())
        links = {link.name for link in model.all("link")}
        assert {joint.text_of("parent_link") for joint in joints} <= links


@pytest.mark.parametrize("name", list_scenarios())
def test_each_gazebo_topic_that_a_robot_publishes_has_one_system_behind_it(name: str, tmp_path: Path) -> None:
    loaded = load_scenario(name)
    for robot in (each for each in loaded.scenario.robots if not each.is_human):
        model = model_of(name, robot.name, tmp_path)
        # DiffDrive's odometry of the wheels begins at zero, and goes to /model/NAME/odometry unless told.
        published = [
            drive.text_of("odom_topic", f"/model/{robot.name}/odometry")
            for drive in plugins(model, "DiffDrive")
        ]
        published += [
            each.text_of("odom_topic", f"/model/{robot.name}/odometry")
            for each in plugins(model, "OdometryPublisher")
        ]
        published += [each.text_of("output_topic") for each in plugins(model, "DetachableJoint")]
        published.append(bumper_topic(model))
        assert len(published) == len(set(published))
        assert all(topic.startswith(f"/model/{robot.name}/") for topic in published)


def bumper_topic(model: Element) -> str:
    """Where the contact sensor of a robot's base publishes."""
    base = next(link for link in model.all("link") if link.name == "base_link")
    sensor = base.first("sensor")
    assert sensor is not None
    assert sensor.attributes == {"name": "bumper", "type": "contact"}
    contact = sensor.first("contact")
    assert contact is not None
    assert contact.text_of("collision") in {each.name for each in base.all("collision")}
    return contact.text_of("topic")


@pytest.mark.parametrize("name", list_scenarios())
def test_batteries_drain_from_the_start_at_the_rate_their_capacity_says(name: str, tmp_path: Path) -> None:
    for robot in load_scenario(name).scenario.robots:
        if robot.is_human:
            continue
        for battery in plugins(model_of(name, robot.name, tmp_path), "LinearBatteryPlugin"):
            # Without the first a flying robot's never drains, without the second all do, but far too fast.
            assert battery.text_of("start_draining") == "true"
            assert battery.text_of("fix_issue_225") == "true"


@pytest.mark.parametrize("name", list_scenarios())
def test_what_is_spawned_has_only_what_gazebo_reads(name: str, tmp_path: Path) -> None:
    for robot in load_scenario(name).scenario.robots:
        if robot.is_human:
            continue
        for plugin in model_of(name, robot.name, tmp_path).all("plugin"):
            assert problems_of_plugin(plugin) == []


@pytest.mark.parametrize("name", list_scenarios())
def test_every_object_of_a_world_publishes_its_pose_and_has_the_link_the_joints_name(name: str) -> None:
    loaded = load_scenario(name)
    root = read_sdf(loaded.world.file, ProblemLog())
    assert root is not None
    world = root.first("world")
    assert world is not None
    models = {model.name: model for model in world.all("model")}
    for thing in loaded.scenario.objects:
        assert len(plugins(models[thing.name], "PosePublisher")) == 1
        assert [link.name for link in models[thing.name].all("link")] == ["link"]


def test_a_bridge_has_one_entry_per_topic_in_its_namespace() -> None:
    scenario = load_scenario("warehouse").scenario
    entries = yaml.safe_load(bridge_yaml(scenario, namespace="team_a"))
    names = [entry["ros_topic_name"] for entry in entries]
    pairs = {(entry["ros_topic_name"], entry["gz_topic_name"]) for entry in entries}
    assert len(names) == len(pairs) == len(bridged_topics(scenario))
    # Every robot's transforms come together.
    assert {name for name in names if names.count(name) > 1} == {"/team_a/tf"}
    assert names[0] == "/team_a/clock"
    assert all(name.startswith("/team_a/") for name in names)
    by_name = {entry["ros_topic_name"]: entry for entry in entries}
    assert by_name["/team_a/mover_1/cmd_vel"] == {
        "ros_topic_name": "/team_a/mover_1/cmd_vel",
        "gz_topic_name": "/model/mover_1/cmd_vel",
        "ros_type_name": "geometry_msgs/msg/Twist",
        "gz_type_name": "gz.msgs.Twist",
        "publisher_queue": 10,
        "subscriber_queue": 10,
        "direction": "ROS_TO_GZ",
    }
    assert "/team_a/arm/cmd_vel" not in by_name
    assert "/mover_1/odom" in bridge_yaml(scenario)


def test_only_the_clock_is_not_reliable_and_the_bridge_is_told() -> None:
    scenario = load_scenario("warehouse").scenario
    wanted = {"qos_overrides./clock.publisher.reliability": "best_effort"}
    assert bridge_parameters(scenario) == wanted
    assert list(bridge_parameters(scenario, namespace="team_a")) == [
        "qos_overrides./team_a/clock.publisher.reliability"
    ]


@pytest.mark.parametrize("name", list_scenarios())
def test_a_world_has_the_name_gazebo_spawns_into(name: str) -> None:
    assert gazebo_world_name(load_scenario(name).world.file) == name


def test_a_file_without_a_world_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.sdf"
    file.write_text('<sdf version="1.9"/>')
    with pytest.raises(InputError, match=r"holds no named <world>"):
        gazebo_world_name(file)


def test_a_robot_without_a_model_is_refused_by_name() -> None:
    loaded = load_scenario("warehouse")
    stranger = load_scenario("home").scenario.robot("helper")
    with pytest.raises(InputError, match="robot 'helper' has no SDF model"):
        gazebo_robot_sdf(loaded, stranger)
