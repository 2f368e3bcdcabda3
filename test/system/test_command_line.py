"""The command line over real processes: a demo to its end, Ctrl-C on the way, a system that is kept up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]

PATIENCE_S = 150.0
Start = Callable[..., tuple[subprocess.Popen[bytes], Path]]
LOOK = "The drone looks at table 3."
LONG = "The cleaner cleans table 1, then table 2, then table 5."


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    mark = f"comuros-test-{os.getpid()}-{time.monotonic_ns()}"
    return {
        **os.environ,
        "XDG_STATE_HOME": str(tmp_path),
        "ROS_LOG_DIR": str(tmp_path / "ros_log"),
        "COMUROS_TEST_MARK": mark,
        "PYTHONUNBUFFERED": "1",
    }


def comuros(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "comuros.cli.app", *arguments]


def left_behind(environment: dict[str, str]) -> list[int]:
    """Processes of this test that still run: everything it starts inherits its mark."""
    mark = f"COMUROS_TEST_MARK={environment['COMUROS_TEST_MARK']}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and mark in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:  # noqa: PERF203 - it ended while we looked
            continue
    return found


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, f"waited in vain for {what}"
        time.sleep(0.05)


@pytest.fixture
def start(
    environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], Path]]]:
    """Starts a command whose output goes to a file; what still runs at the end is killed by its id."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> tuple[subprocess.Popen[bytes], Path]:
        log = tmp_path / f"output-{len(running)}.txt"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                comuros(*arguments), env=environment, stdout=stream, stderr=subprocess.STDOUT
            )
        running.append(process)
        return process, log

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_a_demo_with_a_fault_succeeds_and_leaves_nothing(environment: dict[str, str]) -> None:
    done = subprocess.run(
        comuros("demo", "food_court", "--speed", "20"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "class: mixed - " in done.stdout
    assert re.search(r"replans +[1-9]", done.stdout)
    assert re.search(r"lower bound +\d", done.stdout)
    assert left_behind(environment) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_robots_and_ends_every_process(environment, start, number: signal.Signals) -> None:  # type: ignore[no-untyped-def]
    demo, log = start("demo", "food_court", "--instruction", LONG, "--speed", "5")
    wait_until(lambda: demo.poll() is not None or "travelling" in log.read_text(encoding="utf-8"), "a robot")
    assert demo.poll() is None, log.read_text(encoding="utf-8")
    demo.send_signal(number)
    assert demo.wait(timeout=PATIENCE_S) == 128 + number
    assert left_behind(environment) == []


def test_a_killed_demo_leaves_no_process(environment, start) -> None:  # type: ignore[no-untyped-def]
    demo, log = start("demo", "food_court", "--instruction", LONG, "--speed", "5")
    wait_until(lambda: "starting" in log.read_text(encoding="utf-8"), "the start")
    wait_until(lambda: len(left_behind(environment)) > 5, "the processes")
    demo.kill()
    demo.wait()
    wait_until(lambda: not left_behind(environment), "their end")


def test_a_system_is_kept_up_for_other_shells(environment, start) -> None:  # type: ignore[no-untyped-def]
    up, log = start("up", "food_court", "--speed", "20")
    wait_until(lambda: "comuros down" in log.read_text(encoding="utf-8"), "the system")
    exported = dict(re.findall(r"^export (\w+)=(.*)$", log.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"ROS_DOMAIN_ID", "RMW_IMPLEMENTATION", "FASTDDS_DEFAULT_PROFILES_FILE"} <= set(exported)

    def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            comuros(*arguments),
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    sent = ask("send", LOOK)
    assert sent.returncode == 0, sent.stdout + sent.stderr
    assert "succeeded" in sent.stdout
    shown = ask("status")
    assert LOOK in shown.stdout
    assert "drone: " in shown.stdout
    assert ask("stop").returncode == 0
    assert ask("down").returncode == 0
    up.wait(timeout=PATIENCE_S)
    assert left_behind(environment) == []
    assert "no system runs" in ask("status").stdout
