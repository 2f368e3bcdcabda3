"""Executors never wait: what the watchdogs of all nodes say while a model is asked, a plan is repaired and
twenty robots drive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stop_agents
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from stop_lanes import SCOUTS, write_lanes
from stop_thinking import Thinking

from comuros.core.command import StartTask
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.nodes import qos
from support.live_team import Client, Processes

pytestmark = [pytest.mark.system, pytest.mark.timeout(400)]
RUNNERS = tuple(f"r{number}" for number in range(20))
REPLAN_S = 6.0
# A callback that waited for the replan would take all of it, one that waited for the model would never end.
BOUND_S = REPLAN_S / 2
_CALLBACKS = ": callbacks"


class Watchdogs:
    """What the watchdogs said: the callbacks of every node so far, and every warning."""

    def __init__(self, client: Client) -> None:
        self.counts: dict[str, int] = {}
        self.warnings: list[str] = []
        self._client = client
        client.node.create_subscription(DiagnosticArray, "/diagnostics", self._keep, qos.DIAGNOSTICS)

    def await_word_of(self, nodes: set[str]) -> None:
        """Returns when every one of these nodes was told of."""
        self.wait_without_warning(lambda: nodes <= self.counts.keys(), f"word of the watchdogs of {nodes}")

    def wait_without_warning(self, condition: Callable[[], object], what: str) -> None:
        """Returns when the condition holds; a warning of a watchdog meanwhile fails the test."""
        self._client.wait_until(lambda: self.warnings or condition(), what)
        assert self.warnings == []

    def have_counted_since(self, before: dict[str, int]) -> bool:
        """Whether every node has had callbacks since."""
        return all(self.counts[node] > count for node, count in before.items())

    def _keep(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if not status.name.endswith(_CALLBACKS):
                continue
            values = {pair.key: pair.value for pair in status.values}
            self.counts[status.name.removesuffix(_CALLBACKS)] = int(values["callbacks"])
            if status.level != DiagnosticStatus.OK:
                self.warnings.append(f"{status.name}: {status.message}")


@pytest.fixture
def watchdogs(client: Client) -> Watchdogs:
    return Watchdogs(client)


@pytest.fixture
def thinking(client: Client, watchdogs: Watchdogs) -> Iterator[Thinking]:
    made = Thinking(client.node, watchdogs.wait_without_warning, replan_limit_s=REPLAN_S)
    yield made
    made.close()


def start_team(processes: Processes, scenario: Path, thinking: Thinking, watchdogs: Watchdogs) -> None:
    """Returns with a word of every node's watchdog."""
    bound = {"scenario": scenario, "callback_bound_s": BOUND_S}
    processes.start("simulator", "simulator", **bound, speed=1.0)
    processes.start("task_manager", "task_manager", **bound, **thinking.parameters)
    watchdogs.await_word_of({"task_manager", "simulator", "skill_servers"})
    settings = [f"{name}:={value}" for name, value in {**bound, "use_sim_time": True}.items()]
    ros = ["--ros-args", *(word for setting in settings for word in ("-p", setting))]
    for name, robots in (("runners", RUNNERS), ("scouts", SCOUTS)):
        processes.run(name, [str(stop_agents.__file__), *robots, *ros])
        watchdogs.await_word_of({f"{robot}/robot_agent" for robot in robots})


def drive(client: Client) -> None:
    for robot in RUNNERS:
        call = SkillCall("go_to", (f"east_{robot[1:]}",))
        client.give(StartTask("bench", 1, Task("drive", "drive", call), robot, (robot,)))
    client.wait_until(
        lambda: all(client.speed_of(robot) > 0.1 for robot in RUNNERS), "twenty robots that drive"
    )


def test_no_callback_waits_while_a_model_is_asked_a_plan_is_repaired_and_twenty_robots_drive(
    processes: Processes, client: Client, watchdogs: Watchdogs, thinking: Thinking, tmp_path: Path
) -> None:
    client.watch(*RUNNERS)
    start_team(processes, write_lanes(tmp_path, robots=len(RUNNERS)), thinking, watchdogs)
    thinking.begin()
    drive(client)
    thinking.start_thinking()
    before = dict(watchdogs.counts)
    watchdogs.wait_without_warning(lambda: thinking.has_replanned, "the repaired plan")
    watchdogs.wait_without_warning(lambda: watchdogs.have_counted_since(before), "later words of them")
    assert thinking.model.pending == 1, "the model was asked, and has not answered"
