"""For every test: no packet leaves the machine, no vendor's key is seen, ROS runs in its own domain."""

from __future__ import annotations

import fcntl
import ipaddress
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from comuros.cli.system.domain import lease_domain
from comuros.core.errors import SettingsError

# A busy machine is no failure. Under CI hypothesis has a profile of its own that says the same.
if "CI" not in os.environ:
    settings.register_profile("comuros", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("comuros")

# Domains 0 to 101 fit below Linux' ephemeral ports; low ones are left to people.
_DOMAINS = range(40, 102)


def _refuse_other_machines(event: str, arguments: tuple[object, ...]) -> None:
    host = _host_of(event, arguments)
    if host is not None and not _is_loopback(host):
        raise PermissionError(f"a test tried to reach {host}; tests talk to this machine alone")


def _host_of(event: str, arguments: tuple[object, ...]) -> str | None:
    """The machine an event of `socket` is about; None for other events, and for sockets that are files."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        return str(address[0]) if isinstance(address, tuple) else None
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        return host.decode() if isinstance(host, bytes) else str(host or "")
    return None


def _is_loopback(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_other_machines)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests are shared out to processes, a file's tests stay together, and those that start systems
    come first and stay with one process: ten systems at once would only wait for each other.
    """
    for item in items:
        starts_systems = item.get_closest_marker("system") is not None
        item.add_marker(pytest.mark.xdist_group("systems" if starts_systems else str(item.path)))
    items.sort(key=lambda item: item.get_closest_marker("system") is None)


@pytest.fixture(autouse=True)
def no_vendor_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of the person who runs the tests are not used."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "COMUROS_LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def session_domain_id() -> Iterator[int]:
    """For module fixtures: a ROS domain that is this process's until it ends."""
    with _free_domain() as domain:
        yield domain


@pytest.fixture
def ros_domain_id() -> Iterator[int]:
    """For one test: a ROS domain nobody else on this machine uses at this moment."""
    with _free_domain() as domain:
        yield domain


@contextmanager
def _free_domain() -> Iterator[int]:
    """One that no other test run has locked and no `comuros` has leased. It is not leased itself: systems
    that tests start lease it.
    """
    folder = Path(tempfile.gettempdir()) / "comuros_test_domains"
    folder.mkdir(exist_ok=True)
    for domain in _DOMAINS:
        with (folder / str(domain)).open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                lease_domain(domain).release()
            except (BlockingIOError, SettingsError):
                continue
            yield domain
            return
    pytest.fail(f"every test domain from {_DOMAINS[0]} to {_DOMAINS[-1]} is taken")


@pytest.fixture
def ros_environment(ros_domain_id: int, tmp_path: Path) -> dict[str, str]:
    """For processes of one test: domain and log folder of their own; `.venv` brings the Fast DDS profile."""
    return {
        **os.environ,
        "ROS_DOMAIN_ID": str(ros_domain_id),
        "ROS_LOG_DIR": str(tmp_path / "ros_log"),
        "PYTHONUNBUFFERED": "1",
    }
