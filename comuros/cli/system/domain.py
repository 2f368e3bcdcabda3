"""A ROS domain nobody else on this machine uses, held by a lock for as long as the process lives."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from comuros.core.errors import SettingsError

# UDP ports of domain d are 7400 + 250 d and following; from 102 on they reach Linux' ephemeral ports (32768).
LOWEST, HIGHEST = 1, 101
_PORT_BASE, _DOMAIN_GAIN, _UNICAST_OFFSET = 7400, 250, 10


def lock_folder() -> Path:
    """Where the locks of this user lie."""
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(base) / f"comuros-{os.getuid()}"


@dataclass(slots=True)
class DomainLease:
    """A locked domain. Leaving the context, or the end of the process however it comes, frees it."""

    domain: int
    _lock: IO[str]

    def __enter__(self) -> DomainLease:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def release(self) -> None:
        """Let others have the domain."""
        self._lock.close()


def lease_domain(wanted: int | None = None, *, folder: Path | None = None) -> DomainLease:
    """Lock the wanted domain, or the first that is free, beginning at one that depends on the process.

    Raises:
        SettingsError: the wanted domain is out of range or in use, or all are.
    """
    if wanted is not None and not LOWEST <= wanted <= HIGHEST:
        raise SettingsError(f"domain {wanted} cannot be used; expected {LOWEST} to {HIGHEST}")
    place = folder or lock_folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    count = HIGHEST - LOWEST + 1
    first = os.getpid() % count
    candidates = [wanted] if wanted is not None else [LOWEST + (first + i) % count for i in range(count)]
    for domain in candidates:
        lock = _try_lock(place / f"domain-{domain}.lock")
        if lock is None:
            continue
        if _ports_are_free(domain):
            return DomainLease(domain, lock)
        lock.close()
    raise SettingsError(
        f"domain {wanted} is in use"
        if wanted is not None
        else f"all domains {LOWEST} to {HIGHEST} are in use"
    )


def _try_lock(path: Path) -> IO[str] | None:
    lock = path.open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _ports_are_free(domain: int) -> bool:
    """Whether no participant of another program listens: the first two would have these ports."""
    base = _PORT_BASE + _DOMAIN_GAIN * domain
    for port in (base + _UNICAST_OFFSET, base + _UNICAST_OFFSET + 1):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
