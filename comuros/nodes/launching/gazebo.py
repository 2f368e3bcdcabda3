"""A scenario in Gazebo: server, robots spawned, bridge, and the servers of the robots' skills."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Any

from launch.actions import AppendEnvironmentVariable, IncludeLaunchDescription, RegisterEventHandler
from launch.event_handlers import OnShutdown
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import Node
from launch_ros.substitutions import FindPackageShare

from comuros.core.robot import Robot
from comuros.nodes.launching.arguments import flag_of, text_of
from comuros.nodes.launching.node_actions import comuros_node, team_namespace, with_reports
from comuros.scenario import LoadedScenario, load_scenario
from comuros.scenario.gazebo_bridge import bridge_parameters, bridge_yaml
from comuros.scenario.gazebo_robot import gazebo_robot_sdf
from comuros.scenario.gazebo_world import gazebo_world_name

MODELS = "models"


def gazebo_world(context: Any) -> list[Any]:
    """Everything between the team and Gazebo. Generated files lie in a folder that goes with the launch."""
    loaded = load_scenario(text_of(context, "scenario"))
    folder = Path(tempfile.mkdtemp(prefix="comuros_gazebo_"))
    world_file = loaded.world.file
    skills = comuros_node(context, "skill_servers", name="skill_servers", parameters={"open_grippers": True})
    return [
        _removed_at_the_end(folder),
        AppendEnvironmentVariable("GZ_SIM_RESOURCE_PATH", str(world_file.parent / MODELS)),
        _server(world_file, headless=flag_of(context, "headless")),
        *with_reports(context, [_bridge(context, loaded, folder), skills]),
        *(_spawned(robot, loaded, folder) for robot in loaded.scenario.robots if not robot.is_human),
    ]


def _removed_at_the_end(folder: Path) -> RegisterEventHandler:
    return RegisterEventHandler(
        OnShutdown(on_shutdown=lambda _event, _context: shutil.rmtree(folder, ignore_errors=True))
    )


def _server(world_file: Path, *, headless: bool) -> IncludeLaunchDescription:
    # -r: run at once, -s: the server alone. A shell reads them.
    arguments = ["-r", *(["-s"] if headless else []), shlex.quote(str(world_file))]
    return IncludeLaunchDescription(
        PythonLaunchDescriptionSource([FindPackageShare("ros_gz_sim"), "/launch/gz_sim.launch.py"]),
        launch_arguments=[("gz_args", " ".join(arguments)), ("on_exit_shutdown", "true")],
    )


def _bridge(context: Any, loaded: LoadedScenario, folder: Path) -> Node:
    namespace = team_namespace(context)
    config = folder / "bridge.yaml"
    config.write_text(bridge_yaml(loaded.scenario, namespace=namespace), encoding="utf-8")
    return Node(
        package="ros_gz_bridge",
        executable="parameter_bridge",
        name="gazebo_bridge",
        namespace=namespace,
        parameters=[{"config_file": str(config), **bridge_parameters(loaded.scenario, namespace=namespace)}],
        arguments=["--ros-args", "--log-level", text_of(context, "log_level")],
        respawn=flag_of(context, "use_respawn"),
        respawn_delay=1.0,
        output="screen",
    )


def _spawned(robot: Robot, loaded: LoadedScenario, folder: Path) -> Node:
    model = folder / f"{robot.name}.sdf"
    model.write_text(gazebo_robot_sdf(loaded, robot), encoding="utf-8")
    pose = loaded.world.start_pose(robot)
    where = ("-x", pose.x_m, "-y", pose.y_m, "-z", pose.z_m, "-Y", pose.yaw_rad)
    what = ("-world", gazebo_world_name(loaded.world.file), "-name", robot.name, "-file", model)
    return Node(
        package="ros_gz_sim",
        executable="create",
        name=f"spawn_{robot.name}",
        arguments=[str(word) for word in (*what, *where)],
        output="screen",
    )
