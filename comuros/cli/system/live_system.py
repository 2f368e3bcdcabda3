"""A whole system for one scenario, as a context: domain, processes, and a client; robots are stopped before
anything ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comuros.cli.system.crew import CrewSettings, environment, exports, programs
from comuros.cli.system.domain import lease_domain
from comuros.cli.system.run_folder import new_run_folder
from comuros.cli.system.supervisor import Loss, Supervisor
from comuros.core.errors import ComurosError
from comuros.nodes.mission_client import MissionClient
from comuros.scenario import LoadedScenario

START_TIMEOUT_S = 90.0
_STOP_TIMEOUT_S = 3.0


class SystemFailed(ComurosError):
    """A program of the system ended or never answered; the message says which and shows its last words."""


@dataclass(frozen=True, slots=True)
class LiveSystem:
    """A running system with a client in it."""

    supervisor: Supervisor
    client: MissionClient
    domain: int
    run_folder: Path

    def wait_until_ready(self, poll: Callable[[], None] = lambda: None) -> None:
        """Wait until every robot and the task manager answer.

        Raises:
            SystemFailed: one of them ended, or did not answer in time.
        """

        def look() -> None:
            for loss in self.supervisor.losses():
                raise SystemFailed(f"{loss}\n{loss.last_words}".strip())
            poll()

        missing = self.client.wait_until_complete(timeout_s=START_TIMEOUT_S, poll=look)
        if missing:
            raise SystemFailed(
                f"{', '.join(missing)} did not answer within {START_TIMEOUT_S:g} s; "
                f"logs are in {self.run_folder}"
            )

    def losses(self) -> list[Loss]:
        """Programs that have ended since the last call."""
        return self.supervisor.losses()


@contextmanager
def live_system(
    loaded: LoadedScenario, settings: CrewSettings, *, domain: int | None = None
) -> Iterator[LiveSystem]:
    """Start the system of a scenario on a domain of its own. However the context is left, every process has
    ended then.
    """
    folder = new_run_folder(loaded.scenario.name)
    robots = [robot.name for robot in loaded.scenario.robots if not robot.is_human]
    with lease_domain(domain) as lease:
        os.environ.update(exports(lease.domain))
        with Supervisor(logs=folder, environment=environment(lease.domain)) as supervisor:
            supervisor.start(programs(loaded.scenario, settings))
            with MissionClient(robots, domain=lease.domain) as client:
                try:
                    yield LiveSystem(supervisor, client, lease.domain, folder)
                except BaseException:
                    client.trigger("stop", timeout_s=_STOP_TIMEOUT_S)
                    raise
