"""Builds the stand-in for `nav2_msgs` once and keeps it; returns where it is."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SOURCE = Path(__file__).parent / "nav2_messages"
_CMAKE = ROOT / "comuros_msgs" / "cmake"


def nav2_messages() -> Path:
    """The prefix that has the package `nav2_msgs`. Built again only when its source or Python changes."""
    files = sorted(path for folder in (_SOURCE, _CMAKE) for path in folder.rglob("*") if path.is_file())
    state = b"".join(path.read_bytes() for path in files) + sys.version.encode()
    folder = ROOT / "build" / "test_messages" / hashlib.sha256(state).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _build(folder)
            (folder / "done").touch()
    return folder / "install"


def environment_with(prefix: Path, environment: dict[str, str]) -> dict[str, str]:
    """An environment in which processes find the package, as sourcing its workspace would make it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return {
        **environment,
        "AMENT_PREFIX_PATH": _joined(prefix, environment.get("AMENT_PREFIX_PATH", sys.prefix)),
        "LD_LIBRARY_PATH": _joined(prefix / "lib", environment.get("LD_LIBRARY_PATH", "")),
        "PYTHONPATH": _joined(prefix / "lib" / version / "site-packages", environment.get("PYTHONPATH", "")),
    }


def _joined(first: Path, rest: str) -> str:
    return f"{first}{os.pathsep}{rest}" if rest else str(first)


def _build(folder: Path) -> None:
    environment = dict(os.environ)
    if not environment.get("ROS_DISTRO"):
        environment.update(AMENT_PREFIX_PATH=sys.prefix, CMAKE_PREFIX_PATH=sys.prefix)
    command = [
        sys.executable, "-m", "colcon", "--log-base", str(folder / "log"), "build",
        "--base-paths", str(_SOURCE), "--build-base", str(folder / "build"), "--merge-install",
        "--install-base", str(folder / "install"), "--cmake-args",
        f"-DPython3_EXECUTABLE={sys.executable}", f"-DCOMUROS_CMAKE={_CMAKE}", "-DBUILD_TESTING=OFF",
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
