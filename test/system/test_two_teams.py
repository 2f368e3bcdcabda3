"""Two teams under two namespaces on one domain do not disturb each other."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from nav_msgs.msg import Odometry
from std_msgs.msg import String

from comuros.core.mission import MissionOutcome
from comuros.nodes import qos
from comuros_msgs import msg
from support import live_team
from support.live_team import Client, Processes

pytestmark = [pytest.mark.system, pytest.mark.timeout(400)]

TEST = Path(__file__).resolve().parents[1]
ROBOT = "drone"
TEAMS = {"east": "The drone looks at table 3.", "west": "The drone looks at table 5, then at table 2."}
STILL_MPS = 0.05


@pytest.fixture
def teams(processes: Processes, ros_environment: dict[str, str]) -> Processes:
    """A process for each team, with all of its nodes."""
    ros_environment["PYTHONPATH"] = str(TEST)
    for name in TEAMS:
        remaps = ["-r", f"__ns:=/{name}", "-r", f"/clock:=/{name}/clock", "-r", f"/tf:=/{name}/tf"]
        parameters = ["-p", f"robot:={ROBOT}", "-p", "speed:=8.0"]
        processes.run(name, ["-m", "support.whole_team", "--ros-args", *remaps, *parameters])
    return processes


class Watch:
    """What comes from each team."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.states: dict[str, list[msg.MissionState]] = defaultdict(list)
        self.ready: set[str] = set()
        self.speed_mps: dict[str, float] = dict.fromkeys(TEAMS, 0.0)
        self.orders = {
            name: client.node.create_publisher(String, f"/{name}/instruction", qos.INSTRUCTION)
            for name in TEAMS
        }
        for name in TEAMS:
            self._listen(name)

    def _listen(self, name: str) -> None:
        node = self.client.node
        node.create_subscription(
            msg.MissionState, f"/{name}/mission/state", self.states[name].append, qos.MISSION
        )
        node.create_subscription(
            msg.RobotState, f"/{name}/{ROBOT}/state", lambda _: self.ready.add(name), qos.ROBOT_STATE
        )

        def on_odometry(message: Odometry) -> None:
            speed = message.twist.twist.linear
            self.speed_mps[name] = (speed.x**2 + speed.y**2) ** 0.5

        node.create_subscription(Odometry, f"/{name}/{ROBOT}/odom", on_odometry, qos.ODOMETRY)

    def outcome(self, name: str) -> str:
        return next((state.outcome for state in self.states[name] if state.outcome), "")


def test_each_team_does_its_own_mission_and_a_stop_is_for_one_team(
    teams: Processes, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_team, "PATIENCE_S", 150.0)
    watch = Watch(client)
    client.wait_until(lambda: watch.ready == set(TEAMS), "robots of both teams")
    client.wait_until(lambda: all(p.get_subscription_count() for p in watch.orders.values()), "task managers")
    for name, words in TEAMS.items():
        watch.orders[name].publish(String(data=words))
    client.wait_until(
        lambda: all(speed > STILL_MPS for speed in watch.speed_mps.values()), "both drones that fly"
    )
    answer = client.call("/east/stop")
    assert answer.success, answer.message
    client.wait_until(lambda: watch.outcome("west"), "an end of the mission in the west")
    assert watch.outcome("west") == MissionOutcome.SUCCEEDED.value
    assert watch.outcome("east") != MissionOutcome.SUCCEEDED.value
    assert watch.speed_mps["east"] < STILL_MPS
    said = {name: {state.instruction for state in states} for name, states in watch.states.items()}
    assert said == {name: {words} for name, words in TEAMS.items()}
    assert client.node.count_publishers("/clock") == 0
    assert teams.end() == dict.fromkeys(TEAMS, 0)
