"""Launch files: Nav2's words as arguments, every node of the design started, what is generated for Gazebo."""

from __future__ import annotations

import ast
import importlib.util
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from comuros.nodes import event_monitor, robot_agent, simulator, skill_servers, stopper, task_manager
from comuros.nodes.launching import arguments
from comuros.nodes.launching.arguments import COMMON, HARDWARE, SIMULATOR, LaunchArgument
from comuros.scenario import list_scenarios, load_scenario
from comuros.scenario.gazebo_bridge import bridge_yaml

ROOT = Path(__file__).resolve().parents[2]
LAUNCH = ROOT / "launch"
PARAMS = ROOT / "config" / "params" / "comuros.yaml"
TABLES: dict[str, tuple[LaunchArgument, ...]] = {
    "bringup.launch.py": COMMON,
    "sim.launch.py": (*COMMON, *SIMULATOR),
    "gazebo.launch.py": COMMON,
    "hardware.launch.py": HARDWARE,
}
WORDS = {
    "scenario",
    "namespace",
    "use_sim_time",
    "params_file",
    "autostart",
    "use_respawn",
    "log_level",
    "headless",
}
NODES = {
    module.__name__.rpartition(".")[2]: {spec.name for spec in module.PARAMETERS}
    for module in (event_monitor, robot_agent, simulator, skill_servers, stopper, task_manager)
}
needs_launch = pytest.mark.skipif(
    importlib.util.find_spec("launch_ros") is None,
    reason="launch_ros is not installed here; the other tests read the files without running them",
)


def test_there_are_the_four_launch_files_of_the_design() -> None:
    assert {path.name for path in LAUNCH.glob("*.launch.py")} == set(TABLES)


@pytest.mark.parametrize("file", TABLES)
def test_the_arguments_are_nav2s_words_and_each_is_described(file: str) -> None:
    table = TABLES[file]
    names = [each.name for each in table]
    assert set(names) >= WORDS | {"llm"}
    assert len(names) == len(set(names))
    assert all(each.description for each in table)
    assert all(each.default in each.choices for each in table if each.choices)


@pytest.mark.parametrize("file", TABLES)
def test_a_launch_file_declares_its_table(file: str) -> None:
    tree = ast.parse((LAUNCH / file).read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "declared"
    ]
    assert len(calls) == 1
    (given,) = calls[0].args
    used = eval(ast.unparse(given), {}, vars(arguments))  # names of tables from the file itself
    assert used == TABLES[file]


def test_hardware_takes_the_systems_time_and_simulators_take_the_clocks() -> None:
    defaults = {file: {each.name: each.default for each in table} for file, table in TABLES.items()}
    sim_time = {file: values["use_sim_time"] for file, values in defaults.items()}
    assert sim_time.pop("hardware.launch.py") == "false"
    assert set(sim_time.values()) == {"true"}


def test_the_parameter_file_names_only_what_nodes_declare() -> None:
    sections = yaml.safe_load(PARAMS.read_text(encoding="utf-8"))
    for section, content in sections.items():
        node = section.rpartition("/")[2]
        known = NODES["event_monitor"] if node == "**" else NODES[node]
        assert set(content["ros__parameters"]) <= known, section


# --- where launch is installed: what each file starts -------------------------------------------------------


def module_of(file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("launched", LAUNCH / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def started(file: str, **given: str) -> tuple[Any, list[Any]]:
    """The context and the actions that a launch file comes down to with these arguments."""
    from launch.actions import OpaqueFunction

    from launch import LaunchContext

    context = LaunchContext()
    context.launch_configurations.update(
        {each.name: given.get(each.name, each.default) for each in TABLES[file]}
    )
    actions: list[Any] = []
    for entity in module_of(file).generate_launch_description().entities:
        actions += entity.visit(context) or [] if isinstance(entity, OpaqueFunction) else []
    return context, actions


def executables(actions: list[Any]) -> list[str]:
    return sorted(action.node_executable for action in actions if hasattr(action, "node_executable"))


@needs_launch
@pytest.mark.parametrize("file", TABLES)
def test_a_team_of_three_is_started(file: str) -> None:
    _, actions = started(file)
    names = executables(actions)
    assert names.count("robot_agent") == 3
    assert names.count("event_monitor") == 4
    assert names.count("task_manager") == names.count("stopper") == 1
    assert "console" not in names
    assert names.count("simulator") == (file == "sim.launch.py")
    assert names.count("skill_servers") == (file in ("gazebo.launch.py", "hardware.launch.py"))


@needs_launch
def test_not_headless_shows_the_console_and_respawn_is_said() -> None:
    from launch.actions import ExecuteProcess

    _, actions = started("bringup.launch.py", headless="false", use_respawn="true")
    assert "console" in executables(actions)
    processes = [action for action in actions if isinstance(action, ExecuteProcess)]
    assert all(process._ExecuteLocal__respawn for process in processes)


@needs_launch
@pytest.mark.parametrize("name", list_scenarios())
def test_gazebo_gets_every_robot_and_the_scenarios_bridge(name: str) -> None:
    context, actions = started("gazebo.launch.py", scenario=name, namespace="team_a")
    scenario = load_scenario(name).scenario
    robots = sorted(robot.name for robot in scenario.robots if not robot.is_human)
    assert executables(actions).count("create") == len(robots)
    bridge = next(
        action for action in actions if getattr(action, "node_executable", "") == "parameter_bridge"
    )
    parameters = {
        "".join(part.perform(context) for part in key): value
        for key, value in bridge._Node__parameters[0].items()
    }
    # launch_ros keeps texts as YAML documents.
    config = Path(yaml.safe_load("".join(part.perform(context) for part in parameters["config_file"])))
    assert config.read_text("utf-8") == bridge_yaml(scenario, namespace="team_a")
    assert "qos_overrides./team_a/clock.publisher.reliability" in parameters
    assert {path.stem for path in config.parent.glob("*.sdf")} == set(robots)
    shutil.rmtree(config.parent)


@needs_launch
def test_a_wrong_value_is_refused_by_name() -> None:
    from comuros.core.errors import SettingsError

    with pytest.raises(SettingsError, match="launch argument use_respawn is 'maybe'; expected true or false"):
        started("bringup.launch.py", use_respawn="maybe")
    with pytest.raises(SettingsError, match="launch argument speed is 'fast'; expected a number"):
        started("sim.launch.py", speed="fast")
