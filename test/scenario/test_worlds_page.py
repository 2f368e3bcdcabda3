"""docs/worlds.md says which Gazebo system does what in each model, as the models have it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comuros.scenario import list_scenarios, load_scenario
from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.sdf_document import Element, read_sdf

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "worlds.md").read_text(encoding="utf-8")
PREFIX = "gz::sim::systems::"
DRIVES = {"DiffDrive", "VelocityControl"}


def robot_models() -> dict[str, Element]:
    """Models in the folder that have Gazebo systems: robots."""
    found = {}
    for file in sorted((ROOT / "sim_worlds" / "models").glob("*/model.sdf")):
        root = read_sdf(file, ProblemLog())
        model = root.first("model") if root is not None else None
        if model is not None and model.first("plugin") is not None:
            found[model.name] = model
    return found


def systems(model: Element) -> list[str]:
    return [plugin.name.removeprefix(PREFIX) for plugin in model.all("plugin")]


def row_of(model: Element) -> str:
    has = systems(model)
    drive = next((f"`{each}`" for each in has if each in DRIVES), "-")
    battery = "`LinearBatteryPlugin`" if "LinearBatteryPlugin" in has else "-"
    slides = "three `JointPositionController`" if has.count("JointPositionController") == 3 else "-"
    return f"| `{model.name}` | {drive} | `OdometryPublisher` | {battery} | {slides} |"


def test_the_table_has_each_robot_model_with_its_systems() -> None:
    rows = [
        line for line in PAGE.splitlines() if re.match(r"\| `[a-z_]+` \| (`|-).*`OdometryPublisher`", line)
    ]
    models = robot_models()
    assert rows == [row_of(model) for model in models.values()]
    assert all("OdometryPublisher" in systems(model) for model in models.values())


@pytest.mark.parametrize("name", sorted(robot_models()))
def test_a_model_moves_by_one_system_at_most_and_its_topics_are_those_of_the_page(name: str) -> None:
    model = robot_models()[name]
    assert len(DRIVES & set(systems(model))) <= 1
    for plugin in model.all("plugin"):
        system = plugin.name.removeprefix(PREFIX)
        # A topic of its own would not be the one that the system takes by default, below /model/NAME.
        if system in DRIVES | {"OdometryPublisher"}:
            assert plugin.text_of("topic") == ""
            wheels = f"/model/{name}/wheel_odometry" if system == "DiffDrive" else ""
            assert plugin.text_of("odom_topic") == wheels
        if system == "LinearBatteryPlugin":
            assert plugin.text_of("battery_name") == "battery"
        if system == "JointPositionController":
            assert plugin.text_of("sub_topic") in {f"gripper/{axis}/cmd_pos" for axis in "xyz"}
    slides = {plugin.text_of("sub_topic") for plugin in model.all("plugin")} - {""}
    assert len(slides) in (0, 3)


@pytest.mark.parametrize("name", list_scenarios())
def test_every_world_is_in_the_list_with_its_size_and_its_picture(name: str) -> None:
    west, south, east, north = load_scenario(name).world.bounds
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
    assert f"{east - west:.0f} \N{MULTIPLICATION SIGN} {north - south:.0f} m" in row
    assert f"](worlds/{name}.png)" in PAGE
    assert (ROOT / "docs" / "worlds" / f"{name}.png").is_file()
