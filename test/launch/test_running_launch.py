"""A launch that runs: a node that dies is reported and started again, Ctrl-C ends all of it, cleanly."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(240),
    pytest.mark.skipif(
        importlib.util.find_spec("launch_ros") is None,
        reason="launch_ros is not installed here, so no launch file can be run",
    ),
]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 150.0
RUN = """
import signal, sys
from launch import LaunchDescription, LaunchService
from launch.actions import IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource
signal.signal(signal.SIGINT, signal.default_int_handler)
given = [tuple(word.split(":=", 1)) for word in sys.argv[2:]]
service = LaunchService()
source = PythonLaunchDescriptionSource(sys.argv[1])
service.include_launch_description(
    LaunchDescription([IncludeLaunchDescription(source, launch_arguments=given)]))
sys.exit(service.run())
"""


class Launch:
    """A launch file that runs in a process group of its own, as in a terminal."""

    def __init__(self, file: str, log: Path, environment: dict[str, str], *arguments: str) -> None:
        self._log = log
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(ROOT / "launch" / file), *arguments],
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def words(self) -> str:
        return self._log.read_text("utf-8", errors="replace")

    def wait_for(self, condition: Callable[[str], bool], what: str) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while not condition(self.words):
            assert self._process.poll() is None, f"the launch ended\n{self.words}"
            assert time.monotonic() < deadline_s, f"no {what}\n{self.words}"
            time.sleep(0.1)

    def pids(self, executable: str) -> list[int]:
        found = re.findall(rf"\[{executable}-\d+\]: process started with pid \[(\d+)\]", self.words)
        return [int(pid) for pid in found]

    def interrupt(self) -> int:
        """Ctrl-C, to every process of the terminal; the launch's exit status."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(timeout=60)

    def end(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def left_behind(self) -> list[str]:
        """Processes of its group that still live."""
        states = (path.read_text().rpartition(")")[2].split() for path in _stat_files())
        return [
            " ".join(state[:3]) for state in states if int(state[2]) == self._process.pid and state[0] != "Z"
        ]


def _stat_files() -> list[Path]:
    return [path for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]


def test_a_dead_node_is_reported_and_started_again_and_ctrl_c_ends_everything(
    ros_environment: dict[str, str], tmp_path: Path
) -> None:
    launch = Launch(
        "sim.launch.py", tmp_path / "launch.log", ros_environment, "scenario:=warehouse", "use_respawn:=true",
        "params_file:=" + str(ROOT / "config/params/comuros.yaml"),
    )  # fmt: skip
    try:
        launch.wait_for(lambda words: words.count("joins the team") >= 3, "robots that join")
        (stopper,) = launch.pids("stopper")
        os.kill(stopper, signal.SIGKILL)
        launch.wait_for(lambda words: "ended with status -9; it is started again" in words, "report")
        launch.wait_for(lambda _: len(launch.pids("stopper")) == 2, "second stopper")
        assert launch.interrupt() == 0
        assert launch.left_behind() == []
    finally:
        launch.end()
    assert "escalating" not in launch.words
    ends = re.findall(r"process has died \[pid (\d+)", launch.words)
    # Nothing died but what was killed; the new stopper may not have come far enough to hear Ctrl-C.
    assert set(map(int, ends)) <= {stopper, *launch.pids("stopper")}
