"""Launch files: Nav2's words as arguments, every node of the design started, parameters declared."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest
import yaml

from comuros.nodes import event_monitor, robot_agent, simulator, skill_servers, stopper, task_manager

LAUNCH = Path(__file__).resolve().parents[2] / "launch"
PARAMS = LAUNCH.parent / "config" / "params" / "comuros.yaml"
FILES = ("bringup.launch.py", "sim.launch.py")
COMMON = {"namespace", "params_file", "autostart", "use_respawn", "log_level", "scenario", "llm"}
NODES = {
    module.__name__.rpartition(".")[2]: {spec.name for spec in module.PARAMETERS}
    for module in (event_monitor, robot_agent, simulator, skill_servers, stopper, task_manager)
}


def calls(name: str, file: str) -> list[ast.Call]:
    tree = ast.parse((LAUNCH / file).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Name) and call.func.id == name]


def declared(file: str) -> dict[str, str]:
    """Names of the launch arguments and their descriptions, read without running the file."""
    found = {}
    for call in calls("DeclareLaunchArgument", file):
        words = {k.arg: k.value.value for k in call.keywords if isinstance(k.value, ast.Constant)}
        assert isinstance(call.args[0], ast.Constant)
        found[str(call.args[0].value)] = str(words.get("description", ""))
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_arguments_are_nav2s_words_and_each_is_described(file: str) -> None:
    arguments = declared(file)
    assert set(arguments) >= COMMON
    assert all(arguments.values())


def test_bringup_takes_the_clock_and_sim_takes_headless() -> None:
    assert "use_sim_time" in declared("bringup.launch.py")
    assert "headless" in declared("sim.launch.py")


def test_every_executable_of_the_design_is_started() -> None:
    started = {
        constant.value
        for file in FILES
        for name in ("_node", "Node")
        for call in calls(name, file)
        for constant in ast.walk(call)
        if isinstance(constant, ast.Constant)
    }
    assert started >= {"task_manager", "robot_agent", "event_monitor", "stopper", "simulator"}


def test_the_parameter_file_names_only_what_nodes_declare() -> None:
    sections = yaml.safe_load(PARAMS.read_text(encoding="utf-8"))
    for section, content in sections.items():
        node = section.rpartition("/")[2]
        known = NODES["event_monitor"] if node == "**" else NODES[node]
        assert set(content["ros__parameters"]) <= known, section


def test_the_files_describe_a_launch_where_launch_is_installed() -> None:
    if importlib.util.find_spec("launch_ros") is None:
        pytest.skip("launch_ros is not installed here; the other tests read the files without running them")
    for file in FILES:
        spec = importlib.util.spec_from_file_location("launched", LAUNCH / file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert module.generate_launch_description().entities
