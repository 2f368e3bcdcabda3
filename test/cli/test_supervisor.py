"""Nothing is left behind: not by stubborn programs, not when the supervisor itself is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from comuros.cli.system import supervisor as supervisor_module
from comuros.cli.system.child import Program
from comuros.cli.system.supervisor import Supervisor
from comuros.core.errors import SettingsError

_PATIENCE_S = 20.0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "the condition did not come to hold"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Programs that wait for their end: one politely, one that ignores signals, one that fails at once."""
    modules = {
        "polite": "print('ready', flush=True)\nsignal.pause()",
        "stubborn": "[signal.signal(n, signal.SIG_IGN) for n in (2, 15)]\n"
        "print('ready', flush=True)\nwhile True: signal.pause()",
        "broken": "raise SystemExit('no world file')",
    }
    for name, body in modules.items():
        (tmp_path / f"{name}.py").write_text(f"import signal\n{body}\n", encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def is_ready(logs: Path, name: str) -> Callable[[], bool]:
    return lambda: "ready" in (logs / f"{name}.log").read_text(encoding="utf-8")


def test_leaving_the_context_ends_every_program(tmp_path: Path, environment: dict[str, str]) -> None:
    with Supervisor(logs=tmp_path, environment=environment) as running:
        running.start([Program("one", "polite"), Program("two", "polite")])
        wait_until(is_ready(tmp_path, "one"))
        wait_until(is_ready(tmp_path, "two"))
        pids = running.pids
        assert sorted(pids) == ["one", "two"]
    assert not any(is_alive(pid) for pid in pids.values())


def test_a_program_that_ignores_signals_is_killed(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = {signal.SIGINT: 0.1, signal.SIGTERM: 0.1, signal.SIGKILL: _PATIENCE_S}
    monkeypatch.setattr(supervisor_module, "PATIENCE_S", patience)
    running = Supervisor(logs=tmp_path, environment=environment)
    running.start([Program("one", "stubborn")])
    wait_until(is_ready(tmp_path, "one"))
    pid = running.pids["one"]
    assert running.end() == ["one"]
    assert not is_alive(pid)


def test_a_program_that_ends_by_itself_is_reported_once_with_its_last_words(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with Supervisor(logs=tmp_path, environment=environment) as running:
        running.start([Program("one", "broken")])
        wait_until(lambda: not running.pids)
        (loss,) = running.losses()
        assert str(loss) == "one ended: exit status 1"
        assert loss.last_words == "no world file"
        assert running.losses() == []


def test_an_ordered_kill_is_told_from_an_accident(tmp_path: Path, environment: dict[str, str]) -> None:
    with Supervisor(logs=tmp_path, environment=environment) as running:
        running.start([Program("one", "polite")])
        wait_until(is_ready(tmp_path, "one"))
        running.kill("one")
        wait_until(lambda: not running.pids)
        (loss,) = running.losses()
        assert loss.on_purpose
        assert loss.status == -signal.SIGKILL
        with pytest.raises(SettingsError, match="no program 'two' runs; expected one of: one"):
            running.kill("two")


def test_programs_die_with_a_supervisor_that_is_killed(tmp_path: Path, environment: dict[str, str]) -> None:
    script = textwrap.dedent(
        f"""
        import os, pathlib, signal
        from comuros.cli.system.child import Program
        from comuros.cli.system.supervisor import Supervisor
        running = Supervisor(logs=pathlib.Path({str(tmp_path)!r}), environment=dict(os.environ))
        running.start([Program("one", "stubborn")])
        print(running.pids["one"], flush=True)
        signal.pause()
        """
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child_pid = int(parent.stdout.readline())
    wait_until(is_ready(tmp_path, "one"))
    parent.kill()
    parent.wait(timeout=_PATIENCE_S)
    wait_until(lambda: not is_alive(child_pid))
