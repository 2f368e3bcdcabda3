"""Everything but a simulator: task manager, stopper, and for each robot an agent and a monitor.

ros2 launch comuros bringup.launch.py scenario:=warehouse
"""

from pathlib import Path

from launch.actions import DeclareLaunchArgument, LogInfo, OpaqueFunction, RegisterEventHandler
from launch.event_handlers import OnProcessExit
from launch.events.process import ProcessExited
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

from comuros.scenario import data_folder, load_scenario
from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity

PARAMS_FILE = Path(data_folder(), "config", "params", "comuros.yaml")


def arguments() -> list[DeclareLaunchArgument]:
    """The arguments, in Nav2's words where Nav2 has one."""
    return [
        DeclareLaunchArgument(
            "scenario", default_value="food_court", description="Name or file of a scenario"
        ),
        DeclareLaunchArgument("namespace", default_value="", description="Namespace of the whole team"),
        DeclareLaunchArgument("use_sim_time", default_value="true", description="Take the time from /clock"),
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
    ]


def team(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """The nodes of the scenario's team."""
    scenario = load_scenario(_value(context, "scenario")).scenario
    robots = [robot.name for robot in scenario.robots if not robot.is_human]
    manager = _node(context, "task_manager", parameters={"llm": _value(context, "llm")})
    stopper = _node(context, "stopper")
    scene = _node(context, "event_monitor", name="event_monitor_scene", parameters={"subject": "scene"})
    nodes = [manager, stopper, scene]
    for robot in robots:
        nodes.append(_node(context, "robot_agent", below=robot))
        name = f"event_monitor_{robot}"
        nodes.append(_node(context, "event_monitor", name=name, parameters={"subject": robot}))
    return [*nodes, *(_report_end(node) for node in nodes)]


def generate_launch_description() -> LaunchDescription:
    """What `ros2 launch` reads."""
    return LaunchDescription([*arguments(), OpaqueFunction(function=team)])


def _node(
    context: LaunchContext,
    executable: str,
    *,
    name: str | None = None,
    below: str = "",
    parameters: dict[str, object] | None = None,
) -> Node:
    namespace = _value(context, "namespace").strip("/")
    own = {
        "scenario": _value(context, "scenario"),
        "use_sim_time": _flag(context, "use_sim_time"),
        "autostart": _flag(context, "autostart"),
        **(parameters or {}),
    }
    return Node(
        package="comuros",
        executable=executable,
        name=name or executable,
        namespace="/".join(part for part in (namespace, below) if part),
        parameters=[_value(context, "params_file"), own],
        # A team in a namespace has a clock of its own, so that two teams can share a domain.
        remappings=[("/clock", f"/{namespace}/clock")] if namespace else [],
        arguments=["--ros-args", "--log-level", _value(context, "log_level")],
        respawn=_flag(context, "use_respawn"),
        respawn_delay=1.0,
        output="screen",
    )


def _report_end(node: Node) -> RegisterEventHandler:
    def say(event: ProcessExited, context: LaunchContext) -> list[LaunchDescriptionEntity] | None:
        if context.is_shutdown:
            return None
        return [LogInfo(msg=f"{event.process_name} ended with status {event.returncode}")]

    return RegisterEventHandler(OnProcessExit(target_action=node, on_exit=say))


def _value(context: LaunchContext, name: str) -> str:
    return str(LaunchConfiguration(name).perform(context))


def _flag(context: LaunchContext, name: str) -> bool:
    value = _value(context, name).lower()
    if value not in ("true", "false"):
        raise ValueError(f"launch argument {name} is {value!r}; expected true or false")
    return value == "true"
