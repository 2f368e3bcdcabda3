"""The arguments of the launch files, in Nav2's words where Nav2 has one. `declared` makes them what `ros2
launch` shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comuros.core.errors import SettingsError
from comuros.scenario import data_folder

PARAMS_FILE = Path(data_folder(), "config", "params", "comuros.yaml")
YES_OR_NO = ("true", "false")
LOG_LEVELS = ("debug", "info", "warn", "error", "fatal")


@dataclass(frozen=True, slots=True)
class LaunchArgument:
    """One argument of a launch file; its value is always a text. `choices` closes the values."""

    name: str
    default: str
    description: str
    choices: tuple[str, ...] = ()

    def with_default(self, default: str) -> LaunchArgument:
        """The same argument where another default is sensible."""
        return LaunchArgument(self.name, default, self.description, self.choices)


SCENARIO = LaunchArgument("scenario", "food_court", "Name or file of a scenario")
NAMESPACE = LaunchArgument("namespace", "", "Namespace of the whole team; two teams can share a domain")
USE_SIM_TIME = LaunchArgument("use_sim_time", "true", "Take the time from /clock", YES_OR_NO)
COMMON = (
    SCENARIO,
    NAMESPACE,
    USE_SIM_TIME,
    LaunchArgument("params_file", str(PARAMS_FILE), "Parameters of all nodes"),
    LaunchArgument(
        "autostart", "true", "Configure and activate the nodes; false: leave it to a manager", YES_OR_NO
    ),
    LaunchArgument("use_respawn", "false", "Start a node again that died", YES_OR_NO),
    LaunchArgument("log_level", "info", "What the nodes log", LOG_LEVELS),
    LaunchArgument("headless", "true", "false: show the web console, and Gazebo's window", YES_OR_NO),
    LaunchArgument("llm", "none", "none, or the base URL of an OpenAI-compatible server"),
    LaunchArgument("llm_model", "", "Name of the model; its key comes from the environment only"),
)
SIMULATOR = (
    LaunchArgument("speed", "1.0", "Simulated seconds per second; 0: no limit"),
    LaunchArgument("seed", "0", "Seed of everything random"),
    LaunchArgument("faults", "none", "Faults in words, or default, or none"),
)


HARDWARE = (
    *(each.with_default("false") if each is USE_SIM_TIME else each for each in COMMON),
    LaunchArgument(
        "drivers",
        "skill_servers",
        "What serves the robots' skills: skill_servers (with the adapters of the robot files: Nav2, other "
        "actions, cmd_vel), or none (nodes of your own)",
        ("skill_servers", "none"),
    ),
    LaunchArgument("driven_robots", "", "Robots whose skills are served so, space-separated; empty: all"),
)


def declared(arguments: tuple[LaunchArgument, ...]) -> list[Any]:
    """The arguments as actions of a launch description."""
    from launch.actions import DeclareLaunchArgument

    return [
        DeclareLaunchArgument(
            each.name, default_value=each.default, description=each.description, choices=each.choices or None
        )
        for each in arguments
    ]


def passed_on(arguments: tuple[LaunchArgument, ...]) -> list[tuple[str, Any]]:
    """The arguments' values for a launch file that is included."""
    from launch.substitutions import LaunchConfiguration

    return [(each.name, LaunchConfiguration(each.name)) for each in arguments]


def text_of(context: Any, name: str) -> str:
    """The value of an argument in a launch that runs."""
    from launch.substitutions import LaunchConfiguration

    return str(LaunchConfiguration(name).perform(context))


def flag_of(context: Any, name: str) -> bool:
    """The value of a yes-or-no argument.

    Raises:
        SettingsError: it is neither true nor false.
    """
    value = text_of(context, name).lower()
    if value not in YES_OR_NO:
        raise SettingsError(f"launch argument {name} is {value!r}; expected true or false")
    return value == "true"


def number_of(context: Any, name: str) -> float:
    """The value of a numeric argument.

    Raises:
        SettingsError: it is no number.
    """
    value = text_of(context, name)
    try:
        return float(value)
    except ValueError:
        raise SettingsError(f"launch argument {name} is {value!r}; expected a number") from None
