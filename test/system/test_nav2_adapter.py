"""Nav2 behind a skill: skill servers as a process, an action of Nav2's fields served by a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rclpy.action import ActionClient

from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.convert.skill_call import SkillGoal, skill_goal_to_ros
from comuros.nodes.convert.task_report import skill_report_from_ros
from comuros.scenario import load_scenario
from comuros_msgs.action import ExecuteSkill
from support.live_team import Client, Processes
from support.nav2_messages_build import environment_with, nav2_messages
from support.tiny_scenario import CART, write_scenario

pytestmark = pytest.mark.system
STAND_IN = Path(__file__).parents[1] / "support" / "nav2_stand_in.py"


@pytest.fixture
def processes(ros_environment: dict[str, str], tmp_path: Path) -> Iterator[Processes]:
    """Processes that find the stand-in for `nav2_msgs`."""
    folder = tmp_path / "processes"
    folder.mkdir()
    started = Processes(environment_with(nav2_messages(), ros_environment), folder)
    yield started
    started.end()


class Drives:
    """Sends `go_to` calls to `cart_1` and keeps what comes back."""

    def __init__(self, client: Client, *, agent: str) -> None:
        self._client, self._agent = client, agent
        self._action = ActionClient(client.node, ExecuteSkill, "cart_1/skill/go_to")
        self.reports: list[SkillReport] = []
        self.handle: Any = None
        self._calls = 0

    def start(self, place: str) -> None:
        self.reports = []
        self._calls += 1
        goal = skill_goal_to_ros(
            SkillGoal(f"c{self._calls}@{self._agent}", SkillCall("go_to", (place,))), skill=None
        )
        self._client.wait_until(self._action.server_is_ready, "the skill server")
        sent = self._action.send_goal_async(goal, feedback_callback=lambda m: self._hear(m.feedback.report))
        self._client.wait_until(sent.done, "an answer")
        self.handle = sent.result()
        self.handle.get_result_async().add_done_callback(lambda done: self._hear(done.result().result.report))

    def end(self) -> SkillReport:
        self._client.wait_until(lambda: self.reports and self.reports[-1].status.is_final, "the end")
        return self.reports[-1]

    def close(self) -> None:
        self._action.destroy()

    def _hear(self, message: Any) -> None:
        self.reports.append(skill_report_from_ros(message, call_id=f"c{self._calls}"))


def test_a_robot_drives_by_nav2(processes: Processes, client: Client, tmp_path: Path) -> None:
    line = "skills: [go_to, pick]"
    scenario = write_scenario(
        tmp_path, file=CART, old=line, new=f"{line}\nadapters: {{go_to: {{adapter: nav2}}}}"
    )
    processes.run("nav2", [str(STAND_IN), "--ros-args", "-r", "__ns:=/cart_1"])
    processes.start("skills", "skill_servers", scenario=scenario, robots="cart_1", adapters=True)
    drives = Drives(client, agent="first")
    drives.start("table_a")
    assert drives.end().status is TaskStatus.SUCCEEDED
    shares = [report.progress for report in drives.reports]
    assert shares == sorted(shares)
    assert len(shares) > 3
    loaded = load_scenario(scenario)
    stand = loaded.roadmap.approach_pose(loaded.scenario.robot("cart_1"), "table_a")
    assert f"goal map {stand.x_m:.2f} {stand.y_m:.2f}" in processes.words()
    for cause, words in ((Cause.BLOCKED, "no progress"), (Cause.UNREACHABLE, "the goal is off the map")):
        drives.start("table_a")
        report = drives.end()
        assert (report.status, report.cause, report.message) == (TaskStatus.FAILED, cause, words)
    drives.start("table_a")
    client.wait_until(lambda: drives.reports, "feedback")
    drives.handle.cancel_goal_async()
    assert drives.end().status is TaskStatus.CANCELLED
    successor = Drives(client, agent="second")
    for each in (drives, successor):  # an agent that was killed on the way, and the one started after it
        each.start("table_a")
        client.wait_until(lambda each=each: each.reports, "feedback")
    assert drives.end().status is TaskStatus.CANCELLED
    successor.handle.cancel_goal_async()
    assert successor.end().status is TaskStatus.CANCELLED
    drives.close()
    successor.close()
    assert set(processes.end().values()) == {0}
