"""Says which systems run, so that `send`, `status`, `stop` and `down` find them: one small file for each,
written by `comuros up`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from comuros.cli.system.run_folder import state_home
from comuros.core.errors import SettingsError


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """A system that `comuros up` keeps running. `started` is the process's start in kernel ticks: ids are
    used again.
    """

    pid: int
    started: int
    domain: int
    scenario: str
    scenario_file: str
    run_folder: str


def folder() -> Path:
    """Where the files lie."""
    return state_home() / "running"


@contextmanager
def announced(system: RunningSystem) -> Iterator[None]:
    """The system is listed for as long as the context lasts."""
    folder().mkdir(parents=True, exist_ok=True)
    file = folder() / f"{system.domain}.json"
    file.write_text(json.dumps(asdict(system)), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def running_systems() -> tuple[RunningSystem, ...]:
    """Systems whose process is alive, by domain. Files that dead ones left are removed."""
    found = []
    for file in sorted(folder().glob("*.json")):
        system = _read(file)
        if system is not None and started_of(system.pid) == system.started:
            found.append(system)
        else:
            file.unlink(missing_ok=True)
    return tuple(sorted(found, key=lambda each: each.domain))


def the_running_system(domain: int | None = None) -> RunningSystem:
    """The one that is meant.

    Raises:
        SettingsError: none runs, none on that domain, or several and no domain was named.
    """
    systems = [each for each in running_systems() if domain is None or each.domain == domain]
    if len(systems) == 1:
        return systems[0]
    if not systems:
        where = f" on domain {domain}" if domain is not None else ""
        raise SettingsError(f"no system runs{where}; start one with: comuros up SCENARIO")
    known = ", ".join(f"{each.domain} ({each.scenario})" for each in systems)
    raise SettingsError(f"several systems run; name one with --domain: {known}")


def started_of(pid: int) -> int:
    """When a process was started, in kernel ticks; 0 where there is none, or one that has ended but was not
    waited for.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0
    fields = text.rpartition(")")[2].split()
    return 0 if fields[0] == "Z" else int(fields[19])


def this_process() -> tuple[int, int]:
    """Process id and start of the calling process."""
    return os.getpid(), started_of(os.getpid())


def _read(file: Path) -> RunningSystem | None:
    try:
        return RunningSystem(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
