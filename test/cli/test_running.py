"""`send`, `status`, `stop` and `down` find the system that is meant, and no ghost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from comuros.cli.system.running import (
    RunningSystem,
    announced,
    folder,
    running_systems,
    started_of,
    the_running_system,
    this_process,
)
from comuros.core.errors import SettingsError


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def system(domain: int, *, started: int | None = None) -> RunningSystem:
    pid, start = this_process()
    return RunningSystem(pid, start if started is None else started, domain, "food_court", "f.yaml", "runs")


def test_nothing_runs_at_first() -> None:
    with pytest.raises(SettingsError, match="no system runs; start one with: comuros up"):
        the_running_system()


def test_a_system_is_found_while_it_is_announced() -> None:
    with announced(system(7)):
        assert the_running_system() == system(7)
        assert the_running_system(7).domain == 7
        with pytest.raises(SettingsError, match="no system runs on domain 8"):
            the_running_system(8)
    assert running_systems() == ()


def test_of_several_one_must_be_named() -> None:
    with announced(system(7)), announced(system(9)):
        with pytest.raises(SettingsError, match=r"several systems run; name one with --domain: 7 .*9"):
            the_running_system()
        assert the_running_system(9).domain == 9


def test_what_a_dead_process_left_is_removed() -> None:
    with announced(system(7, started=1)):
        assert running_systems() == ()
        assert not list(folder().glob("*.json"))


def test_a_process_that_ended_unheard_is_not_running() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert started_of(child.pid) == 0


def test_a_damaged_file_is_removed() -> None:
    folder().mkdir(parents=True)
    (folder() / "7.json").write_text("{", encoding="utf-8")
    assert running_systems() == ()
