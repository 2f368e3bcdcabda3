"""Where a run keeps its logs and says that it is running."""

from __future__ import annotations

import os
import time
from pathlib import Path

_KEPT = 20


def state_home() -> Path:
    """Folder of what comuros keeps between runs, after the XDG base directory rules."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "comuros"


def new_run_folder(name: str) -> Path:
    """A new folder for the logs of one run; of older ones the last few are kept."""
    runs = state_home() / "runs"
    stamp = time.strftime("%Y%m%d-%H%M%S")
    folder = runs / f"{stamp}-{name}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(runs.iterdir())[:-_KEPT]:
        _forget(old)
    return folder


def _forget(folder: Path) -> None:
    for file in folder.glob("*.log"):
        file.unlink(missing_ok=True)
    try:
        folder.rmdir()
    except OSError:
        return
