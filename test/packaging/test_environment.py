"""Nothing to source: .venv's Python finds ROS, the messages and the profile in a bare environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROFILE = str(ROOT / "config" / "fastdds_loopback.xml")
EXECUTABLES = ("task_manager", "robot_agent", "event_monitor", "simulator", "stopper", "console")
from_wheels = pytest.mark.skipif(
    "ROS_DISTRO" in os.environ, reason="ROS comes from what is sourced, not bare"
)


def run_bare(code: str, **variables: str) -> str:
    """What a line of Python prints in an environment that holds nothing but these variables."""
    environment = {"HOME": os.environ.get("HOME", "/"), "PATH": "/usr/bin:/bin", **variables}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@from_wheels
def test_rclpy_and_the_messages_import_in_a_bare_environment() -> None:
    assert run_bare("import rclpy; from comuros_msgs.msg import Plan; print(Plan().revision)") == "0"


@from_wheels
def test_the_ament_index_finds_both_packages_in_a_bare_environment() -> None:
    code = (
        "from ament_index_python import get_package_share_path as p; print(p('comuros'), p('comuros_msgs'))"
    )
    share = Path(sys.prefix) / "share"
    assert run_bare(code) == f"{share / 'comuros'} {share / 'comuros_msgs'}"


def test_the_loopback_profile_is_used_unless_a_person_chose_another() -> None:
    code = "import os; print(os.environ.get('FASTRTPS_DEFAULT_PROFILES_FILE'))"
    assert run_bare(code) == PROFILE
    assert run_bare(code, FASTRTPS_DEFAULT_PROFILES_FILE="/mine.xml") == "/mine.xml"
    assert run_bare(code, COMUROS_DDS_PROFILE="none") == "None"


def test_an_ament_prefix_somebody_set_is_kept_behind_ours() -> None:
    code = "import os; print(os.environ['AMENT_PREFIX_PATH'])"
    assert run_bare(code, AMENT_PREFIX_PATH="/opt/other") == f"{sys.prefix}:/opt/other"


def test_a_mark_left_by_another_environment_does_not_hide_our_libraries() -> None:
    code = "import os; print(os.environ['LD_LIBRARY_PATH'])"
    marks = {"_ROS_WHEELS_BOOTSTRAP_COMPLETE": "1", "COMUROS_RESTARTED_FOR": "/opt/other"}
    libraries = run_bare(code, LD_LIBRARY_PATH="/opt/other/lib", **marks)
    assert str(Path(sys.prefix) / "lib") in libraries.split(":")


@pytest.mark.parametrize("executable", EXECUTABLES)
def test_ros2_run_would_find_each_executable(executable: str) -> None:
    installed = Path(sys.prefix) / "lib" / "comuros" / executable
    assert os.access(installed, os.X_OK)
    assert installed.resolve() == (Path(sys.prefix) / "bin" / executable).resolve()


@pytest.mark.parametrize("folder", ["config", "sim_worlds"])
def test_shared_folders_are_the_ones_of_the_checkout(folder: str) -> None:
    assert (Path(sys.prefix) / "share" / "comuros" / folder).resolve() == (ROOT / folder).resolve()


@pytest.mark.parametrize("file", sorted(path.name for path in (ROOT / "launch").glob("*.launch.py")))
def test_ros2_launch_would_find_each_launch_file_by_the_packages_name(file: str) -> None:
    # It walks the share folder, as here, and takes a file only when there is exactly one.
    found = [
        Path(folder, file)
        for folder, _, files in os.walk(Path(sys.prefix) / "share/comuros")
        if file in files
    ]
    assert [path.resolve() for path in found] == [ROOT / "launch" / file]
