"""The embedded world and everything that works in it, in one command:

ros2 launch comuros sim.launch.py scenario:=food_court speed:=5
"""

from pathlib import Path

from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

from comuros.scenario import data_folder
from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity

PARAMS_FILE = Path(data_folder(), "config", "params", "comuros.yaml")
BRINGUP = Path(__file__).with_name("bringup.launch.py")
PASSED_ON = ("scenario", "namespace", "params_file", "autostart", "use_respawn", "log_level", "llm")


def arguments() -> list[DeclareLaunchArgument]:
    """Those of bringup.launch.py, and what only a simulator has."""
    return [
        DeclareLaunchArgument(
            "scenario", default_value="food_court", description="Name or file of a scenario"
        ),
        DeclareLaunchArgument("namespace", default_value="", description="Namespace of the whole team"),
        DeclareLaunchArgument(
            "params_file", default_value=str(PARAMS_FILE), description="Parameters of all nodes"
        ),
        DeclareLaunchArgument(
            "autostart", default_value="true", description="Configure and activate the nodes"
        ),
        DeclareLaunchArgument(
            "use_respawn", default_value="false", description="Start a node again that ended"
        ),
        DeclareLaunchArgument(
            "log_level", default_value="info", description="debug, info, warn, error or fatal"
        ),
        DeclareLaunchArgument(
            "llm", default_value="none", description="none, or the base URL of an OpenAI-compatible server"
        ),
        DeclareLaunchArgument(
            "headless", default_value="true", description="false: start the web console too"
        ),
        DeclareLaunchArgument(
            "speed", default_value="1.0", description="Simulated seconds per second; 0: no limit"
        ),
        DeclareLaunchArgument("seed", default_value="0", description="Seed of everything random"),
        DeclareLaunchArgument(
            "faults", default_value="none", description="Faults in words, or default, or none"
        ),
    ]


def world(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """The simulator, and the web console where one is wanted."""
    namespace = _value(context, "namespace").strip("/")
    own = {
        "scenario": _value(context, "scenario"),
        "autostart": _value(context, "autostart").lower() == "true",
        "speed": float(_value(context, "speed")),
        "seed": int(_value(context, "seed")),
        "faults": _value(context, "faults"),
    }
    common = {
        "package": "comuros",
        "namespace": namespace,
        "remappings": [("/clock", f"/{namespace}/clock")] if namespace else [],
        "arguments": ["--ros-args", "--log-level", _value(context, "log_level")],
        "output": "screen",
    }
    nodes = [Node(executable="simulator", parameters=[_value(context, "params_file"), own], **common)]
    if _value(context, "headless").lower() == "false":
        nodes.append(Node(executable="console", **common))
    return nodes


def generate_launch_description() -> LaunchDescription:
    """What `ros2 launch` reads."""
    passed = {name: LaunchConfiguration(name) for name in PASSED_ON}
    bringup = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(BRINGUP)),
        launch_arguments={**passed, "use_sim_time": "true"}.items(),
    )
    return LaunchDescription([*arguments(), OpaqueFunction(function=world), bringup])


def _value(context: LaunchContext, name: str) -> str:
    return str(LaunchConfiguration(name).perform(context))
