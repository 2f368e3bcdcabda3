"""The scripts: a second bootstrap does nothing; what a machine misses is said in one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "env", "dirname", "basename", "id", "python3", "make", "c++", "cmake")


def machine_without(missing: str, folder: Path) -> dict[str, str]:
    """An environment whose PATH has the usual tools but one, and whose user is nobody in particular."""
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if tool not in (missing, "id") and found is not None:
            (folder / tool).symlink_to(found)
    (folder / "id").write_text("#!/bin/sh\necho 1000\n", encoding="ascii")
    (folder / "id").chmod(0o755)
    return {"PATH": str(folder), "HOME": os.environ.get("HOME", "/"), "PYTHON": "/usr/bin/python3"}


def run(*command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize(
    ("tool", "thing", "package"), [("cmake", "CMake", "cmake"), ("c++", "a C++ compiler", "g++")]
)
def test_a_missing_tool_is_named_with_the_command_that_installs_it(
    tool: str, thing: str, package: str, tmp_path: Path
) -> None:
    done = run("scripts/system_packages", "build", environment=machine_without(tool, tmp_path / "bin"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Missing: {thing}")
    assert f"install with: sudo apt-get install {package}" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["python3.10", "python3.12"])
def test_the_pythons_of_ubuntu_get_the_packages_of_their_own_version(name: str, tmp_path: Path) -> None:
    """22.04 and 24.04 split venv and headers off, one package for each version."""
    environment = machine_without("nothing", tmp_path / "bin")
    python = tmp_path / "bin" / name
    python.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    python.chmod(0o755)
    done = run("scripts/system_packages", "build", environment={**environment, "PYTHON": str(python)})
    assert done.returncode == 1
    assert done.stderr.endswith(f"install with: sudo apt-get install {name}-venv {name}-dev\n")


def test_with_a_distribution_numpy_stays_the_one_its_messages_were_built_with(tmp_path: Path) -> None:
    script = (ROOT / "scripts/bootstrap").read_text(encoding="utf-8")
    function = script[script.index("constraints_of_the_distribution() {") :].partition("\n}\n")[0] + "\n}\n"
    environment = {**os.environ, "PYTHON": sys.executable}
    done = run("bash", "-c", f"{function} constraints_of_the_distribution", environment=environment)
    assert done.stdout.startswith("numpy==")
    done = run(
        "bash",
        "-c",
        f"{function} constraints_of_the_distribution",
        environment={**environment, "PYTHON": "/bin/false"},
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_a_second_bootstrap_runs_no_step_even_with_the_environment_activated() -> None:
    activated = {**os.environ, "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}"}
    assert run("scripts/bootstrap", environment=activated).returncode == 0
    done = run("scripts/bootstrap", environment=activated)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_unknown_extra_is_refused_by_name() -> None:
    done = run("scripts/bootstrap", "--with", "wings", environment=dict(os.environ))
    assert done.returncode == 1
    assert "not 'wings'" in done.stderr


def test_a_python_that_is_too_old_is_refused_with_what_is_needed() -> None:
    done = run(
        "scripts/bootstrap", environment={**os.environ, "ROS_DISTRO": "", "COMUROS_PYTHON": "/bin/false"}
    )
    assert done.returncode == 1
    assert "needs CPython 3.10 to 3.13" in done.stderr


def test_a_distribution_no_python_sees_is_refused_with_both_ways_out() -> None:
    done = run(
        "scripts/bootstrap",
        environment={**os.environ, "ROS_DISTRO": "kilted", "COMUROS_PYTHON": "/bin/false"},
    )
    assert done.returncode == 1
    assert "source /opt/ros/kilted/setup.bash, or unset ROS_DISTRO" in done.stderr


def test_a_linked_environment_is_refused_before_anything_in_it_is_touched(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT / "scripts", checkout / "scripts")
    others = tmp_path / "others"
    (others / "bin").mkdir(parents=True)
    (checkout / ".venv").symlink_to(others)
    environment = {**os.environ, "COMUROS_PYTHON": "/usr/bin/python3", "ROS_DISTRO": ""}
    done = subprocess.run(
        [checkout / "scripts/bootstrap"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f".venv is a link to {others}; remove it" in done.stderr
    assert [path.name for path in others.iterdir()] == ["bin"]


def test_an_unknown_check_is_a_usage_error() -> None:
    done = run("scripts/check", "spelling", environment=dict(os.environ))
    assert done.returncode == 2
    assert "unknown check 'spelling'" in done.stderr


@pytest.mark.parametrize("script", ["bootstrap", "check", "demo", "test", "system_packages"])
def test_a_script_can_be_run_and_says_how_it_is_used(script: str) -> None:
    path = ROOT / "scripts" / script
    assert os.access(path, os.X_OK)
    assert "# Usage: scripts/" in path.read_text(encoding="utf-8")


def test_no_workspace_takes_the_stand_in_for_the_package() -> None:
    tracked = run("git", "ls-files", "*package.xml", environment=dict(os.environ)).stdout.split()
    assert [path for path in tracked if not path.startswith("test/")] == [
        "comuros_msgs/package.xml",
        "package.xml",
    ]
    assert (ROOT / "scripts/tf2_msgs/package.xml.in").is_file()
