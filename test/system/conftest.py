"""Real nodes over real DDS, in a domain of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.live_team import Client, Processes


@pytest.fixture
def processes(ros_environment: dict[str, str], tmp_path: Path) -> Iterator[Processes]:
    """Processes that are ended with the test."""
    folder = tmp_path / "processes"
    folder.mkdir()
    started = Processes(ros_environment, folder)
    yield started
    started.end()


@pytest.fixture
def client(
    processes: Processes, ros_domain_id: int, ros_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """A node of the test's own in the same domain."""
    monkeypatch.setenv("ROS_LOG_DIR", ros_environment["ROS_LOG_DIR"])
    made = Client(ros_domain_id, processes)
    yield made
    made.close()
