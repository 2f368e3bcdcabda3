"""Whole missions through real processes over DDS: carried out, repaired, cancelled, survived, stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from comuros.cli.live.picture import Picture
from comuros.cli.system.crew import CrewSettings
from comuros.cli.system.live_system import LiveSystem, live_system
from comuros.core.event import EventKind
from comuros.core.mission import MissionOutcome
from comuros.core.robot import RobotStatus
from comuros.scenario import find_scenario, load_scenario
from comuros_msgs.action import ExecuteMission, PreviewMission

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]

NOODLES = "Deliver the noodles to table 2. Meanwhile the drone looks at table 3."
LONG = "The cleaner cleans table 1, then table 2, then table 5."
# Far more than anything here needs; a test that gets here has failed.
PATIENCE_S = 150.0

StartSystem = Callable[..., AbstractContextManager[LiveSystem]]


@pytest.fixture
def system_of(
    ros_domain_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AbstractContextManager[LiveSystem]]:
    """Starts the system of a scenario in the test's domain; it has ended when the context is left."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("ROS_LOG_DIR", str(tmp_path / "ros_log"))

    @contextmanager
    def start(scenario: str, *, faults: tuple[str, ...] = ()) -> Iterator[LiveSystem]:
        path = find_scenario(scenario)
        settings = CrewSettings(path, speed=20.0, faults=faults)
        with live_system(load_scenario(path), settings, domain=ros_domain_id) as system:
            system.wait_until_ready()
            yield system

    return start


def follow(system: LiveSystem, picture: Picture, until: Callable[[Picture], bool]) -> Picture:
    """Fold what is seen into the picture until the condition holds."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not until(picture):
        for seen in system.client.seen():
            picture.see(seen)
        notes = "\n".join(note.text for note in picture.notes)
        assert time.monotonic() < deadline_s, f"waited in vain; mission {picture.state}\n{notes}"
        time.sleep(0.02)
    return picture


def has_ended(picture: Picture) -> bool:
    return picture.end is not None


def is_moving(picture: Picture) -> bool:
    return any(robot.stage.startswith("go_to") for robot in picture.robots.values())


def outcome(picture: Picture) -> MissionOutcome:
    assert picture.end is not None
    return picture.end.outcome


def test_an_instruction_on_the_topic_becomes_a_finished_mission(system_of: StartSystem) -> None:
    with system_of("food_court") as system:
        system.client.say(NOODLES)
        picture = follow(system, Picture(NOODLES), has_ended)
    assert outcome(picture) is MissionOutcome.SUCCEEDED
    assert len(picture.plans) == 1
    certificate = picture.plans[0].plan.certificate
    assert certificate.lower_bound_s <= certificate.makespan_s
    assert picture.tree is not None
    assert picture.tree.mission_class == "independent"
    assert not system.losses() or all(loss.status in (0, -2) for loss in system.losses())


def test_a_coalition_carries_a_crate_no_robot_can_carry_alone(system_of: StartSystem) -> None:
    said = "Both movers carry the long crate to the dock."
    with system_of("warehouse") as system:
        system.client.say(said)
        picture = follow(system, Picture(said), has_ended)
    assert outcome(picture) is MissionOutcome.SUCCEEDED
    assert picture.plans[0].plan.assignments[0].robots == ("mover_1", "mover_2")


def test_a_dropped_bowl_is_noticed_and_the_plan_repaired(system_of: StartSystem) -> None:
    with system_of("food_court", faults=("default",)) as system:
        system.client.say(NOODLES)
        picture = follow(system, Picture(NOODLES), has_ended)
    assert outcome(picture) is MissionOutcome.SUCCEEDED
    assert len(picture.replans) >= 1
    assert picture.relevant >= 1
    assert any(event.kind is EventKind.OBJECT_DROPPED for event in picture.events.values())


def test_cancelling_the_goal_brings_every_robot_to_rest(system_of: StartSystem) -> None:
    with system_of("food_court") as system:
        goal = system.client.start_mission(ExecuteMission.Goal(text=LONG, source="test"), timeout_s=30.0)
        assert goal is not None
        picture = follow(system, Picture(LONG), is_moving)
        goal.cancel_goal_async()
        result = system.client.result_of(goal, timeout_s=PATIENCE_S)
        assert result is not None
        assert result.outcome == MissionOutcome.CANCELLED.value
        assert result.reason
        follow(system, picture, has_ended)
        follow(system, picture, lambda seen: all(not robot.task for robot in seen.robots.values()))
        assert outcome(picture) is MissionOutcome.CANCELLED
        assert_at_rest(system, picture)


def test_a_killed_agent_is_noticed_and_its_work_goes_to_another(system_of: StartSystem) -> None:
    with system_of("food_court") as system:
        system.client.say(NOODLES)
        picture = follow(system, Picture(NOODLES), is_moving)
        system.supervisor.kill("waiter.agent")
        follow(system, picture, has_ended)
    silent = [e for e in picture.events.values() if e.kind is EventKind.ROBOT_SILENT]
    assert [event.subjects for event in silent] == [("waiter",)]
    assert outcome(picture) is MissionOutcome.SUCCEEDED
    entry = picture.plans[-1].plan.assignment("t1")
    assert entry is None or "waiter" not in entry.robots


def test_stop_works_with_the_task_manager_dead(system_of: StartSystem) -> None:
    with system_of("food_court") as system:
        system.client.say(LONG)
        picture = follow(system, Picture(LONG), is_moving)
        system.supervisor.kill("task_manager")
        done, message = system.client.trigger("stop", timeout_s=PATIENCE_S)
        assert done, message
        follow(system, picture, lambda seen: all(not robot.available for robot in seen.robots.values()))
        assert_at_rest(system, picture)


def test_a_preview_moves_nothing_and_can_be_carried_out(system_of: StartSystem) -> None:
    with system_of("food_court") as system:
        impossible = PreviewMission.Goal(text="The drone brings the tea to table 6.")
        refused = system.client.preview(impossible, timeout_s=PATIENCE_S)
        assert refused.outcome == MissionOutcome.INFEASIBLE.value
        assert "drone" in refused.reason
        look = PreviewMission.Goal(text="The drone looks at table 3.")
        shown = system.client.preview(look, timeout_s=PATIENCE_S)
        assert shown.outcome == MissionOutcome.PREVIEWED.value
        assert [list(entry.robots) for entry in shown.plan.assignments] == [["drone"]]
        assert not is_moving(follow(system, Picture(""), lambda seen: len(seen.robots) == 3))
        goal = system.client.start_mission(
            ExecuteMission.Goal(preview_id=shown.preview_id, source="test"), timeout_s=30.0
        )
        result = system.client.result_of(goal, timeout_s=PATIENCE_S)
        assert result.outcome == MissionOutcome.SUCCEEDED.value
        assert result.lower_bound_s <= result.makespan_s + 1.0


def assert_at_rest(system: LiveSystem, picture: Picture) -> None:
    """Three further reports of each robot show the same pose."""
    reports: dict[str, list[RobotStatus]] = {name: [] for name in picture.robots}
    deadline_s = time.monotonic() + PATIENCE_S
    while any(len(mine) < 3 for mine in reports.values()):
        assert time.monotonic() < deadline_s, "a robot fell silent"
        for seen in system.client.seen():
            if isinstance(seen, RobotStatus):
                reports[seen.robot].append(seen)
        time.sleep(0.02)
    for name, mine in reports.items():
        moved_m = mine[-1].pose.planar_distance_m(mine[1].pose)
        assert moved_m < 0.02, f"{name} still moves"
