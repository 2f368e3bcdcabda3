"""The parts of an installation: packages, programs, data. `examined` looks at all of them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from comuros.cli.installation.finding import Finding

_BOOTSTRAP = "scripts/bootstrap"
_WORKSPACE = "colcon build --base-paths src src/comuros/comuros_msgs"
_DATA, _SHIPPED = "scenarios and worlds", "the shipped scenarios"
_PYTHONS = ((3, 10), (3, 13))
# Module, what it is for, and what brings it; without them nothing works.
_REQUIRED = (
    ("ortools", "allocation and scheduling"),
    ("shapely", "geometry of worlds"),
    ("scipy", "maps and routes"),
    ("lark", "controlled English and formulas"),
    ("unified_planning", "goal planning"),
    ("pydantic", "settings and schemas"),
    ("openai", "language models"),
    ("mcap", "recording"),
)
_MESSAGES = ("nav_msgs", "sensor_msgs", "visualization_msgs", "diagnostic_msgs", "std_srvs")
_OPTIONAL = (
    ("up_fast_downward", "hand-overs", "pip install -r requirements/fast-downward.txt"),
    ("nicegui", "the web console", "scripts/bootstrap --with console"),
    ("xllamacpp", "a language model on this machine", "scripts/bootstrap --with local-llm"),
    ("tf2_msgs", "/tf", "sudo apt-get install ros-$ROS_DISTRO-tf2-msgs, or scripts/bootstrap"),
    ("launch_ros", "ros2 launch", "sudo apt-get install ros-$ROS_DISTRO-ros2launch"),
    ("nav2_msgs", "robots that Nav2 drives", "sudo apt-get install ros-$ROS_DISTRO-nav2-msgs"),
)
_PROGRAMS = (
    ("gz", "Gazebo", "sudo apt-get install ros-$ROS_DISTRO-ros-gz"),
    ("mona", "the tests' independent LTLf oracle", "sudo apt-get install mona"),
    ("ign", "checking worlds (scripts/check)", "sudo apt-get install ignition-tools libsdformat-dev"),
)


def examined() -> Iterator[Finding]:
    """Every part, required ones first; looks at this machine only and starts nothing."""
    yield _python()
    yield _ros()
    yield from (_module(name, "the topics of a team", "", required=True) for name in _MESSAGES)
    yield _interfaces()
    yield from (_module(name, what, _BOOTSTRAP, required=True) for name, what in _REQUIRED)
    yield from _data()
    yield from (_module(*part) for part in _OPTIONAL)
    yield _spot()
    yield from (_program(*part) for part in _PROGRAMS)
    yield _model_key()


def _python() -> Finding:
    version, low, high = sys.version_info[:2], *_PYTHONS
    return Finding(
        "Python",
        low <= version <= high and sys.implementation.name == "cpython",
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "everything",
        f"CPython {low[0]}.{low[1]} to {high[0]}.{high[1]}: COMUROS_PYTHON=python3.12 {_BOOTSTRAP}",
        required=True,
    )


def _ros() -> Finding:
    distribution = os.environ.get("ROS_DISTRO", "")
    source = f"{distribution}, as sourced" if distribution else "Jazzy, from wheels"
    found = _version_of("rclpy")
    remedy = f"source /opt/ros/{distribution}/setup.bash" if distribution else _BOOTSTRAP
    return Finding(
        "ROS 2 (rclpy)", bool(found), f"{found} ({source})", "running missions", remedy, required=True
    )


def _interfaces() -> Finding:
    remedy = _WORKSPACE if os.environ.get("ROS_DISTRO") else _BOOTSTRAP
    return _module("comuros_msgs", "running missions", remedy, required=True)


def _module(name: str, what: str, remedy: str, *, required: bool = False) -> Finding:
    found = _version_of(name)
    distribution = os.environ.get("ROS_DISTRO", "jazzy")
    remedy = remedy.replace("$ROS_DISTRO", distribution) or _BOOTSTRAP
    return Finding(name, bool(found), found or "not installed", what, remedy, required)


def _version_of(name: str) -> str:
    """The version of an importable module, "yes" where it says none, "" where it is not there."""
    try:
        if importlib.util.find_spec(name) is None:
            return ""
    except ValueError:
        return ""
    for distribution in importlib.metadata.packages_distributions().get(name, [name]):
        try:
            return importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:  # noqa: PERF203 - the next name may be known
            continue
    return "yes"


def _program(name: str, what: str, remedy: str) -> Finding:
    found = shutil.which(name)
    remedy = remedy.replace("$ROS_DISTRO", os.environ.get("ROS_DISTRO", "jazzy"))
    return Finding(name, found is not None, found or "not found", what, remedy)


def _data() -> Iterator[Finding]:
    """Where the packages above are missing, comuros' own modules cannot be asked where their data are."""
    try:
        from comuros.scenario import data_folder, list_scenarios
    except ImportError as error:
        yield Finding(
            _DATA, False, f"comuros cannot be imported: {error}", _SHIPPED, _BOOTSTRAP, required=True
        )
        return
    names = list_scenarios()
    detail = f"{len(names)} scenarios in {data_folder()}"
    yield Finding(_DATA, bool(names), detail, _SHIPPED, _BOOTSTRAP, required=True)
    yield _loopback_profile(data_folder() / "config" / "fastdds_loopback.xml")


def _loopback_profile(ours: Path) -> Finding:
    variables = ("FASTDDS_DEFAULT_PROFILES_FILE", "FASTRTPS_DEFAULT_PROFILES_FILE")
    named = next((os.environ[each] for each in variables if os.environ.get(each)), "")
    if named:
        detail, good = named, Path(named).is_file()
    elif os.environ.get("COMUROS_DDS_PROFILE") == "none":
        detail, good = "turned off (COMUROS_DDS_PROFILE=none): other machines hear this one", True
    else:
        detail, good = f"{ours}, by comuros' own commands", ours.is_file()
    what = "DDS that stays on this machine, for up to 120 processes"
    return Finding("Fast DDS profile", good, detail, what, f"export FASTDDS_DEFAULT_PROFILES_FILE={ours}")


def _spot() -> Finding:
    """The `spot` on PyPI is something else; the automata library has `from_ltlf`."""
    what, remedy = (
        "the second LTLf engine",
        "install Spot 2.12 or later from its own site; pip's package spot is another one",
    )
    if importlib.util.find_spec("spot") is None:
        return Finding("spot", False, "not installed; comuros' own engine is used", what, remedy)
    import spot

    if not hasattr(spot, "from_ltlf"):
        return Finding(
            "spot", False, "another package of that name", what, f"pip uninstall spot, then {remedy}"
        )
    return Finding("spot", True, str(spot.version()), what)


def _model_key() -> Finding:
    name = next((each for each in ("COMUROS_LLM_API_KEY", "OPENAI_API_KEY") if os.environ.get(each)), "")
    detail = f"{name} is set" if name else "no key in the environment"
    return Finding(
        "key of a language model",
        bool(name),
        detail,
        "--llm with a server that wants one",
        "export OPENAI_API_KEY=…",
    )
